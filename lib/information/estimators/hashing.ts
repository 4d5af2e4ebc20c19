/**
 * Hashing of rows for EDGE (docs/protocol.md, section 14): projections, bandwidths, buckets.
 *
 * @module
 */
import { log, log2 } from "../../bits/elementary.ts";
import { Stream, streamKey } from "../../bits/random.ts";
import { exp } from "../../bits/special.ts";
import { Distinct } from "./grouped.ts";
import type { Matrix } from "./rows.ts";

/** Points of a column whose neighbours give its bandwidth. */
const SAMPLED = 500;

/** Least deviation that a projection is scaled by, and what every bandwidth is enlarged by. */
const LEAST = 1e-4;

/** A stream of its own for each use. */
export function streamOf(seed: string, purpose: string): Stream {
  return new Stream(streamKey({ seed, repeat: 0, attempt: 0, purpose, epoch: 0 }));
}

/** A draw of the standard normal distribution: Marsaglia's polar method, the first of both numbers. */
export function normal(stream: Stream): number {
  for (;;) {
    const u = 2 * stream.unit() - 1, v = 2 * stream.unit() - 1, s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt(-2 * log(s) / s);
  }
}

/** Deviation of a column over the rows, not corrected. */
function deviation({ rows, columns, values }: Matrix, column: number): number {
  let sum = 0, squares = 0;
  for (let at = column; at < values.length; at += columns) sum += values[at];
  const mean = sum / rows;
  for (let at = column; at < values.length; at += columns) {
    squares += (values[at] - mean) * (values[at] - mean);
  }
  return Math.sqrt(squares / rows);
}

/** Number of columns that p-stable hashing projects to: at most log2 of a tenth of the rows. */
function projectedColumns({ rows, columns }: Matrix): number {
  return Math.min(columns, Math.floor(log2(rows / 10)));
}

/**
 * Projection by a Gaussian matrix, whose entries of row c have the deviation 1 / (s_c sqrt(d)), s_c that of column c.
 *
 * @throws {RangeError} If there are fewer than 20 rows.
 */
export function projected(matrix: Matrix, stream: Stream): Matrix {
  const { rows, columns, values } = matrix, to = projectedColumns(matrix);
  if (!(to >= 1)) {
    throw new RangeError(
      `Cannot estimate by edge: rows must be at least 20 for p-stable hashing, current value is ${rows}`,
    );
  }
  const weights = new Float64Array(columns * to);
  for (let c = 0; c < columns; c++) {
    const s = deviation(matrix, c), scale = 1 / ((s < LEAST ? 1 : s) * Math.sqrt(columns));
    for (let p = 0; p < to; p++) weights[c * to + p] = normal(stream) * scale;
  }
  const out = new Float64Array(rows * to);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const value = values[r * columns + c];
      for (let p = 0; p < to; p++) out[r * to + p] += value * weights[c * to + p];
    }
  }
  return { rows, columns: to, values: out };
}

/** Which neighbour tells the bandwidth: floor(0.43 N^(2/3 + 0.17 d / (d + 1)) exp(-1 / max(10^4, d^4))). */
export function neighbourOf(rows: number, columns: number): number {
  const power = 2 / 3 + 0.17 * (columns / (columns + 1)), d2 = columns * columns;
  return Math.floor(0.43 * exp(power * log(rows)) * exp(-1 / Math.max(10000, d2 * d2)));
}

/** Distance of `value`, which is in an ascending array, to its k-th nearest element, itself the first. */
export function nearestInColumn(ascending: Float64Array, value: number, k: number): number {
  // Among windows of k elements: where both ends are about as far away, the farther one is nearest.
  let from = 0, to = ascending.length - k;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle + k - 1] - value >= value - ascending[middle]) to = middle;
    else from = middle + 1;
  }
  const farthest = (at: number) => Math.max(value - ascending[at], ascending[at + k - 1] - value);
  return from === 0 ? farthest(0) : Math.min(farthest(from), farthest(from - 1));
}

/**
 * Bandwidth of each column: mean, over sampled points, of the distance to the k-th nearest, plus 1e-4.
 *
 * @throws {RangeError} If there are too few rows for a neighbour.
 */
export function bandwidths({ rows, columns, values }: Matrix, stream: Stream): Float64Array {
  const k = neighbourOf(rows, columns);
  if (k < 1) {
    throw new RangeError(
      `Cannot estimate by edge: rows must be at least 3 for bandwidths, current value is ${rows}`,
    );
  }
  const sampled = Uint32Array.from({ length: SAMPLED }, () => stream.below(rows));
  return Float64Array.from({ length: columns }, (_, c) => {
    const column = Float64Array.from({ length: rows }, (_, r) => values[r * columns + c]);
    const ascending = column.toSorted();
    let sum = 0;
    for (const r of sampled) sum += nearestInColumn(ascending, column[r], k);
    return sum / SAMPLED + LEAST;
  });
}

/** A number for the bucket of each row, from 0 in order of first occurrence, and how many rows each bucket has. */
export interface Buckets {
  readonly of: Uint32Array;
  readonly sizes: readonly number[];
}

/** Buckets of rows: equal floor((x + shift) / width) in each column. */
export function bucketsOf(
  { rows, columns, values }: Matrix,
  widths: Float64Array,
  share: number,
): Buckets {
  const codes = new Float64Array(rows * columns);
  for (let c = 0; c < columns; c++) {
    const width = widths[c], shift = share * width;
    // Adding 0 makes -0 a 0.
    for (let at = c; at < codes.length; at += columns) {
      codes[at] = Math.floor((values[at] + shift) / width) + 0;
    }
  }
  const distinct = new Distinct(codes, rows), of = new Uint32Array(rows), sizes: number[] = [];
  for (let r = 0; r < rows; r++) {
    const bucket = distinct.stateOf(r);
    of[r] = bucket;
    sizes[bucket] = (sizes[bucket] ?? 0) + 1;
  }
  return { of, sizes };
}
