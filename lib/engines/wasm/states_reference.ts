/**
 * The kernels that write states, in plain TypeScript: the same operations in the same order, one element at a time.
 *
 * @module
 */
import type { DenseKernels } from "./kernels.ts";
import { memory } from "./memory.ts";
import { bytes, floats, ints } from "./reference_views.ts";

const f = Math.fround;

function roundHalfEven(x: number): number {
  const whole = Math.floor(x), rest = x - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 !== 0) ? whole + 1 : whole;
}

/** The plain twins of the kernels that write states. */
export const statesReference: Pick<
  DenseKernels,
  "row_maximum_codes_u8" | "binned_u16" | "bits_u32" | "row_maximum_shift_f32" | "binned_f64"
> = {
  row_maximum_codes_u8(states, step, rows, classes) {
    for (let r = 0; r < rows; r++) {
      const row = bytes(states + r * step).subarray(0, classes), most = Math.max(...row);
      row.forEach((code, c) => row[c] = most - code);
    }
  },
  binned_u16(states, step, x, rows, lo, span, bins) {
    const X = floats(x), view = new DataView(memory.buffer);
    for (let r = 0; r < rows; r++) {
      const bin = roundHalfEven(f(f(f(X[r] - f(lo)) * f(bins)) / f(span)));
      view.setUint16(states + r * step, bin, true);
    }
  },
  bits_u32(states, step, x, rows) {
    const X = ints(x), view = new DataView(memory.buffer);
    for (let r = 0; r < rows; r++) view.setInt32(states + r * step, X[r], true);
  },
  row_maximum_shift_f32(out, z, rows, classes) {
    const O = floats(out), Z = floats(z);
    for (let r = 0; r < rows; r++) {
      let most = Z[r];
      for (let c = 1; c < classes; c++) if (most < Z[c * rows + r]) most = Z[c * rows + r];
      for (let c = 0; c < classes; c++) O[c * rows + r] = f(Z[c * rows + r] - most);
    }
  },
  binned_f64(states, step, x, rows, lo, span, bins) {
    const X = floats(x), view = new DataView(memory.buffer);
    for (let r = 0; r < rows; r++) {
      const bin = roundHalfEven(f(X[r] - f(lo)) * bins / f(span));
      view.setFloat64(states + r * step, bin, true);
    }
  },
};
