/**
 * Captions of pictures that are made of whole results: what a reader must know of the data.
 *
 * @module
 */
import type { RunResults } from "./results.ts";

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** `2 of 6 repeats, 300 epochs; 17 attempts discarded`. */
export function repeatsText({ run, repeats }: RunResults): string {
  const all = run.of ?? run.repeats, part = repeats.length === all ? "" : `${repeats.length} of `;
  const ended = repeats.reduce((sum, { attempt }) => sum + attempt, 0);
  const discarded = ended === 0 ? "" : `; ${counted(ended, "attempt")} discarded`;
  return `${part}${counted(all, "repeat")}, ${counted(run.epochs, "epoch")}${discarded}`;
}

/** Of the picture of the loss, which shows the repeats that have theirs at hand. */
export function lossCaption(results: RunResults): string {
  const repeats = results.repeats.filter(({ loss }) => loss !== undefined);
  return `Mean of ${repeatsText({ ...results, repeats })}`;
}
