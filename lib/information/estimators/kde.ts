/**
 * Bounds of information by kernel densities (docs/protocol.md, section 14): Kolchinsky and Tracey, "Estimating mixture
 * entropy with pairwise distances", Entropy 19 (2017); Saxe et al. (2018) draw planes with them.
 *
 * T is the layer with Gaussian noise added, so that I(X;T) is finite. With D_ij = |x_i - x_j|^2, d columns and
 * h(v) = d/2 - mean_i [ln mean_j exp(-D_ij / 2v) - d/2 ln 2 pi v] the upper bound of H(T) is h(v), the lower one
 * h(4v) + d/2 ln 1/4. The noise's own entropy d/2 (ln 2 pi v + 1) is taken off, so that of both only the means stay.
 *
 * @module
 */
import { log } from "../../bits/elementary.ts";
import { reset } from "../../engines/wasm/memory.ts";
import type { Information } from "../entropy.ts";
import { type Grouped, grouped } from "./grouped.ts";
import { type PairsKernels, pairsKernels } from "./pairs.ts";
import {
  allocateFloats,
  type Classes,
  f64,
  type Matrix,
  requireMatrix,
  strideOf,
  writeColumns,
} from "./rows.ts";

/** Both bounds of a layer's information, in bits. */
export interface KdeBounds {
  /** From the upper bound of entropy. */
  readonly upper: Information;
  /** From the lower one. */
  readonly lower: Information;
}

/** Pairs farther apart than so many times 8v are nothing beside a row itself: e^-45 is 3e-20. */
const FARTHEST = 45;

/** 1 / ln 2. */
const BITS = 1.4426950408889634;

/** Kernel sums of each state: over the states of its own class, and over those of the others. */
interface Sums {
  readonly own: Float64Array;
  readonly others: Float64Array;
}

/**
 * Sums of a layer's pairs of states, in this order: states by class and first row; a state's own count; then what
 * {@linkcode PairsKernels.kernel_row} adds, its own class before the later ones.
 */
function sumsOf(
  matrix: Matrix,
  { firsts, counts, starts }: Grouped,
  variance: number,
  kernels: PairsKernels,
): { readonly narrow: Sums; readonly wide: Sums } {
  reset();
  const n = firsts.length, stride = strideOf(n), x = allocateFloats(matrix.columns * stride / 8);
  const weights = allocateFloats(n), squares = allocateFloats(n);
  const [narrow, wide] = [0, 1].map(() => ({ own: allocateFloats(n), others: allocateFloats(n) }));
  writeColumns(x, matrix, firsts);
  for (const at of [weights, narrow.own, wide.own]) f64(at, n).set(counts);
  const scale = 1 / (8 * variance), cut = FARTHEST / scale;
  for (let i = 0, c = 0; i < n; i++) {
    while (starts[c + 1] <= i) c++;
    const end = starts[c + 1];
    kernels.squares_row(x, stride, matrix.columns, i, i + 1, n, squares);
    kernels.kernel_row(squares, weights, i, i + 1, end, narrow.own, wide.own, scale, cut);
    kernels.kernel_row(squares, weights, i, end, n, narrow.others, wide.others, scale, cut);
  }
  const read = ({ own, others }: { own: number; others: number }) => {
    return { own: f64(own, n).slice(), others: f64(others, n).slice() };
  };
  return { narrow: read(narrow), wide: read(wide) };
}

/** Information from the sums of one bound: means of -ln of them, over all rows and class by class. */
function informationOf({ own, others }: Sums, { counts, starts, rows }: Grouped): Information {
  let all = 0, conditional = 0;
  for (let c = 0; c + 1 < starts.length; c++) {
    let ofClass = 0, size = 0;
    for (let k = starts[c]; k < starts[c + 1]; k++) size += counts[k];
    for (let k = starts[c]; k < starts[c + 1]; k++) {
      all -= counts[k] * log((own[k] + others[k]) / rows);
      ofClass -= counts[k] * log(own[k] / size);
    }
    conditional += ofClass;
  }
  return { ixt: all / rows * BITS, ity: (all - conditional) / rows * BITS };
}

/**
 * Bounds of I(X;T) and I(T;Y) of a layer with Gaussian noise, in bits.
 *
 * One job: it takes the shared memory anew. Equal rows are one state with its count.
 *
 * @param layer Activations, a row a label.
 * @param variance Of the noise, 1e-12 to 1e12; Saxe et al. have 1e-3.
 * @returns Upper and lower bound: of a constant layer 0 up to rounding, and never NaN.
 * @throws {RangeError} If the variance is none, sizes disagree, or a value is NaN or infinite.
 * @example
 * ```ts
 * import { kdeInformation } from "@exact-ib/study";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Two rows far apart, of two classes: one bit about the input, one about the label.
 * const layer = { rows: 2, columns: 1, values: Float64Array.of(-1, 1) };
 * const { upper, lower } = kdeInformation(layer, { labels: [0, 1], classes: 2 }, 1e-3);
 * assertAlmostEquals(upper.ixt, 1);
 * assertAlmostEquals(lower.ity, 1);
 * ```
 */
export function kdeInformation(
  layer: Matrix,
  classes: Classes,
  variance: number,
): KdeBounds {
  return kdeBy(pairsKernels, layer, classes, variance);
}

/** {@linkcode kdeInformation} by these kernels. */
export function kdeBy(
  kernels: PairsKernels,
  layer: Matrix,
  classes: Classes,
  variance: number,
): KdeBounds {
  if (!(variance >= 1e-12 && variance <= 1e12)) {
    throw new RangeError(
      `Cannot estimate by kde: variance must be from 1e-12 to 1e12, current value is ${variance}`,
    );
  }
  requireMatrix(layer, classes.labels.length, "a layer");
  const states = grouped(layer, classes),
    { narrow, wide } = sumsOf(layer, states, variance, kernels);
  return { upper: informationOf(narrow, states), lower: informationOf(wide, states) };
}
