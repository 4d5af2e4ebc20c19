/**
 * One training step of the engine on the first batch of MNIST, driven as a segment drives it.
 *
 * @module
 */
import type { SparseDataset } from "../lib/data/sparse.ts";
import { allocate, f32, i32, reset } from "../lib/engines/wasm/memory.ts";
import { initialSnapshot } from "../lib/engines/wasm/mnist/initialize.ts";
import { mapKernels } from "../lib/engines/wasm/mnist/kernels.ts";
import { type Batch, MapNetwork } from "../lib/engines/wasm/mnist/network.ts";
import { loadSnapshot } from "../lib/engines/wasm/mnist/snapshot.ts";
import { placeSparse } from "../lib/engines/wasm/sparse_rows.ts";
import type { Training } from "../lib/network/training.ts";

/** Rows of a batch, as in the study. */
const BATCH = 256;

/** Images as TensorFlow takes them, rows x pixels, and their labels. */
export interface Images {
  readonly x: Float32Array;
  readonly y: Uint8Array;
  readonly columns: number;
}

/** The first 256 rows. */
export function firstBatch({ starts, columns, levels, scale, y, width }: SparseDataset): Images {
  const x = new Float32Array(BATCH * width);
  for (let r = 0; r < BATCH; r++) {
    for (let e = starts[r]; e < starts[r + 1]; e++) x[r * width + columns[e]] = levels[e] * scale;
  }
  return { x, y: y.slice(0, BATCH), columns: width };
}

/** Kernel in Keras' order and bias of one layer. */
export interface MapWeights {
  readonly shape: readonly number[];
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** A network of the engine with its initial weights of repeat 0 and one batch, alone in the shared memory. */
export class MapStep {
  readonly #network: MapNetwork;
  readonly #batch: Batch;

  constructor(training: Training, dataset: SparseDataset) {
    const { starts, y, width } = dataset, end = starts[BATCH];
    const snapshot = initialSnapshot(training, width, 0, 0);
    reset();
    this.#network = new MapNetwork(mapKernels, training, width, BATCH);
    const select = allocate(4 * BATCH),
      x = placeSparse({
        starts: starts.subarray(0, BATCH + 1),
        columns: dataset.columns.subarray(0, end),
        levels: dataset.levels.subarray(0, end),
        scale: dataset.scale,
      });
    i32(select, BATCH).forEach((_, r, rows) => rows[r] = r);
    this.#batch = { x, select, size: BATCH, rows: BATCH };
    loadSnapshot(this.#network, snapshot);
    i32(this.#network.labels, BATCH).set(y.subarray(0, BATCH));
    this.#network.mark(BATCH, BATCH);
  }

  /** One step. Returns the mean loss. */
  step(): number {
    this.#network.train(this.#batch);
    const { loss } = this.#network.backward(this.#batch);
    this.#network.update();
    return loss;
  }

  /** Copies of the weights. */
  weights(): MapWeights[] {
    const { layers, parameters } = this.#network;
    return layers.map(({ kernelShape, weights, kernel, bias, to }) => ({
      shape: kernelShape,
      kernel: f32(parameters + 4 * kernel, weights).slice(),
      bias: f32(parameters + 4 * bias, to.channels).slice(),
    }));
  }

  /** All of them one behind the other, kernel before bias. */
  parameters(): number[] {
    return this.weights().flatMap(({ kernel, bias }) => [...kernel, ...bias]);
  }
}
