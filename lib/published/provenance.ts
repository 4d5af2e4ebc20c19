/**
 * With which code published results were made, and whether it is still today's.
 *
 * @module
 */
import { digestOf } from "../bits/digest.ts";
import type { Lock } from "./lock/lock.ts";

/** How today's code relates to that of published results. */
export interface Provenance {
  /** First digits of the digest over the code at publication. */
  readonly published: string;
  /** Kinds of steps whose code is another now, in the order of the pipeline. */
  readonly changed: readonly string[];
}

/** Compares today's code with that of the publication of the experiments behind a figure. */
export function provenanceOf(
  lock: Lock,
  figure: string,
  now: Readonly<Record<string, string>>,
): Provenance {
  const codes = lock.figures[figure].experiments.map((name) => lock.experiments[name].code);
  // An experiment has the kinds that it was made with: none that came later, and none of another data set.
  const kinds = [...new Set(codes.flatMap((code) => Object.keys(code)))];
  const digests = [...new Set(codes.map((code) => digestOf(code).slice(0, 12)))];
  return {
    published: digests.sort().join(" and "),
    changed: kinds.filter((kind) => codes.some((code) => kind in code && code[kind] !== now[kind])),
  };
}

/** The provenance in words. */
export function provenanceText({ published, changed }: Provenance): string {
  const made = `made with code ${published}`;
  if (changed.length === 0) return `${made}, which is today's`;
  return `${made}; the code has changed since (${changed.join(", ")})`;
}
