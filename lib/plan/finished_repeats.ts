/**
 * Runs that are under way: what of them is finished.
 *
 * @module
 */
import type { Resolver } from "../steps/step.ts";
import { type Run, shortened } from "./run.ts";
import { settleRepeat } from "./settle.ts";

/**
 * A run shortened to its finished repeats: the first ones, up to the first of which a segment or a measurement is
 * missing.
 *
 * @param look Knows outcomes and computes nothing.
 * @returns The run with 0 repeats, if the first one is not finished.
 */
export async function finishedRun(run: Run, look: Resolver): Promise<Run> {
  let repeats = 0;
  while (repeats < run.repeats && await isFinished(run, repeats, look)) repeats++;
  return shortened(run, repeats);
}

async function isFinished(run: Run, repeat: number, look: Resolver): Promise<boolean> {
  const { survivor } = await settleRepeat(run, repeat, look);
  // The end first: of a repeat that is under way nothing else needs to be looked at.
  for (const { train, measures } of survivor.segments.toReversed()) {
    for (const step of [train, ...Object.values(measures)]) {
      if (await look.resolve(step) === undefined) return false;
    }
  }
  return true;
}
