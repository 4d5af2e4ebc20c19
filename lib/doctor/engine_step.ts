/**
 * One training step of the default engine, as the doctor times it: the synthetic 8 bit ReLU network on one batch.
 *
 * @module
 */
import { syntheticDataset } from "../data/synthetic.ts";
import { initialSnapshot } from "../engines/wasm/initialize.ts";
import { denseKernels } from "../engines/wasm/kernels.ts";
import { allocate, f32, i32, reset } from "../engines/wasm/memory.ts";
import { DenseNetwork } from "../engines/wasm/network.ts";
import { loadSnapshot } from "../engines/wasm/snapshot.ts";
import { syntheticTraining } from "../paper/synthetic_trainings.ts";

/** Rows of a batch with their labels. */
export interface Batch {
  /** rows x columns, row-major, of 0 and 1. */
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly columns: number;
}

/** A batch of the study's size, its rows spread over the whole synthetic data set. */
export function spreadBatch(): Batch {
  const { x, y, columns } = syntheticDataset(), { batch } = syntheticTraining("relu", 8).protocol;
  const rows = Int32Array.from({ length: batch }, (_, k) => k * (y.length / batch + 1) % y.length);
  return {
    x: Float32Array.from(
      { length: batch * columns },
      (_, k) => x[rows[Math.floor(k / columns)] * columns + k % columns],
    ),
    y: Int32Array.from(rows, (row) => y[row]),
    columns,
  };
}

/**
 * A network with its initial weights of repeat 0; it takes over the engine's memory.
 *
 * @returns Does one step and gives the mean loss of the batch, in nats.
 */
export function engineStep({ x, y, columns }: Batch): () => number {
  const training = syntheticTraining("relu", 8), rows = y.length;
  reset();
  const network = new DenseNetwork(denseKernels, training, columns, rows);
  const at = allocate(4 * columns * rows);
  loadSnapshot(network, initialSnapshot(training, columns, 0, 0));
  const input = f32(at, columns * rows);
  x.forEach((value, k) => input[(k % columns) * rows + Math.floor(k / columns)] = value);
  i32(network.labels, rows).set(y);
  network.mark(rows, rows);
  return () => {
    network.forward(at, rows, "training");
    const { loss } = network.backward(at, rows, rows);
    network.update();
    return loss;
  };
}
