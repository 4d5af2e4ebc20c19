/**
 * Contrasts, which claims measure on curves: weighted sums of means over records. As they are linear once their
 * records are chosen, they apply to one repeat's curves and to mean curves alike, and of mean curves an interval
 * follows from the standard deviations alone.
 *
 * @module
 */
import type { Curves } from "../../study/steps/curves.ts";

/** A series of curves: I(X;T) or I(T;Y) of a layer in bits, accuracy in training or in test. */
export type Quantity = "ixt" | "ity" | "train" | "test";

/** `weight` times the mean of a series over the records `from` up to but without `to`. */
export interface Term {
  readonly weight: number;
  readonly of: Quantity;
  /** Counted from 1; of accuracies not read. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

/** Chooses its records by looking at the curves. */
export type Contrast = (curves: Curves) => readonly Term[];

/** Chooses a window of a series. */
export type Pick = (of: Quantity, layer?: number) => Contrast;

/**
 * Records of a window, 100 of 8000 epochs of the synthetic study and 40 of 3000 of that on MNIST: what lasts no longer
 * is no phase.
 */
export const WINDOW = 20;

/** All records of a series, layers of matrices counted from 1. */
export function seriesOf(curves: Curves, of: Quantity, layer: number): Float64Array {
  if (of === "train") return curves.trainAccuracy;
  if (of === "test") return curves.testAccuracy;
  const { layers } = curves, all = curves[of], series = new Float64Array(all.length / layers);
  for (let k = 0; k < series.length; k++) series[k] = all[k * layers + layer - 1];
  return series;
}

/** Sum of the terms on curves. */
export function valueOf(terms: readonly Term[], curves: Curves): number {
  return terms.reduce((sum, term) => sum + term.weight * meanOf(term, curves), 0);
}

/**
 * The most that the standard deviation of a sum of terms can be, whatever the dependence between records and layers,
 * from curves of standard deviations: the deviation of a sum is at most the sum of deviations. Where terms overlap, it
 * is their weights together that count: of a peak that is the end nothing is left.
 */
export function largestDeviation(terms: readonly Term[], deviations: Curves): number {
  let sum = 0;
  for (const [, same] of Map.groupBy(terms, ({ of, layer }) => `${of} ${layer}`)) {
    const series = seriesOf(deviations, same[0].of, same[0].layer);
    const weights = new Float64Array(series.length);
    for (const { weight, from, to } of same) {
      for (let k = from; k < to; k++) weights[k] += weight / (to - from);
    }
    weights.forEach((weight, k) => sum += Math.abs(weight) * series[k]);
  }
  return sum;
}

function meanOf({ of, layer, from, to }: Term, curves: Curves): number {
  const single = of === "train" || of === "test", { layers } = curves;
  const all = single ? seriesOf(curves, of, 1) : curves[of];
  const [stride, offset] = single ? [1, 0] : [layers, layer - 1];
  let sum = 0;
  for (let k = from; k < to; k++) sum += all[k * stride + offset];
  return sum / (to - from);
}

/** The first record. */
export const first: Pick = (of, layer = 1) => () => [{ weight: 1, of, layer, from: 0, to: 1 }];

/** Mean over the last window. */
export const last: Pick = (of, layer = 1) => (curves) => {
  const to = curves.epochs.length;
  return [window(of, layer, to - widthOf(curves), to)];
};

/** Mean over all records. */
export const whole: Pick = (of, layer = 1) => (curves) => [
  window(of, layer, 0, curves.epochs.length),
];

/** Largest mean over a window. */
export const peak: Pick = (of, layer = 1) => (curves) => extreme(curves, of, layer, 1);

/** Smallest mean over a window. */
export const trough: Pick = (of, layer = 1) => (curves) => extreme(curves, of, layer, -1);

/**
 * Mean over the window around an epoch.
 *
 * @throws {RangeError} When it is evaluated on curves that end before.
 */
export function around(epoch: number): Pick {
  return (of, layer = 1) => (curves) => {
    const { epochs } = curves, record = epochs.findIndex((one) => one >= epoch);
    if (record < 0) {
      throw new RangeError(
        `Cannot measure a claim: curves must reach epoch ${epoch}, current value is ${
          epochs[epochs.length - 1]
        }`,
      );
    }
    const width = widthOf(curves), latest = epochs.length - width;
    const from = Math.max(0, Math.min(latest, record - Math.floor(width / 2)));
    return [window(of, layer, from, from + width)];
  };
}

/** Sum of contrasts. */
export function plus(...contrasts: readonly Contrast[]): Contrast {
  return (curves) => contrasts.flatMap((one) => one(curves));
}

/** A contrast times a number. */
export function times(factor: number, contrast: Contrast): Contrast {
  return (curves) => contrast(curves).map((term) => ({ ...term, weight: factor * term.weight }));
}

/** a less b. */
export function minus(a: Contrast, b: Contrast): Contrast {
  return plus(a, times(-1, b));
}

/** Mean of a contrast over layers. */
export function overLayers(layers: readonly number[], of: (layer: number) => Contrast): Contrast {
  return times(1 / layers.length, plus(...layers.map(of)));
}

/** End less first record. */
export const gain: Pick = (of, layer) => minus(last(of, layer), first(of, layer));

/** Largest gain from one of the layers to the one after it in the list, of means over a window. */
export function increase(of: Quantity, layers: readonly number[]): Contrast {
  return (curves) => largestIncrease(curves, of, layers, widthOf(curves));
}

/** The same at single records. */
export function increaseAtOnce(of: Quantity, layers: readonly number[]): Contrast {
  return (curves) => largestIncrease(curves, of, layers, 1);
}

function largestIncrease(
  curves: Curves,
  of: Quantity,
  layers: readonly number[],
  width: number,
): Term[] {
  const means = layers.map((layer) => windowMeans(seriesOf(curves, of, layer), width));
  let place = { from: 0, k: 1 }, most = -Infinity;
  for (let k = 1; k < layers.length; k++) {
    means[k].forEach((value, from) => {
      if (value - means[k - 1][from] <= most) return;
      most = value - means[k - 1][from];
      place = { from, k };
    });
  }
  const { from, k } = place, to = from + width;
  return [window(of, layers[k], from, to), { ...window(of, layers[k - 1], from, to), weight: -1 }];
}

/** The window of a series from one record up to but without another. */
export function window(of: Quantity, layer: number, from: number, to: number): Term {
  return { weight: 1, of, layer, from, to };
}

/** Records of a window of these curves. */
export function widthOf({ epochs }: Curves): number {
  return Math.min(WINDOW, epochs.length);
}

/** Means over `width` records, by the first of them. */
export function windowMeans(series: Float64Array, width: number): Float64Array {
  const means = new Float64Array(series.length - width + 1);
  let sum = 0;
  for (let k = 0; k < width; k++) sum += series[k];
  means[0] = sum / width;
  // What is left of roundings is far below what any claim is about; numbers that are shown are summed afresh.
  for (let from = 1; from < means.length; from++) {
    sum += series[from + width - 1] - series[from - 1];
    means[from] = sum / width;
  }
  return means;
}

function extreme(curves: Curves, of: Quantity, layer: number, sign: 1 | -1): Term[] {
  const width = widthOf(curves), means = windowMeans(seriesOf(curves, of, layer), width);
  let from = 0;
  means.forEach((value, k) => from = sign * (value - means[from]) > 0 ? k : from);
  return [window(of, layer, from, from + width)];
}
