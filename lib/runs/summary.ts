/**
 * A run in a few numbers: what a list of runs shows.
 *
 * @module
 */
import { estimatorName } from "../information/estimator.ts";
import { meanOf } from "./statistics.ts";
import type { RunResults } from "./results.ts";

/** Mean over the repeats at the last recorded epoch, and the highest mean of all recorded epochs; 0 to 1. */
export interface AccuracySummary {
  /** At the last recorded epoch. */
  readonly end: number;
  /** The highest of all recorded epochs. */
  readonly best: number;
}

/** A run in a few numbers: means over the repeats that are finished. */
export interface RunSummary {
  /** Repeats that are finished. */
  readonly finished: number;
  /** Repeats that were asked for. */
  readonly asked: number;
  /** Attempts that met the restart rule, of these repeats. */
  readonly discarded: number;
  /** Accuracy in training; absent if no repeat is finished. */
  readonly train?: AccuracySummary;
  /** Accuracy in test; absent if no repeat is finished. */
  readonly test?: AccuracySummary;
  /** Informations at the last recorded epoch, bits, by estimator, layer by layer. */
  readonly end: Readonly<Record<string, { readonly ixt: number[]; readonly ity: number[] }>>;
}

/** Sums up whole results. */
export function summaryOf({ run, repeats, estimators, layers }: RunResults): RunSummary {
  const finished = repeats.length, asked = run.of ?? run.repeats;
  const discarded = repeats.reduce((sum, { attempt }) => sum + attempt, 0);
  const counts = { finished, asked, discarded };
  if (finished === 0) return { ...counts, end: {} };
  const [first] = estimators, of = repeats.map(({ curves }) => curves[first]);
  const last = (values: Float64Array) => [...values.subarray(values.length - layers)];
  const accuracy = (series: readonly Float64Array[]): AccuracySummary => {
    const mean = meanOf(series);
    return { end: mean[mean.length - 1], best: mean.reduce((a, b) => Math.max(a, b)) };
  };
  return {
    ...counts,
    train: accuracy(of.map(({ trainAccuracy }) => trainAccuracy)),
    test: accuracy(of.map(({ testAccuracy }) => testAccuracy)),
    end: Object.fromEntries(
      run.estimators.map(estimatorName).map((name) => {
        const curves = repeats.map((one) => one.curves[name]);
        const ixt = last(meanOf(curves.map((one) => one.ixt)));
        return [name, { ixt, ity: last(meanOf(curves.map((one) => one.ity))) }];
      }),
    ),
  };
}
