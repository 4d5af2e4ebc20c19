/**
 * The kernels of pairs of rows in plain TypeScript: what the fast ones are compared with bit for bit.
 *
 * @module
 */
import { expDouble } from "../../bits/elementary.ts";
import { memory } from "../../engines/wasm/memory.ts";
import type { PairsKernels } from "./pairs.ts";

const floats = (at: number) => new Float64Array(memory.buffer, at);
const integers = (at: number) => new BigInt64Array(memory.buffer, at);

/** Differences of rows i and j, column by column. */
function differences(x: number, stride: number, columns: number, i: number, j: number): number[] {
  return Array.from({ length: columns }, (_, u) => {
    const column = floats(x + u * stride);
    return column[j] - column[i];
  });
}

/** The k smallest of a row's list and a distance more, and the largest of them as the row's bound. */
function insert(lists: number, bounds: number, k: number, row: number, distance: number): void {
  const list = floats(lists).subarray(row * k, (row + 1) * k);
  list.set([...list, distance].sort((a, b) => a - b).slice(0, k));
  floats(bounds)[row] = list[k - 1];
}

/** The definitions. */
export const referencePairs: PairsKernels = {
  largest_row(x, stride, columns, i, from, to, out) {
    for (let j = from; j < to; j++) {
      floats(out)[j] = Math.max(0, ...differences(x, stride, columns, i, j).map(Math.abs));
    }
  },
  squares_row(x, stride, columns, i, from, to, out) {
    for (let j = from; j < to; j++) {
      const squares = differences(x, stride, columns, i, j).map((d) => d * d);
      let sum = 0;
      for (let u = 0; u < columns; u += 4) {
        const [a, b, c, d] = squares.slice(u, u + 4);
        const left = b === undefined ? a : a + b, right = d === undefined ? c : c + d;
        sum += right === undefined ? left : left + right;
      }
      floats(out)[j] = sum;
    }
  },
  kernel_row(squares, weights, i, from, to, narrow, wide, scale, cut) {
    const D = floats(squares), w = floats(weights), N = floats(narrow), W = floats(wide);
    const ownNarrow = [0, 0], ownWide = [0, 0];
    for (let j = from; j < to; j++) {
      const e = D[j] <= cut ? expDouble(D[j] * -scale) : 0, lane = (j - from) & 1;
      const e2 = e * e, e4 = e2 * e2;
      ownWide[lane] += w[j] * e;
      ownNarrow[lane] += w[j] * e4;
      W[j] += w[i] * e;
      N[j] += w[i] * e4;
    }
    W[i] += ownWide[0] + ownWide[1];
    N[i] += ownNarrow[0] + ownNarrow[1];
  },
  nearest_row(distances, i, from, to, k, lists, bounds) {
    for (let j = from; j < to; j++) {
      for (const row of [i, j]) insert(lists, bounds, k, row, floats(distances)[j]);
    }
  },
  nearest_both_row(distances, others, i, from, to, k, lists, bounds, joint, jointBounds) {
    this.nearest_row(distances, i, from, to, k, lists, bounds);
    for (let j = from; j < to; j++) {
      const both = Math.max(floats(distances)[j], floats(others)[j]);
      for (const row of [i, j]) insert(joint, jointBounds, k, row, both);
    }
  },
  count_row(distances, others, bounds, i, from, to, counts, otherCounts) {
    for (let j = from; j < to; j++) {
      for (const row of [i, j]) {
        if (floats(distances)[j] < floats(bounds)[row]) integers(counts)[row] += 1n;
        if (floats(others)[j] < floats(bounds)[row]) integers(otherCounts)[row] += 1n;
      }
    }
  },
};
