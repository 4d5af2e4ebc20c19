/**
 * The contract of the sparse kernel family, a first dense layer on rows that are mostly zero, and the WebAssembly
 * module that fulfils it.
 *
 * As in the dense family arguments are byte offsets into {@linkcode memory}, a matrix of units x rows is stored unit by
 * unit and `rows` is a multiple of 8. `x` is a sparse matrix in memory ({@linkcode placeSparse}): four uint32, the
 * offsets of `starts`, `columns`, `levels`, `values`. `select` holds `size` row numbers of it (int32), the batch; `size`
 * is at least 1 and the rows of a result from `size` on repeat the last real one.
 *
 * @module
 */
import * as sparse from "./sparse.wasm";

/** What computes on sparse rows; the twin in plain TypeScript is {@linkcode sparseReference}. */
export interface SparseKernels {
  /**
   * out[o][r] = max(floor, b[o] + sum of x[select[r]][i] w[i][o], i ascending over the row's elements from 0): the
   * bits of `affine_f32` on the dense rows as long as the weights are finite.
   */
  sparse_affine_f32(
    out: number,
    x: number,
    select: number,
    w: number,
    b: number,
    size: number,
    rows: number,
    outputs: number,
    floor: number,
  ): void;
  /**
   * dw[i][o] = sum of x[select[r]][i] g[o][r], db[o] = sum of g[o][r], r ascending from 0 to size - 1 with one
   * accumulator each (docs/protocol.md, section 12: not the eight partial sums of the dense family). `columns` rows of
   * dw.
   */
  sparse_backward_weights_f32(
    dw: number,
    db: number,
    x: number,
    select: number,
    g: number,
    size: number,
    rows: number,
    columns: number,
    outputs: number,
  ): void;
  /** out[i][r] = x[select[r]][i], 0 where the row has no element: `columns` x rows, as a convolution reads them. */
  sparse_gather_f32(
    out: number,
    x: number,
    select: number,
    size: number,
    rows: number,
    columns: number,
  ): void;
}

/** The default engine's kernels: AssemblyScript with 128-bit SIMD. */
export const sparseKernels: SparseKernels = sparse;
