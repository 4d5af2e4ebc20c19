/**
 * Rows of a data set as tensors, and the order in which repeats see them.
 *
 * @module
 */
import { permutation, Stream, streamKey } from "../../bits/random.ts";
import type { SparseDataset } from "../../data/sparse.ts";
import type { Dataset } from "../../data/synthetic.ts";
import type { Phase } from "../../network/training.ts";
import type { Tensor, TensorFlow } from "./tensorflow.ts";

/** A data set with or without its zeros. */
export type AnyDataset = Dataset | SparseDataset;

/** Features of a row. */
export function widthOf(dataset: AnyDataset): number {
  return "starts" in dataset ? dataset.width : dataset.columns;
}

/** Writes fround(level * scale) of a row's features from `at` on, where zeros are. */
function writeRow(dataset: AnyDataset, row: number, target: Float32Array, at: number): void {
  if ("starts" in dataset) {
    const { starts, columns, levels, scale } = dataset;
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      target[at + columns[e]] = levels[e] * scale;
    }
    return;
  }
  const { x, columns, scale } = dataset;
  for (let c = 0; c < columns; c++) target[at + c] = x[row * columns + c] * scale;
}

/** Rows as the network sees them: [stacks, rows, columns]. */
export function rowsTensor(
  tf: TensorFlow,
  dataset: AnyDataset,
  stacks: readonly ArrayLike<number>[],
): Tensor {
  const width = widthOf(dataset), rows = stacks[0].length;
  const values = new Float32Array(stacks.length * rows * width);
  stacks.forEach((stack, s) => {
    for (let k = 0; k < rows; k++) writeRow(dataset, stack[k], values, (s * rows + k) * width);
  });
  return tf.tensor3d(values, [stacks.length, rows, width]);
}

/** Labels of rows: [stacks, rows, 1], float32. */
export function labelsTensor(
  tf: TensorFlow,
  labels: readonly Uint8Array[],
  stacks: readonly ArrayLike<number>[],
): Tensor {
  const rows = stacks[0].length;
  const values = Float32Array.from(
    { length: stacks.length * rows },
    (_, k) => labels[Math.floor(k / rows)][stacks[Math.floor(k / rows)][k % rows]],
  );
  return tf.tensor3d(values, [stacks.length, rows, 1]);
}

/** What a repeat's random streams are named after. */
export interface StreamOf {
  /** Seed name of the training. */
  readonly seed: string;
  readonly repeat: number;
  readonly attempt: number;
}

function shuffled(of: StreamOf, purpose: string, epoch: number, rows: Int32Array): Int32Array {
  const { seed, repeat, attempt } = of;
  const stream = new Stream(streamKey({ seed, repeat, attempt, purpose, epoch }));
  return Int32Array.from(permutation(stream, rows.length), (k) => rows[k]);
}

/** The training rows in the order of an epoch. */
export function epochOrder(of: StreamOf, phase: Phase, epoch: number, train: Int32Array) {
  return shuffled(of, phase === "train" ? "shuffle" : "prefit-shuffle", epoch, train);
}

/** The labels that a phase fits to: in a prefit those of the training rows are permuted among them, once for all epochs. */
export function phaseLabels(of: StreamOf, phase: Phase, y: Uint8Array, train: Int32Array) {
  if (phase === "train") return y;
  const labels = y.slice(), from = shuffled(of, "prefit-labels", 0, train);
  train.forEach((row, k) => labels[row] = y[from[k]]);
  return labels;
}
