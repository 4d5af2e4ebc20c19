/**
 * Data that scripts have registered: decoded, unpacked and hashed before anything is made of it.
 *
 * @module
 */
/// <reference lib="dom" />
import { sha256 } from "@noble/hashes/sha2.js";
import decompress from "brotli/decompress.js";
import type { Expected } from "../data.ts";
import { element } from "./dom.ts";

const entries = new Map<string, string>();

/** Lets scripts register their data from now on. */
export function openRegistry(): void {
  (globalThis as unknown as { exactIb: unknown }).exactIb = {
    data: (name: string, text: string) => void entries.set(name, text),
  };
}

/** SHA-256 in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes of an entry, or what is wrong with it in words that name its file. */
export function checked({ name, sha256, script }: Expected): Uint8Array | string {
  const text = entries.get(name);
  if (text === undefined) return `${script} must have ${name}, current value is nothing`;
  let bytes: Uint8Array;
  try {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    bytes = (decompress as unknown as (packed: Uint8Array) => Uint8Array)(packed);
  } catch {
    return `${script}: ${name} must be what was written, current value cannot be unpacked`;
  }
  const found = digestOf(bytes);
  return found === sha256
    ? bytes
    : `${script}: ${name} must be SHA-256 ${sha256}, current value is ${found}`;
}

/** Loads a script; a missing one is noticed by {@linkcode checked}. */
export function loadScript(path: string): Promise<void> {
  return new Promise((resolve) => {
    const script = element("script", { src: path });
    script.onload = script.onerror = () => resolve();
    document.head.append(script);
  });
}
