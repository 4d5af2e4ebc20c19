/**
 * Numbers of all repeats together: standard deviations over them, and how the mean stands for one (paper appendix B).
 *
 * @module
 */
import type { Curves } from "../../study/steps/curves.ts";

/** Mean of values. */
export function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}

/** Series of curves that are averaged. */
const SERIES = ["ixt", "ity", "trainAccuracy", "testAccuracy"] as const;

/** Sum of repeats' curves, record by record. */
export function sumCurves(repeats: readonly Curves[]): Curves {
  const sum = { ...repeats[0] };
  for (const name of SERIES) {
    const all = sum[name] = repeats[0][name].slice();
    for (const one of repeats.slice(1)) {
      const series = one[name];
      for (let k = 0; k < all.length; k++) all[k] += series[k];
    }
  }
  return sum;
}

/** Mean of so many curves from a sum, to which some are added so many times, or taken away. */
export function meanCurves(
  sum: Curves,
  number: number,
  more: readonly (readonly [curves: Curves, times: number])[] = [],
): Curves {
  const mean = { ...sum };
  for (const name of SERIES) {
    const all = mean[name] = sum[name].slice();
    for (const [curves, times] of more) {
      const series = curves[name];
      for (let k = 0; k < all.length; k++) all[k] += times * series[k];
    }
    for (let k = 0; k < all.length; k++) all[k] /= number;
  }
  return mean;
}

/** Mean standard deviation. */
export function averageDeviation(_: Float64Array, sd: Float64Array): number {
  return average(sd);
}

/** Mean standard deviation where the mean is below its median, less that where it is not. */
export function spreadBelowMedian(mean: Float64Array, sd: Float64Array): number {
  const half = Math.floor(mean.length / 2), median = smallest(mean, half);
  let equal = half - mean.reduce((below, one) => below + (one < median ? 1 : 0), 0);
  const sums = [0, 0];
  mean.forEach((one, k) => {
    // Of those that are the median itself the first ones are below it, so that these are half of all.
    const isBelow = one < median || (one === median && equal-- > 0);
    sums[isBelow ? 0 : 1] += sd[k];
  });
  return sums[0] / half - sums[1] / (mean.length - half);
}

/** The value that so many others precede in ascending order, by selection (Hoare 1961): a sort would take ten times as long. */
function smallest(values: Float64Array, rank: number): number {
  const some = values.slice();
  for (let low = 0, high = some.length - 1; low < high;) {
    const pivot = some[(low + high) >> 1];
    let i = low, j = high;
    while (i <= j) {
      while (some[i] < pivot) i++;
      while (some[j] > pivot) j--;
      if (i > j) break;
      [some[i], some[j]] = [some[j], some[i]];
      i++;
      j--;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return some[rank];
  }
  return some[rank];
}

/**
 * Share of a repeat's variance over records and layers that the mean explains, 1 less the ratio of the squared
 * distances from the mean and from the repeat's own average; NaN for a repeat without variance.
 */
export function explainedBy(own: Float64Array, mean: Float64Array): number {
  const centre = average(own);
  let rest = 0, all = 0;
  own.forEach((value, k) => {
    rest += (value - mean[k]) * (value - mean[k]);
    all += (value - centre) * (value - centre);
  });
  return 1 - rest / all;
}

/** A number of mean and deviation at every place of the repeats. */
export type Spread = (mean: Float64Array, sd: Float64Array) => number;

/** Sums, and sums of squares, to mean and standard deviation (ddof 0). */
function moments(
  sums: Float64Array,
  squares: Float64Array,
  n: number,
): [mean: Float64Array, sd: Float64Array] {
  const mean = new Float64Array(sums.length), sd = new Float64Array(sums.length);
  for (let k = 0; k < sums.length; k++) {
    mean[k] = sums[k] / n;
    // Equal values may come out slightly negative.
    sd[k] = Math.sqrt(Math.max(0, squares[k] / n - mean[k] * mean[k]));
  }
  return [mean, sd];
}

/**
 * The number of mean and standard deviation (ddof 0) over repeats at every place, of which each may be taken several
 * times or not at all.
 */
export function spreadOf(
  repeats: readonly Float64Array[],
  spread: Spread,
): (times: ArrayLike<number>) => number {
  const { length } = repeats[0];
  return (times) => {
    const sums = new Float64Array(length), squares = new Float64Array(length);
    let n = 0;
    repeats.forEach((one, r) => {
      const often = times[r];
      n += often;
      if (often === 0) return;
      for (let k = 0; k < length; k++) {
        sums[k] += often * one[k];
        squares[k] += often * one[k] * one[k];
      }
    });
    return spread(...moments(sums, squares, n));
  };
}

/** The number of all repeats, and without each of them. */
export function spreadWithout(
  repeats: readonly Float64Array[],
  spread: Spread,
): { readonly value: number; readonly without: readonly number[] } {
  const { length } = repeats[0];
  const sums = new Float64Array(length), squares = new Float64Array(length);
  const add = (one: Float64Array, sign: 1 | -1) => {
    for (let k = 0; k < length; k++) {
      sums[k] += sign * one[k];
      squares[k] += sign * one[k] * one[k];
    }
  };
  for (const one of repeats) add(one, 1);
  const value = spread(...moments(sums, squares, repeats.length));
  if (repeats.length < 2) return { value, without: [] };
  const without = repeats.map((one) => {
    add(one, -1);
    const left = spread(...moments(sums, squares, repeats.length - 1));
    add(one, 1);
    return left;
  });
  return { value, without };
}
