/**
 * The `aggregate` step: curves of the repeats to their mean, deviation and median repeat.
 *
 * @module
 */
import { encodeTensors, tensor } from "../../bits/safetensors.ts";
import { decodeTrace } from "../../engines/wasm/trace.ts";
import { type Curves, decodeCurves } from "./curves.ts";
import type { Bytes } from "./io.ts";

/** Parameters of an `aggregate` step: names of the inputs, in order. */
export interface AggregateParams {
  /** Name of the estimator; not read. */
  readonly estimator: string;
  readonly repeats: readonly string[];
  readonly discarded: readonly string[];
  readonly epochs: number;
  /** First epoch at which the restart rule is checked. */
  readonly restartFrom: number;
  /** Number of repeats that these are a part of; absent: they are all. */
  readonly of?: number;
}

/** Mean and standard deviation (ddof 0) over the repeats, element by element, repeats ascending. */
export function meanAndDeviation(
  series: readonly Float64Array[],
): { mean: Float64Array; sd: Float64Array } {
  const n = series.length, length = series[0].length;
  const mean = new Float64Array(length), sd = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    let sum = 0, squares = 0;
    for (const one of series) sum += one[k];
    mean[k] = sum / n;
    for (const one of series) squares += (one[k] - mean[k]) * (one[k] - mean[k]);
    sd[k] = Math.sqrt(squares / n);
  }
  return { mean, sd };
}

/** Place, among the repeats sorted by squared distance of both curves from the mean, of index floor(R / 2). */
export function medianRepeat(
  curves: readonly Curves[],
  ixt: Float64Array,
  ity: Float64Array,
): number {
  const distance = (own: Float64Array, mean: Float64Array) =>
    own.reduce((sum, value, k) => sum + (value - mean[k]) * (value - mean[k]), 0);
  const ranked = curves
    .map((one, repeat) => ({ repeat, far: distance(one.ixt, ixt) + distance(one.ity, ity) }))
    .sort((a, b) => a.far - b.far || a.repeat - b.repeat);
  return ranked[Math.floor(curves.length / 2)].repeat;
}

/**
 * Mean, deviation and median repeat over repeats (docs/protocol.md, section 8). Inputs: `curves` of each repeat and the
 * traces of discarded attempts. Output: `aggregate`.
 */
export function runAggregate(params: AggregateParams, inputs: Bytes): Bytes {
  const curves = params.repeats.map((name) => decodeCurves(inputs[name]));
  const over = (pick: (one: Curves) => Float64Array) => meanAndDeviation(curves.map(pick));
  const ixt = over((c) => c.ixt), ity = over((c) => c.ity);
  const train = over((c) => c.trainAccuracy), test = over((c) => c.testAccuracy);
  const shape = [curves[0].epochs.length, curves[0].layers];
  const ends = params.discarded.map((name) => {
    const { stopped, trainCorrect, trainRows } = decodeTrace(inputs[name]);
    return [stopped!, trainCorrect[trainCorrect.length - 1] / trainRows];
  });
  return {
    aggregate: encodeTensors({
      epochs: tensor(curves[0].epochs),
      ixt_mean: tensor(ixt.mean, shape),
      ixt_sd: tensor(ixt.sd, shape),
      ity_mean: tensor(ity.mean, shape),
      ity_sd: tensor(ity.sd, shape),
      train_accuracy_mean: tensor(train.mean),
      train_accuracy_sd: tensor(train.sd),
      test_accuracy_mean: tensor(test.mean),
      test_accuracy_sd: tensor(test.sd),
      repeats: tensor(Uint32Array.of(curves.length)),
      ...(params.of === undefined ? {} : { of: tensor(Uint32Array.of(params.of)) }),
      median_repeat: tensor(Uint32Array.of(medianRepeat(curves, ixt.mean, ity.mean))),
      discarded_epoch_and_accuracy: tensor(Float64Array.from(ends.flat()), [ends.length, 2]),
      run: tensor(Uint32Array.of(params.epochs, params.restartFrom)),
    }),
  };
}
