/**
 * The kernels of binning estimators in plain TypeScript, as their definitions say: what the fast ones are compared
 * with bit for bit.
 *
 * @module
 */
import type { BinsKernels } from "./bins.ts";
import { f32, memory, u8 } from "./memory.ts";

function countUpTo(thresholds: Float32Array, x: number): number {
  return thresholds.filter((threshold) => threshold <= x).length;
}

function search(
  states: number,
  step: number,
  x: number,
  rows: number,
  thresholds: number,
  count: number,
): void {
  const view = new DataView(memory.buffer), table = f32(thresholds, count);
  f32(x, rows).forEach((value, r) =>
    view.setUint16(states + r * step, countUpTo(table, value), true)
  );
}

/** The definitions. */
export const referenceBins: BinsKernels = {
  finite_f32: (x, n) => Number(f32(x, n).every(Number.isFinite)),
  uniform_u16: search,
  search_u16: search,
  sort_f32(out, x, n) {
    // Adding 0 makes -0 a 0.
    f32(out, n).set(f32(x, n).map((value) => value + 0).sort());
  },
  column_u64(states, step, column, rows) {
    for (let r = 0; r < rows; r++) {
      const byte = u8(states + r * step + column, 1)[0];
      u8(states + 8 * r, 8).fill(0)[0] = byte;
    }
  },
};
