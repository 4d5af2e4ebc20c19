/**
 * The bootstrap (Efron 1979), with random numbers of its own, so that it gives the same interval every time.
 *
 * @module
 */
import { Stream, streamKey } from "../bits/random.ts";
import { type Interval, requireFinite } from "./interval.ts";

/** Resamples: enough that an end of a 95% interval moves by less than a tenth of its distance from the value. */
const RESAMPLES = 999;

/**
 * A number of all repeats together, with its percentile interval.
 *
 * @param repeats How many there are, at least 1.
 * @param of The number of repeats that are drawn with replacement, by how often each is in.
 * @throws {RangeError} If the number of the repeats themselves is not finite.
 *
 * @example
 * ```ts
 * import { bootstrapOf } from "./bootstrap.ts";
 * import { assert } from "@std/assert";
 *
 * const values = [1, 2, 6, 7];
 * const mean = (times: Uint16Array) => values.reduce((sum, one, k) => sum + times[k] * one, 0) / 4;
 * const [low, high] = bootstrapOf(4, mean).at(0.05);
 * assert(1 < low && low < 4 && 4 < high && high < 7);
 * ```
 */
export function bootstrapOf(repeats: number, of: (times: Uint16Array) => number): Interval {
  const value = of(new Uint16Array(repeats).fill(1));
  requireFinite(value, "value of all repeats");
  if (repeats < 2) return { value, at: () => [-Infinity, Infinity] };
  const name = { seed: "bootstrap", repeat: 0, attempt: 0, purpose: "resample", epoch: 0 };
  const stream = new Stream(streamKey(name));
  const drawn = Float64Array.from({ length: RESAMPLES }, () => {
    const times = new Uint16Array(repeats);
    for (let k = 0; k < repeats; k++) times[stream.below(repeats)]++;
    return of(times);
  }).sort();
  return {
    value,
    // What is drawn may lie wholly beside the value itself, of a deviation below it.
    at: (miss) => [
      Math.min(value, quantileOf(drawn, miss / 2)),
      Math.max(value, quantileOf(drawn, 1 - miss / 2)),
    ],
  };
}

/** Quantile of sorted values, between two of them linearly. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1), below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
