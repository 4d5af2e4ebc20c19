/**
 * The code behind results: which it is now, and whether it is still the one that a lock was made with.
 *
 * @module
 */
import { digestOf } from "../bits/digest.ts";
import type { CodeDigester } from "../steps/code/digest.ts";
import { KINDS } from "../plan/kinds.ts";
import type { Lock } from "./lock.ts";

/** Code digest of each kind of step up to tables; how a figure is drawn is no part of what is published. */
export async function codeDigests(digester: CodeDigester): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { name, entry, locked } of KINDS) {
    if (locked !== undefined) digests[name] = await digester.digest(entry);
  }
  return digests;
}

/** How today's code relates to that of published results. */
export interface CodeStanding {
  /** First digits of the digest over the code at publication. */
  readonly published: string;
  /** Kinds of steps whose code is another now, in the order of the pipeline. */
  readonly changed: readonly string[];
}

/** Compares today's code with that of the publication of the experiments behind a figure. */
export function codeStanding(
  lock: Lock,
  figure: string,
  now: Readonly<Record<string, string>>,
): CodeStanding {
  const codes = lock.figures[figure].experiments.map((name) => lock.experiments[name].code);
  // An experiment has the kinds that it was made with: none that came later, and none of another data set.
  const kinds = [...new Set(codes.flatMap((code) => Object.keys(code)))];
  const digests = [...new Set(codes.map((code) => digestOf(code).slice(0, 12)))];
  return {
    published: digests.sort().join(" and "),
    changed: kinds.filter((kind) => codes.some((code) => kind in code && code[kind] !== now[kind])),
  };
}

/** The standing in words. */
export function standingText({ published, changed }: CodeStanding): string {
  const made = `made with code ${published}`;
  if (changed.length === 0) return `${made}, which is today's`;
  return `${made}; the code has changed since (${changed.join(", ")})`;
}
