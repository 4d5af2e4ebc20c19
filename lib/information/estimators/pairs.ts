/**
 * The contract of the kernel family of pairs of rows, and the WebAssembly module that fulfils it.
 *
 * A call is about row i and the rows j = from to to - 1 behind it, so that each pair is visited once, and both of its rows
 * are told. Pointers are byte offsets into the shared memory, multiples of 16, of arrays of float64 (`counts`: int64) with an
 * element a row; they do not overlap, and may be read and, where they are written, spoilt one element behind the last row. A
 * matrix `x` lies column by column, `stride` bytes apart.
 *
 * @module
 */
import * as pairs from "../../engines/wasm/pairs.wasm";

/** What estimators ask of all pairs of rows; the twin in plain TypeScript is {@linkcode referencePairs}. */
export interface PairsKernels {
  /** out[j] = largest absolute difference of a column of rows i and j. */
  largest_row(
    x: number,
    stride: number,
    columns: number,
    i: number,
    from: number,
    to: number,
    out: number,
  ): void;
  /**
   * out[j] = squared distance of rows i and j: columns are added by fours, ((0 + 1) + (2 + 3)) to the sum so far, and the
   * rest in the same way, ((0 + 1) + 2), (0 + 1) or 0.
   */
  squares_row(
    x: number,
    stride: number,
    columns: number,
    i: number,
    from: number,
    to: number,
    out: number,
  ): void;
  /**
   * Sums of kernels e = exp(-squares[j] scale), 0 where squares[j] > cut: row j is given weights[i] e at once, row i the
   * weights[j] e in two partial sums by the parity of j - from, which are added to each other and then to it. `wide` has
   * those of e, `narrow` those of e^4 = (e e)(e e).
   */
  kernel_row(
    squares: number,
    weights: number,
    i: number,
    from: number,
    to: number,
    narrow: number,
    wide: number,
    scale: number,
    cut: number,
  ): void;
  /**
   * Distances of row i and each j into the lists of both rows: `lists` has the k smallest of each row, ascending, `bounds`
   * the largest of them. Both begin as infinity.
   */
  nearest_row(
    distances: number,
    i: number,
    from: number,
    to: number,
    k: number,
    lists: number,
    bounds: number,
  ): void;
  /** The same, and the larger one of distances[j] and others[j] into the lists of `joint`. */
  nearest_both_row(
    distances: number,
    others: number,
    i: number,
    from: number,
    to: number,
    k: number,
    lists: number,
    bounds: number,
    joint: number,
    joint_bounds: number,
  ): void;
  /**
   * counts[i] and counts[j] grow by 1 where distances[j] is below bounds[i], bounds[j]; other_counts where others[j] is.
   */
  count_row(
    distances: number,
    others: number,
    bounds: number,
    i: number,
    from: number,
    to: number,
    counts: number,
    other_counts: number,
  ): void;
}

/** The default engine's kernels: AssemblyScript with 128-bit SIMD. */
export const pairsKernels: PairsKernels = pairs;
