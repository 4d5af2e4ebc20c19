/**
 * Outputs of a step compared with those that it should have, digest by digest.
 *
 * @module
 */
import { sha256 } from "../bits/digest.ts";
import type { Outputs } from "./step.ts";

/** Digest of each output of a step, by name. */
export type Digests = Readonly<Record<string, string>>;

/** An output that is not what it should be. */
export interface Mismatch {
  /** Logical id of the step, or the name of what was computed. */
  readonly id: string;
  /** Name of the output. */
  readonly output: string;
  /** SHA-256 that it must have, or `absent`. */
  readonly expected: string;
  /** SHA-256 that it has, or `absent`. */
  readonly found: string;
}

/** The first output of a step, in the order of names, that differs; one that is not there is `absent`. */
export function firstMismatch(
  id: string,
  expected: Digests,
  found: Digests,
): Mismatch | undefined {
  for (const output of [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort()) {
    const [wanted, is] = [expected, found].map((digests) => digests[output] ?? "absent");
    if (wanted !== is) return { id, output, expected: wanted, found: is };
  }
  return undefined;
}

/** Digests of outputs. */
export function outputDigests(outputs: Outputs): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { sha256 }]) => [name, sha256]));
}

/** Digests of the bytes of outputs. */
export function byteDigests(bytes: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(Object.entries(bytes).map(([name, bytes]) => [name, sha256(bytes)]));
}
