/**
 * Numbers that claims are judged by: statistics of one repeat's curves, and means over repeats with their intervals.
 *
 * @module
 */
import type { Curves } from "../steps/curves.ts";
import { halfInterval } from "../steps/tables/text.ts";

/** A mean with half the width of its 95% interval. */
export interface Estimate {
  readonly mean: number;
  readonly half: number;
}

/**
 * Mean over repeats with its 95% interval, 1.96 standard deviations (ddof 0) over root R, as the paper has it for
 * accuracies.
 *
 * @throws {RangeError} If there is no value, or one that is not finite.
 */
export function estimateOf(values: readonly number[]): Estimate {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot judge a claim: values must be finite and at least one, current value is ${values}`,
    );
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, half: halfInterval(Math.sqrt(squares / values.length), values.length) };
}

/** a - b of independent estimates. */
export function difference(a: Estimate, b: Estimate): Estimate {
  return { mean: a.mean - b.mean, half: Math.sqrt(a.half * a.half + b.half * b.half) };
}

/**
 * a - b of estimates over the same repeats, whose dependence is not known: the interval is as wide as it can be.
 */
export function dependentDifference(a: Estimate, b: Estimate): Estimate {
  return { mean: a.mean - b.mean, half: a.half + b.half };
}

/** I(X;T) or I(T;Y) of a layer, counted from 1, at every recorded epoch. */
export function seriesOf(curves: Curves, what: "ixt" | "ity", layer: number): Float64Array {
  const { layers } = curves;
  return curves[what].filter((_, k) => k % layers === layer - 1);
}

/** Last value less the first. */
export function rise(series: ArrayLike<number>): number {
  return series[series.length - 1] - series[0];
}

/** Largest value less the last. */
export function fall(series: Float64Array): number {
  return largest(series) - series[series.length - 1];
}

/** Largest value less the smallest. */
export function span(series: Float64Array): number {
  return largest(series) + largest(series.map((value) => -value));
}

function largest(series: Float64Array): number {
  return series.reduce((most, value) => Math.max(most, value), -Infinity);
}

/** Records of a moving mean: 21 are 100 epochs of the synthetic study. */
const WINDOW = 21;

/**
 * The deepest dip, of the moving mean over 21 records: how far below an earlier value a series fell and how far it rose
 * again, whichever is less. 0 where it only falls, only rises, or rises first and then falls.
 */
export function dip(series: Float64Array): number {
  const smooth = smoothed(series), later = [...smooth];
  for (let k = later.length - 2; k >= 0; k--) later[k] = Math.max(later[k], later[k + 1]);
  let before = -Infinity, deepest = 0;
  smooth.forEach((value, k) => {
    before = Math.max(before, value);
    deepest = Math.max(deepest, Math.min(before - value, later[k] - value));
  });
  return deepest;
}

function smoothed(series: Float64Array): number[] {
  const means: number[] = [];
  let sum = 0;
  for (let k = 0; k < series.length; k++) {
    sum += series[k] - (k >= WINDOW ? series[k - WINDOW] : 0);
    if (k >= WINDOW - 1) means.push(sum / WINDOW);
  }
  return means.length > 0 ? means : [...series];
}

/** Value at the last recorded epoch up to `epoch`. */
export function at(curves: Curves, series: ArrayLike<number>, epoch: number): number {
  let k = 0;
  while (k + 1 < curves.epochs.length && curves.epochs[k + 1] <= epoch) k++;
  return series[k];
}
