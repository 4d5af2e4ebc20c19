/**
 * Distances to nearest neighbours under the maximum norm, over all pairs of rows, in the shared memory.
 *
 * @module
 */
import { reset } from "../../engines/wasm/memory.ts";
import { type PairsKernels, pairsKernels } from "./pairs.ts";
import { allocateFloats, f64, type Matrix, type Order, strideOf, writeColumns } from "./rows.ts";

/** What a layer's rows find, place by place of the order; distances are to the k-th nearest other row. */
export interface Neighbours {
  /** Among all rows. */
  readonly all: Float64Array;
  /** Among the rows of its own class; infinity where it has too few. */
  readonly own: Float64Array;
  /** In the joint space of inputs and layer. */
  readonly joint: Float64Array;
  /** Rows, the row itself included, strictly nearer than that in the layer alone. */
  readonly counts: Float64Array;
  /** The same in the inputs alone. */
  readonly inputCounts: Float64Array;
}

/** Rows that all are compared with before the next ones: what is read of them stays in the cache. */
const BLOCK = 512;

/** Places of one layer in the shared memory. */
interface Layer {
  readonly columns: number;
  readonly x: number;
  readonly joint: number;
  readonly jointBounds: number;
  readonly all: number;
  readonly allBounds: number;
  readonly own: number;
  readonly ownBounds: number;
  readonly counts: number;
  readonly inputCounts: number;
}

function place(matrix: Matrix, { rows }: Order, k: number): Layer {
  const n = rows.length,
    far = (length: number) => {
      const at = allocateFloats(length);
      f64(at, length + 1).fill(Infinity);
      return at;
    };
  const layer = {
    columns: matrix.columns,
    x: allocateFloats(matrix.columns * strideOf(n) / 8),
    joint: far(n * k),
    jointBounds: far(n),
    all: far(n * k),
    allBounds: far(n),
    own: far(n * k),
    ownBounds: far(n),
    counts: allocateFloats(n),
    inputCounts: allocateFloats(n),
  };
  writeColumns(layer.x, matrix, rows);
  return layer;
}

/** A count of each row and one for the row itself. */
function countsAt(at: number, n: number): Float64Array {
  return Float64Array.from(
    new BigInt64Array(f64(at, n).buffer, at, n),
    (count) => Number(count) + 1,
  );
}

/**
 * Neighbours of the rows of each layer. All layers at once, since distances between inputs are those of all of them.
 *
 * One job: it takes the shared memory anew; some 8 (columns + 3 k) bytes a row and layer.
 *
 * @param inputs Rows of the data set.
 * @param layers Matrices with as many rows.
 * @param order Of the rows, by class.
 * @param k At least 1, below the number of rows.
 */
export function neighbours(
  inputs: Matrix,
  layers: readonly Matrix[],
  order: Order,
  k: number,
  kernels: PairsKernels = pairsKernels,
): Neighbours[] {
  reset();
  const n = order.rows.length, stride = strideOf(n), data = place(inputs, order, 1);
  const others = allocateFloats(n), distances = allocateFloats(n);
  const placed = layers.map((layer) => place(layer, order, k));
  /** Pairs of row i and rows from…to, whose classes up to `end` are its own. */
  type See = (layer: Layer, i: number, from: number, to: number, end: number) => void;
  const visit = (see: See) => {
    for (let start = 0; start < n; start += BLOCK) {
      const to = Math.min(n, start + BLOCK);
      for (let i = 0, c = 0; i < to; i++) {
        while (order.starts[c + 1] <= i) c++;
        const from = Math.max(i + 1, start),
          end = Math.min(to, Math.max(from, order.starts[c + 1]));
        kernels.largest_row(data.x, stride, inputs.columns, i, from, to, others);
        for (const layer of placed) {
          kernels.largest_row(layer.x, stride, layer.columns, i, from, to, distances);
          see(layer, i, from, to, end);
        }
      }
    }
  };
  visit((layer, i, from, to, end) => {
    // deno-fmt-ignore
    kernels.nearest_both_row(
      distances, others, i, from, to, k, layer.all, layer.allBounds, layer.joint, layer.jointBounds,
    );
    kernels.nearest_row(distances, i, from, end, k, layer.own, layer.ownBounds);
  });
  visit(({ jointBounds, counts, inputCounts }, i, from, to) => {
    kernels.count_row(distances, others, jointBounds, i, from, to, counts, inputCounts);
  });
  return placed.map((layer) => ({
    all: f64(layer.allBounds, n).slice(),
    own: f64(layer.ownBounds, n).slice(),
    joint: f64(layer.jointBounds, n).slice(),
    counts: countsAt(layer.counts, n),
    inputCounts: countsAt(layer.inputCounts, n),
  }));
}
