/**
 * Numbers of all repeats together: standard deviations over them, and how the mean stands for one (paper appendix B).
 *
 * @module
 */
import type { Curves } from "../../study/steps/curves.ts";
import { jackknife, type Mean } from "./interval.ts";

/** Mean of values. */
export function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}

/** Mean of repeats' curves, record by record. */
export function meanCurves(repeats: readonly Curves[]): Curves {
  const mean = (of: "ixt" | "ity" | "trainAccuracy" | "testAccuracy") =>
    repeats[0][of].map((_, k) =>
      repeats.reduce((sum, one) => sum + one[of][k], 0) / repeats.length
    );
  const { epochs, layers } = repeats[0];
  return {
    ...{ epochs, layers, ixt: mean("ixt"), ity: mean("ity") },
    trainAccuracy: mean("trainAccuracy"),
    testAccuracy: mean("testAccuracy"),
  };
}

/** Mean standard deviation where the mean is below its median, less that where it is not. */
export function spreadBelowMedian(mean: Float64Array, sd: Float64Array): number {
  const order = mean.map((_, k) => k).sort((a, b) => mean[a] - mean[b] || a - b);
  const half = Math.floor(order.length / 2), of = (k: number) => sd[k];
  return average(order.subarray(0, half).map(of)) - average(order.subarray(half).map(of));
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

/** Sums and sums of squares over repeats, less one of them or none. */
function moments(
  sums: Float64Array,
  squares: Float64Array,
  repeats: number,
  without?: Float64Array,
): [mean: Float64Array, sd: Float64Array] {
  const n = without === undefined ? repeats : repeats - 1;
  const mean = new Float64Array(sums.length), sd = new Float64Array(sums.length);
  for (let k = 0; k < sums.length; k++) {
    const one = without === undefined ? 0 : without[k];
    mean[k] = (sums[k] - one) / n;
    // Equal values may come out slightly negative.
    sd[k] = Math.sqrt(Math.max(0, (squares[k] - one * one) / n - mean[k] * mean[k]));
  }
  return [mean, sd];
}

/** A number of mean and standard deviation (ddof 0) over repeats at every place, with its error by the jackknife. */
export function spreadOf(
  repeats: readonly Float64Array[],
  spread: (mean: Float64Array, sd: Float64Array) => number,
): Mean {
  const length = repeats[0].length;
  const sums = new Float64Array(length), squares = new Float64Array(length);
  for (const one of repeats) {
    for (let k = 0; k < length; k++) {
      sums[k] += one[k];
      squares[k] += one[k] * one[k];
    }
  }
  const without = repeats.length < 2 ? [] : repeats.map((one) => {
    return spread(...moments(sums, squares, repeats.length, one));
  });
  return jackknife(spread(...moments(sums, squares, repeats.length)), without);
}
