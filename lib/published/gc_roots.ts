/**
 * What of a store the lock and the published results need, and what in it contradicts them.
 *
 * @module
 */
import { type CodeDigester, createCodeDigester } from "../steps/code/digest.ts";
import type { Inspector } from "../steps/inspector.ts";
import { keyOf } from "../steps/step.ts";
import type { Action, GcRoots } from "../store/mod.ts";
import { ENTRIES } from "../plan/kinds.ts";
import { firstMismatch, type Locked } from "./locked.ts";
import { type Published, publishedDigests } from "./published.ts";

/**
 * Roots of the garbage collection: all digests of the lock's rows and results, and today's code. Who makes them and
 * what that needs is found in the store itself.
 *
 * @param published Undefined if nothing is published: then nothing is locked.
 * @throws {Error} if the lock cannot be read; then nobody knows what is to be kept.
 */
export async function rootsOf(
  published: Published | undefined,
  digester?: CodeDigester,
): Promise<GcRoots> {
  const codes = digester ?? await createCodeDigester();
  const digests = published === undefined ? new Set<string>() : await lockedDigests(published);
  const kinds = await Promise.all(
    Object.values(ENTRIES).map((entry) => codes.digest(entry)),
  );
  return { digests, keys: new Set(), codes: new Set(kinds) };
}

async function lockedDigests(published: Published): Promise<Set<string>> {
  const names = Object.keys(published.lock.experiments);
  const experiments = await Promise.all(names.map((name) => published.experiment(name)));
  const rows = experiments.flatMap(({ rows }) => Object.values(rows).flat());
  return new Set([...publishedDigests(published.lock, experiments), ...rows]);
}

/** Keys of a run, and how much of it is in the store. */
export interface RunKeys {
  /** Keys of all steps whose inputs are known, computed or not. */
  readonly keys: readonly string[];
  /** Keys of the steps that the store has. */
  readonly present: readonly string[];
  /** Steps of the run, at least: a discarded attempt adds more. */
  readonly steps: number;
}

/** Keys of a run that was looked at. */
export function runKeys({ standings }: Inspector): RunKeys {
  const keys: string[] = [], present: string[] = [];
  for (const { material, action } of standings.values()) {
    if (material === undefined) continue;
    const key = keyOf(material);
    keys.push(key);
    if (action !== undefined) present.push(key);
  }
  return { keys, present, steps: standings.size };
}

/**
 * Refuses an entry that says of a published step what the lock does not.
 *
 * @returns Whether the lock has its step, and agrees.
 * @throws {Error} in one line that names the id and the output.
 */
export function requireLocked(locked: Locked, action: Action): boolean {
  if (!locked.isOf(action)) return false;
  const { id, outputs } = action, digests = locked.digests(id)!;
  const found = Object.entries(outputs).map(([name, { sha256 }]) => [name, sha256]);
  const mismatch = firstMismatch(id, digests, Object.fromEntries(found));
  if (mismatch === undefined) return true;
  const { output, expected, found: value } = mismatch;
  throw new Error(
    `Cannot accept ${id}: ${output} must be ${expected} as the lock says, current value is ${value}`,
  );
}
