/**
 * The contract of the kernel family of binning estimators, and the WebAssembly module that fulfils it.
 *
 * All arguments ending in no unit are byte offsets into the shared memory; arrays do not overlap and are multiples of
 * 16 unless said. States of a layer are rows of codes, row r `step` bytes after row r - 1.
 *
 * @module
 */
import * as bins from "./bins.wasm";

/** What the estimators compute; the twin in plain TypeScript is {@linkcode referenceBins}. */
export interface BinsKernels {
  /** 1 if no x[k], k < n, is NaN or infinite; else 0. */
  finite_f32(x: number, n: number): number;
  /**
   * u16 at states[r step] = number of thresholds <= x[r], x finite, `states` even. thresholds, a multiple of 4: float32,
   * `count` >= 1 of them, ascending, -Infinity before the first and Infinity behind the last. lo and inverse =
   * bins / (up - lo) guess where to look: they change the time, never the result.
   */
  uniform_u16(
    states: number,
    step: number,
    x: number,
    rows: number,
    thresholds: number,
    count: number,
    lo: number,
    inverse: number,
  ): void;
  /** The same for `count` >= 0 thresholds at any distances; nothing is read before or behind them. */
  search_u16(
    states: number,
    step: number,
    x: number,
    rows: number,
    thresholds: number,
    count: number,
  ): void;
  /** out[0..n) = x[0..n) ascending, -0 as 0, no NaN; x and counts (20480 bytes) are overwritten. */
  sort_f32(out: number, x: number, n: number, counts: number): void;
  /** In place: row r becomes one uint64, its old byte `column`; rows were `step` >= 8 bytes apart. */
  column_u64(states: number, step: number, column: number, rows: number): void;
}

/** The default engine's kernels: AssemblyScript with 128-bit SIMD. */
export const binsKernels: BinsKernels = bins;
