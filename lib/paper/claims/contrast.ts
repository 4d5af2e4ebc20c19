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
  const series = seriesOf(curves, of, layer);
  let sum = 0;
  for (let k = from; k < to; k++) sum += series[k];
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

/** Peak less first record: fitting. */
export const climb: Pick = (of, layer) => minus(peak(of, layer), first(of, layer));

/** Peak less end: compression. */
export const fall: Pick = (of, layer) => minus(peak(of, layer), last(of, layer));

/** End less first record. */
export const gain: Pick = (of, layer) => minus(last(of, layer), first(of, layer));

/** Peak less trough. */
export const span: Pick = (of, layer) => minus(peak(of, layer), trough(of, layer));

/**
 * Largest fall from a window to a later one, both between two epochs; 0 where the series never falls.
 *
 * @throws {RangeError} When it is evaluated on curves without a record between them.
 */
export function fallBetween(start: number, end: number): Pick {
  return (of, layer = 1) => (curves) => {
    const inside = curves.epochs.filter((epoch) => epoch >= start && epoch <= end).length;
    if (inside === 0) {
      throw new RangeError(
        `Cannot measure a claim: curves must have a record from epoch ${start} to ${end}, current value is ${
          curves.epochs[curves.epochs.length - 1]
        } as the last`,
      );
    }
    const offset = curves.epochs.findIndex((epoch) => epoch >= start);
    const width = Math.min(WINDOW, inside);
    const series = seriesOf(curves, of, layer).subarray(offset, offset + inside);
    const [from, to] = steepest(windowMeans(series, width)).map((k) => offset + k);
    return [
      window(of, layer, from, from + width),
      { ...window(of, layer, to, to + width), weight: -1 },
    ];
  };
}

/** Places of the largest fall from a value to a later one. */
function steepest(values: Float64Array): [from: number, to: number] {
  let top = 0, found: [number, number] = [0, 0];
  values.forEach((value, k) => {
    if (value > values[top]) top = k;
    if (values[top] - value > values[found[0]] - values[found[1]]) found = [top, k];
  });
  return found;
}

/** Depth of the deepest valley: how far a series fell and how far it rose again, whichever is less. */
export const valley: Pick = (of, layer = 1) => (curves) => {
  const { before, bottom, after, values } = deepest(curves, of, layer);
  const brim = values[before] <= values[after] ? before : after;
  return difference(curves, of, layer, brim, bottom);
};

/** From the peak behind the deepest valley down to the end. */
export const fallBehindValley: Pick = (of, layer = 1) => (curves) => {
  const { after, values } = deepest(curves, of, layer);
  return difference(curves, of, layer, after, values.length - 1);
};

/** From the first record up to the peak before the deepest valley. */
export const climbBeforeValley: Pick = (of, layer = 1) => (curves) => {
  const { before } = deepest(curves, of, layer), width = widthOf(curves);
  return [window(of, layer, before, before + width), { ...window(of, layer, 0, 1), weight: -1 }];
};

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

function window(of: Quantity, layer: number, from: number, to: number): Term {
  return { weight: 1, of, layer, from, to };
}

function widthOf({ epochs }: Curves): number {
  return Math.min(WINDOW, epochs.length);
}

/** Means over `width` records, by the first of them. */
function windowMeans(series: Float64Array, width: number): Float64Array {
  const means = new Float64Array(series.length - width + 1);
  for (let from = 0; from < means.length; from++) {
    let sum = 0;
    for (let k = from; k < from + width; k++) sum += series[k];
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

function difference(curves: Curves, of: Quantity, layer: number, a: number, b: number): Term[] {
  const width = widthOf(curves);
  return [
    window(of, layer, a, a + width),
    { ...window(of, layer, b, b + width), weight: -1 },
  ];
}

interface Valley {
  /** Windows of the earlier brim, the bottom and the later brim; all the same where there is no valley. */
  readonly before: number;
  readonly bottom: number;
  readonly after: number;
  readonly values: Float64Array;
}

function deepest(curves: Curves, of: Quantity, layer: number): Valley {
  const values = windowMeans(seriesOf(curves, of, layer), widthOf(curves)), after: number[] = [];
  for (let k = values.length - 1, best = k; k >= 0; k--) {
    if (values[k] > values[best]) best = k;
    after[k] = best;
  }
  const start = after[0];
  let found = { before: start, bottom: start, after: start, values }, depth = 0, before = 0;
  values.forEach((value, k) => {
    if (value > values[before]) before = k;
    const brim = Math.min(values[before], values[after[k]]);
    if (brim - value <= depth) return;
    depth = brim - value;
    found = { before, bottom: k, after: after[k], values };
  });
  return found;
}
