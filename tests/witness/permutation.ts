/**
 * A permutation test of whether two samples of repeats come from one distribution, and its power by simulation.
 *
 * A repeat is a row of quantities. The statistic is the largest, over all quantities, of the absolute difference of the
 * samples' means in standard deviations of both samples together. If the samples come from one distribution, each choice
 * of which repeats are called the first sample is as likely as the one that was made; so the share of random choices
 * whose statistic is as large is a p-value, exact whatever the quantities' distributions and dependences are. Taking
 * the largest over the quantities is the correction for their number (Westfall & Young 1993, "Resampling-Based Multiple
 * Testing", max-T): one p-value for all of them.
 *
 * Reference for p: Phipson & Smyth (2010), "Permutation P-values should never be zero".
 *
 * @module
 */
import type { Stream } from "../../lib/bits/random.ts";

/** Repeats, each with the same quantities in the same order, all finite. */
export type Sample = readonly (readonly number[])[];

/** How a test is made. */
export interface Options {
  /** Number of random choices of the first sample, at least 1. */
  readonly permutations: number;
  /** A spread far below this one is rounding: added to the variances, squared, it keeps quantities without spread at 0. */
  readonly resolution: number;
}

/** What a test finds. */
export interface Verdict {
  /** (1 + choices with a statistic as large) / (1 + choices). */
  readonly p: number;
  /** Largest standardised difference, and of which quantity. */
  readonly statistic: number;
  readonly quantity: number;
}

/** Mean and standard deviation (ddof 1) of one quantity. */
export function momentsOf(sample: Sample, quantity: number): { mean: number; sd: number } {
  const n = sample.length, mean = sample.reduce((sum, row) => sum + row[quantity], 0) / n;
  const squares = sample.reduce((sum, row) => sum + (row[quantity] - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (n - 1)) };
}

/** Both samples as one matrix of standardised quantities: columns of mean 0 and variance 1, or less without spread. */
function standardised(all: Sample, resolution: number): Float64Array[] {
  const moments = all[0].map((_, q) => momentsOf(all, q));
  return all.map((row) =>
    Float64Array.from(row, (x, q) => (x - moments[q].mean) / Math.hypot(moments[q].sd, resolution))
  );
}

/** Largest absolute difference of means between the rows at the first `size` places of `order` and all other rows. */
function largestDifference(
  rows: readonly Float64Array[],
  order: Uint32Array,
  size: number,
  sum: Float64Array,
): { statistic: number; quantity: number } {
  sum.fill(0);
  for (let k = 0; k < size; k++) {
    const row = rows[order[k]];
    for (let q = 0; q < sum.length; q++) sum[q] += row[q];
  }
  let quantity = 0;
  for (let q = 1; q < sum.length; q++) {
    if (Math.abs(sum[q]) > Math.abs(sum[quantity])) quantity = q;
  }
  // Columns sum to 0, so the other rows' mean follows from the sum.
  const statistic = Math.abs(sum[quantity]) * (1 / size + 1 / (rows.length - size));
  return { statistic, quantity };
}

/** Puts a random choice of `size` items at the first places, each set of them equally likely. */
function choose(stream: Stream, order: Uint32Array, size: number): void {
  for (let k = 0; k < size; k++) {
    const j = k + stream.below(order.length - k), item = order[k];
    order[k] = order[j];
    order[j] = item;
  }
}

/**
 * Tests whether two samples come from one distribution.
 *
 * @param stream Where the choices are drawn from; it advances.
 * @throws {RangeError} If the samples are not of the same quantities, or one of those is not finite.
 */
export function permutationTest(
  first: Sample,
  second: Sample,
  stream: Stream,
  { permutations, resolution }: Options,
): Verdict {
  const all = [...first, ...second];
  for (const row of all) {
    if (row.length === all[0].length && row.every(Number.isFinite)) continue;
    throw new RangeError(
      `Cannot compare samples: rows must be ${
        all[0].length
      } finite numbers, current value is ${row}`,
    );
  }
  const rows = standardised(all, resolution), sum = new Float64Array(all[0].length);
  const order = Uint32Array.from(rows, (_, k) => k), size = first.length;
  const found = largestDifference(rows, order, size, sum);
  // The same choice summed in another order must count as equal.
  const least = found.statistic * (1 - 1e-9);
  let exceedances = 0;
  for (let k = 0; k < permutations; k++) {
    choose(stream, order, size);
    if (largestDifference(rows, order, size, sum).statistic >= least) exceedances++;
  }
  return { p: (1 + exceedances) / (1 + permutations), ...found };
}

/** What a simulation of power assumes. */
export interface Simulation extends Options {
  /** How often two samples are drawn and tested. */
  readonly trials: number;
  /** Repeats of the first sample. */
  readonly size: number;
  /** Of all these repeats in one quantity alone, in its standard deviations. */
  readonly shift: number;
  /** A p-value at most this one rejects. */
  readonly level: number;
}

/**
 * Share of trials that reject. In a trial, `size` repeats chosen at random from the sample are the first sample, and the
 * others the second; one quantity, chosen at random among those with spread, is shifted in the first.
 *
 * @param sample Repeats that come from one distribution.
 */
export function powerOf(
  sample: Sample,
  stream: Stream,
  { trials, size, shift, level, ...options }: Simulation,
): number {
  const deviations = sample[0].map((_, q) => momentsOf(sample, q).sd);
  const spread = deviations.flatMap((sd, q) => sd > options.resolution ? [q] : []);
  const order = Uint32Array.from(sample, (_, k) => k);
  let rejections = 0;
  for (let trial = 0; trial < trials; trial++) {
    choose(stream, order, size);
    const quantity = spread[stream.below(spread.length)], by = shift * deviations[quantity];
    const first = Array.from(
      order.subarray(0, size),
      (k) => sample[k].with(quantity, sample[k][quantity] + by),
    );
    const second = Array.from(order.subarray(size), (k) => sample[k]);
    if (permutationTest(first, second, stream, options).p <= level) rejections++;
  }
  return rejections / trials;
}
