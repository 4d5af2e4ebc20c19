/**
 * A data set as sparse rows in the shared memory. MNIST's 70000 x 784 grey levels have 10505375 that are not 0:
 * 3 bytes each and 4 a row are 31.8 MB, where a byte a pixel takes 54.9 MB and a float32 a pixel 220 MB.
 *
 * @module
 */
import type { Dataset } from "../../data/synthetic.ts";
import { allocate, f32, memory, u32, u8 } from "./memory.ts";

/** Number of elements that are not 0. */
function countElements(x: Uint8Array): number {
  let count = 0;
  for (let k = 0; k < x.length; k++) if (x[k] !== 0) count++;
  return count;
}

/**
 * Lays the rows of a data set out for {@linkcode SparseKernels}: level l stands for fround(l * scale).
 *
 * @param dataset At most 65536 columns; only `x`, `scale`, `columns` and the number of labels are read.
 * @returns Offset of the sparse matrix.
 */
export function placeSparse({ x, scale, columns, y }: Dataset): number {
  const rows = y.length, count = countElements(x);
  const at = [4 * (rows + 1), 2 * count, count, 4 * 256].map(allocate), matrix = allocate(16);
  const starts = u32(at[0], rows + 1), level = u8(at[2], count);
  const column = new Uint16Array(memory.buffer, at[1], count);
  let e = 0;
  for (let r = 0; r < rows; r++) {
    starts[r] = e;
    for (let c = 0, k = r * columns; c < columns; c++, k++) {
      if (x[k] === 0) continue;
      column[e] = c;
      level[e++] = x[k];
    }
  }
  starts[rows] = e;
  f32(at[3], 256).forEach((_, l, values) => values[l] = l * scale);
  u32(matrix, 4).set(at);
  return matrix;
}
