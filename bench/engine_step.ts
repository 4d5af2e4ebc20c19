/**
 * One training step of the engine on a batch that lies in memory, driven as a segment drives it.
 *
 * @module
 */
import { initialSnapshot } from "../lib/engines/wasm/initialize.ts";
import { type DenseKernels, denseKernels } from "../lib/engines/wasm/kernels.ts";
import { allocate, f32, i32, reset } from "../lib/engines/wasm/memory.ts";
import { DenseNetwork } from "../lib/engines/wasm/network.ts";
import { loadSnapshot } from "../lib/engines/wasm/snapshot.ts";
import type { Training } from "../lib/network/training.ts";
import type { Batch } from "../lib/doctor/engine_step.ts";

/** Rows of a batch, as in the study. */
export const BATCH = 256;

/** Kernel (inputs x units) and bias of one layer. */
export interface Weights {
  readonly inputs: number;
  readonly units: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** A network of the engine with its initial weights of repeat 0 and one batch, alone in the shared memory. */
export class EngineStep {
  readonly #network: DenseNetwork;
  readonly #input: number;

  constructor(training: Training, { x, y, columns }: Batch, kernels: DenseKernels = denseKernels) {
    const snapshot = initialSnapshot(training, columns, 0, 0);
    reset();
    this.#network = new DenseNetwork(kernels, training, columns, BATCH);
    this.#input = allocate(4 * columns * BATCH);
    loadSnapshot(this.#network, snapshot);
    const input = f32(this.#input, columns * BATCH);
    x.forEach((value, k) => input[(k % columns) * BATCH + Math.floor(k / columns)] = value);
    i32(this.#network.labels, BATCH).set(y);
    this.#network.mark(BATCH, BATCH);
  }

  /** One step. Returns the mean loss. */
  step(): number {
    this.#network.forward(this.#input, BATCH, "training");
    const { loss } = this.#network.backward(this.#input, BATCH, BATCH);
    this.#network.update();
    return loss;
  }

  /** Copies of the weights. */
  weights(): Weights[] {
    const { layers, parameters } = this.#network;
    return layers.map(({ inputs, units, kernel, bias }) => ({
      inputs,
      units,
      kernel: f32(parameters + 4 * kernel, inputs * units).slice(),
      bias: f32(parameters + 4 * bias, units).slice(),
    }));
  }
}
