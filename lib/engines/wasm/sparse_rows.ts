/**
 * A data set as sparse rows in the shared memory.
 *
 * @module
 */
import type { SparseDataset } from "../../data/sparse.ts";
import { allocate, f32, memory, u32, u8 } from "./memory.ts";

/** What is laid out: the labels stay with the caller. */
export type SparseRows = Pick<SparseDataset, "starts" | "columns" | "levels" | "scale">;

/**
 * Lays the rows of a data set out for {@linkcode SparseKernels}: level l stands for fround(l * scale).
 *
 * @returns Offset of the sparse matrix.
 */
export function placeSparse({ starts, columns, levels, scale }: SparseRows): number {
  const bytes = [starts.byteLength, columns.byteLength, levels.byteLength, 4 * 256];
  const at = bytes.map(allocate), matrix = allocate(16);
  u32(at[0], starts.length).set(starts);
  new Uint16Array(memory.buffer, at[1], columns.length).set(columns);
  u8(at[2], levels.length).set(levels);
  f32(at[3], 256).forEach((_, l, values) => values[l] = l * scale);
  u32(matrix, 4).set(at);
  return matrix;
}
