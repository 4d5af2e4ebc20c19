/**
 * Layers of activations as codes that are counted: bins as the released code and others set them (docs/protocol.md,
 * sections 8 and 14), in plain TypeScript, for arrays from anywhere.
 *
 * Bins of the released code are bins of float32: values are rounded to it first. The same activations give the same
 * counts as a run that bins them while it trains.
 *
 * @module
 */
import { checkBins, uniformEdges } from "../../engines/wasm/bins_edges.ts";
import { type Information, mutualInformation } from "../entropy.ts";
import { Distinct } from "./grouped.ts";
import type { Classes, Matrix } from "./rows.ts";

const f = Math.fround;

/** Counts of states, as entropies are computed from. */
type LayerCounts = Parameters<typeof mutualInformation>[0];

/** Pairs (count, number of states with it), ascending. */
function histogram(counts: Uint32Array): Uint32Array {
  const states = new Map<number, number>();
  for (const count of counts) if (count > 0) states.set(count, (states.get(count) ?? 0) + 1);
  return Uint32Array.from([...states].sort(([a], [b]) => a - b).flat());
}

/** Counts distinct rows of codes, over all rows and over each class. */
export function countCodes(codes: Float64Array, { labels, classes }: Classes): LayerCounts {
  const rows = labels.length, distinct = new Distinct(codes, rows);
  const states = Uint32Array.from({ length: rows }, (_, r) => distinct.stateOf(r));
  const count = (of: (r: number) => boolean) => {
    const counts = new Uint32Array(distinct.firsts.length);
    for (let r = 0; r < rows; r++) if (of(r)) counts[states[r]]++;
    return histogram(counts);
  };
  return {
    total: count(() => true),
    classes: Array.from({ length: classes }, (_, c) => count((r) => labels[r] === c)),
  };
}

/** Information of a layer whose rows are these codes, in bits. */
export function codesInformation(codes: Float64Array, classes: Classes): Information {
  return mutualInformation(countCodes(codes, classes));
}

/** Smallest and largest value as float32, -0 as 0. */
export type Extent = readonly [lower: number, upper: number];

/** The extent of values; of `column` alone, if it is given. */
export function extentOf({ columns, values }: Matrix, column?: number): Extent {
  let lower = Infinity, upper = -Infinity;
  for (let at = column ?? 0; at < values.length; at += column === undefined ? 1 : columns) {
    if (values[at] < lower) lower = values[at];
    if (values[at] > upper) upper = values[at];
  }
  return [f(lower) + 0, f(upper) + 0];
}

/** The values themselves: equal values are one state, 0 and -0 among them. */
export function exactCodes({ values }: Matrix): Float64Array {
  return values.map((value) => value + 0);
}

function roundHalfEven(x: number): number {
  const whole = Math.floor(x), rest = x - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 !== 0) ? whole + 1 : whole;
}

/**
 * Bins of the released estimator: 2^bits + 1 of them between the layer's smallest and largest value, the nearest one,
 * halves to even. With 32 bits only the difference is a float32, as for networks that are not quantised.
 *
 * @param bits 1 to 16, or 32.
 */
export function binnedCodes(matrix: Matrix, bits: number): Float64Array {
  const [lower, upper] = extentOf(matrix), span = f(upper - lower);
  if (span === 0) return new Float64Array(matrix.values.length);
  if (bits === 32) {
    return matrix.values.map((x) => roundHalfEven(f(f(x) - lower) * 4294967296 / span));
  }
  const bins = 1 << bits;
  return matrix.values.map((x) => roundHalfEven(f(f(f(f(x) - lower) * bins) / span)));
}

/** Number of ascending edges at or below x. */
function edgesUpTo(edges: Float64Array, x: number): number {
  let from = 0, to = edges.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (edges[middle] <= x) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * Bins of equal width as the released BinningEstimator has them.
 *
 * @param bounds Two numbers, or the extent of the layer or of each neuron.
 * @throws {RangeError} If there are no such bins.
 */
export function uniformCodes(
  matrix: Matrix,
  bins: number,
  bounds: Extent | "layer" | "neuron",
): Float64Array {
  const open = ([lower, upper]: Extent) => uniformEdges(lower, upper, bins);
  const common = bounds === "neuron"
    ? undefined
    : open(bounds === "layer" ? extentOf(matrix) : bounds);
  const { columns, values } = matrix, codes = new Float64Array(values.length);
  for (let u = 0; u < columns; u++) {
    const edges = common ?? open(extentOf(matrix, u));
    for (let at = u; at < values.length; at += columns) codes[at] = edgesUpTo(edges, f(values[at]));
  }
  return codes;
}

/**
 * Bins of equal mass, after Chelombiev et al. (2019): edge k is the value of rank floor(k N / bins) of the layer's N values
 * in ascending order, equal edges are one.
 *
 * @throws {RangeError} If there are no such bins.
 */
export function adaptiveCodes({ values }: Matrix, bins: number): Float64Array {
  checkBins(bins);
  const ascending = Float32Array.from(values, (value) => value + 0).sort(), edges: number[] = [];
  for (let k = 1; k < bins; k++) {
    const edge = ascending[Math.floor(k * ascending.length / bins)];
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  const table = Float64Array.from(edges);
  return values.map((value) => edgesUpTo(table, f(value)));
}

/** Bins of one width from 0, floor(x / width), as Saxe et al. (2018) have them with 0.07. */
export function widthCodes({ values }: Matrix, width: number): Float64Array {
  return values.map((value) => Math.floor(value / width) + 0);
}
