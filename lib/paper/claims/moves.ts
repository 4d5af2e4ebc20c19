/**
 * Falls and climbs, which begin or end at a peak: where that peak is decides how large they are. A single repeat's own
 * peak is the highest of many that its noise throws up, and the mean of such peaks lies above the peak of the mean
 * curve, which is what a figure of mean curves shows. And a peak of the first epochs may be one of the moving ranges of
 * the quantisation, which start far too wide (docs/protocol.md, section 2). So a claim says which peaks it takes.
 *
 * @module
 */
import type { Curves } from "../../study/steps/curves.ts";
import {
  type Contrast,
  first,
  gain,
  last,
  minus,
  peak,
  type Quantity,
  seriesOf,
  type Term,
  trough,
  widthOf,
  WINDOW,
  window,
  windowMeans,
} from "./contrast.ts";

/** Where the peak of a fall or climb is looked for. */
export type Peak =
  /** On the mean curve of the repeats, every repeat read at the same records. */
  | "mean"
  /** On each repeat's own curve. */
  | "own"
  /** On each repeat's own curve, once its ranges have warmed up. */
  | "warm";

/** A contrast between records from an epoch on, 0 for all of them. */
export interface Move {
  readonly from: (epoch: number) => Contrast;
  /** It has no peak: whatever peaks are asked for, it is of all records. */
  readonly peakless?: true;
}

/** Chooses the move of a series. */
export type PickMove = (of: Quantity, layer?: number) => Move;

/** Peak less first record: fitting. */
export const climb: PickMove = (of, layer) => move(minus(peak(of, layer), first(of, layer)));

/** Peak less end: compression. */
export const fall: PickMove = (of, layer) => move(minus(peak(of, layer), last(of, layer)));

/** End less first record, of which no peak is asked. */
export const growth: PickMove = (of, layer) => ({ from: () => gain(of, layer), peakless: true });

/** The first record. */
export const start: PickMove = (of, layer) => move(first(of, layer));

/** Peak less trough. */
export const span: PickMove = (of, layer) => move(minus(peak(of, layer), trough(of, layer)));

/** A contrast on what is left of curves from an epoch on. */
function move(contrast: Contrast): Move {
  return {
    from: (epoch) => (curves) => {
      const offset = curves.epochs.findIndex((one) => one >= epoch);
      if (offset <= 0) return contrast(curves);
      return contrast(tailOf(curves, offset)).map((term) => {
        return { ...term, from: term.from + offset, to: term.to + offset };
      });
    },
  };
}

function tailOf(curves: Curves, start: number): Curves {
  const { epochs, layers, ixt, ity, trainAccuracy, testAccuracy } = curves;
  return {
    ...{ epochs: epochs.subarray(start), layers },
    ...{ ixt: ixt.subarray(start * layers), ity: ity.subarray(start * layers) },
    ...{ trainAccuracy: trainAccuracy.subarray(start) },
    ...{ testAccuracy: testAccuracy.subarray(start) },
  };
}

/**
 * Largest fall from a window to a later one, both between two epochs; 0 where the series never falls.
 *
 * @throws {RangeError} When it is evaluated on curves without a record between them.
 */
export function fallBetween(start: number, end: number): PickMove {
  return (of, layer = 1) => ({
    from: (epoch) => (curves) => {
      const begin = Math.max(start, epoch);
      const inside = curves.epochs.filter((one) => one >= begin && one <= end).length;
      if (inside === 0) {
        throw new RangeError(
          `Cannot measure a claim: curves must have a record from epoch ${begin} to ${end}, current value is ${
            curves.epochs[curves.epochs.length - 1]
          } as the last`,
        );
      }
      const offset = curves.epochs.findIndex((one) => one >= begin);
      const width = Math.min(WINDOW, inside);
      const series = seriesOf(curves, of, layer).subarray(offset, offset + inside);
      const [from, to] = steepest(windowMeans(series, width)).map((k) => offset + k);
      return between(of, layer, width, from, to);
    },
  });
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
export const valley: PickMove = (of, layer = 1) =>
  move((curves) => {
    const { before, bottom, after, values } = deepest(curves, of, layer);
    const brim = values[before] <= values[after] ? before : after;
    return between(of, layer, widthOf(curves), brim, bottom);
  });

/** From the peak behind the deepest valley down to the end. */
export const fallBehindValley: PickMove = (of, layer = 1) =>
  move((curves) => {
    const { after, values } = deepest(curves, of, layer);
    return between(of, layer, widthOf(curves), after, values.length - 1);
  });

/** I(T;Y) from the first record up to where the deepest valley of I(X;T) begins. */
export const fitBeforeValley = (layer: number): Move =>
  move((curves) => {
    const { before } = deepest(curves, "ixt", layer), width = widthOf(curves);
    return [
      window("ity", layer, before, before + width),
      { ...window("ity", layer, 0, 1), weight: -1 },
    ];
  });

/** I(T;Y) from the bottom of the deepest valley of I(X;T) up to its peak behind that. */
export const fitAfterValley = (layer: number): Move =>
  move((curves) => {
    const { bottom } = deepest(curves, "ixt", layer), width = widthOf(curves);
    const values = windowMeans(seriesOf(curves, "ity", layer), width);
    let top = bottom;
    for (let k = bottom; k < values.length; k++) if (values[k] > values[top]) top = k;
    return between("ity", layer, width, top, bottom);
  });

/** A window less another. */
function between(of: Quantity, layer: number, width: number, a: number, b: number): Term[] {
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
