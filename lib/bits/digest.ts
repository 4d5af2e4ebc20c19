/** SHA-256 over bytes, text and canonical JSON. */
import { createHash } from "node:crypto";
import { canonical, type Json } from "./canonical.ts";

/**
 * SHA-256 (FIPS 180-4), the same that `sha256sum` prints.
 *
 * @param bytes Bytes, or text that is hashed as UTF-8.
 * @returns 64 lowercase hexadecimal digits.
 * @throws {TypeError} if text has a lone surrogate: UTF-8 would replace it, and two texts would
 * share one digest.
 */
export function sha256(bytes: Uint8Array | string): string {
  if (typeof bytes === "string" && !bytes.isWellFormed()) {
    throw new TypeError(
      `Cannot hash: text must be free of lone surrogates, current value is ${
        JSON.stringify(bytes)
      }`,
    );
  }
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Digest of plain data: SHA-256 of its canonical text.
 *
 * @param value Plain JSON data; equal values give equal digests, whatever the order of their keys.
 * @returns 64 lowercase hexadecimal digits.
 * @throws {TypeError} as {@linkcode canonical} does.
 */
export function digestOf(value: Json): string {
  return sha256(canonical(value));
}
