/**
 * The sparse kernels in plain TypeScript: the same float32 operations in the same order, one element at a time.
 *
 * @module
 */
import { memory } from "./memory.ts";
import { floats } from "./reference_views.ts";
import type { SparseKernels } from "./sparse_kernels.ts";

const f = Math.fround;

function words(at: number): Uint32Array {
  return new Uint32Array(memory.buffer, at);
}

/** The elements of row `select[r]`, columns ascending, rows from `size` on being row `size - 1`. */
function elements(x: number, select: number, size: number): (r: number) => [number, number][] {
  const [starts, columns, levels, values] = words(x);
  const S = words(starts), C = new Uint16Array(memory.buffer, columns);
  const L = new Uint8Array(memory.buffer, levels), V = floats(values), chosen = words(select);
  return (r) => {
    const row = chosen[Math.min(r, size - 1)], found: [number, number][] = [];
    for (let e = S[row]; e < S[row + 1]; e++) found.push([C[e], V[L[e]]]);
    return found;
  };
}

/** The plain twin of {@linkcode sparseKernels}, on the same memory. */
export const sparseReference: SparseKernels = {
  sparse_affine_f32(out, x, select, w, b, size, rows, outputs, floor) {
    const O = floats(out), W = floats(w), B = floats(b), low = f(floor);
    const row = elements(x, select, size);
    for (let r = 0; r < rows; r++) {
      const own = row(r);
      for (let o = 0; o < outputs; o++) {
        let sum = 0;
        for (const [i, value] of own) sum = f(sum + f(value * W[i * outputs + o]));
        sum = f(sum + B[o]);
        O[o * rows + r] = sum < low ? low : sum;
      }
    }
  },
  sparse_backward_weights_f32(dw, db, x, select, g, size, rows, columns, outputs) {
    const W = floats(dw).fill(0, 0, columns * outputs), B = floats(db).fill(0, 0, outputs);
    const G = floats(g), row = elements(x, select, size);
    for (let r = 0; r < size; r++) {
      const own = row(r);
      for (let o = 0; o < outputs; o++) {
        const d = G[o * rows + r];
        B[o] = f(B[o] + d);
        for (const [i, value] of own) {
          W[i * outputs + o] = f(W[i * outputs + o] + f(value * d));
        }
      }
    }
  },
  sparse_gather_f32(out, x, select, size, rows, columns) {
    const O = floats(out).fill(0, 0, columns * rows), row = elements(x, select, size);
    for (let r = 0; r < rows; r++) {
      for (const [i, value] of row(r)) O[i * rows + r] = value;
    }
  },
};
