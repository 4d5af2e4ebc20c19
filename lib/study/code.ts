/**
 * The code behind results: which it is now, and whether it is still the one that a lock was made with.
 *
 * @module
 */
import { digestOf } from "../bits/digest.ts";
import type { CodeDigester } from "../steps/code.ts";
import { ENTRIES } from "./implementations.ts";
import type { Lock } from "./lock.ts";

/** Kinds of steps up to tables; how a figure is drawn is no part of what is published. */
const KINDS = Object.keys(ENTRIES).filter((kind) => kind !== "svg" && kind !== "png");

/** Code digest of each kind of step up to tables. */
export async function codeDigests(digester: CodeDigester): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const kind of KINDS) digests[kind] = await digester.digest(ENTRIES[kind]);
  return digests;
}

/** How today's code relates to that of published results. */
export interface CodeStanding {
  /** First digits of the digest over the code at publication. */
  readonly published: string;
  /** Kinds of steps whose code is another now, in the order of the pipeline. */
  readonly changed: readonly string[];
}

/** Compares today's code with that of one experiment's publication. */
export function codeStanding(
  lock: Lock,
  experiment: string,
  now: Readonly<Record<string, string>>,
): CodeStanding {
  const { code } = lock.experiments[experiment];
  const kinds = [...new Set([...KINDS, ...Object.keys(code)])];
  return {
    published: digestOf(code).slice(0, 12),
    changed: kinds.filter((kind) => code[kind] !== now[kind]),
  };
}

/** The standing in words. */
export function standingText({ published, changed }: CodeStanding): string {
  const made = `made with code ${published}`;
  if (changed.length === 0) return `${made}, which is today's`;
  return `${made}; the code has changed since (${changed.join(", ")})`;
}
