/**
 * Keys of a run, for whoever keeps or removes what lies under them.
 *
 * @module
 */
import type { Inspector } from "./inspector.ts";
import { keyOf } from "./step.ts";

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
