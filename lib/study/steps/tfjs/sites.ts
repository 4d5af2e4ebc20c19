/**
 * Sites, what is measured of a network that TensorFlow.js evaluates, and where in the shared memory.
 *
 * @module
 */
import type { RepeatStates } from "../../../engines/tfjs/evaluate.ts";
import { planLayers } from "../../../engines/tfjs/plan.ts";
import { denseKernels } from "../../../engines/wasm/kernels.ts";
import { allocate, f32, u8 } from "../../../engines/wasm/memory.ts";
import type { Session } from "../../../engines/wasm/segment.ts";
import { type States, StateWriter } from "../../../engines/wasm/states.ts";
import { isConv } from "../../../network/mnist.ts";
import type { Training } from "../../../network/training.ts";

/** Values of a row in each layer; a convolution's pooled map is one of its own behind it. */
export function siteWidths(training: Training, columns: number): number[] {
  return planLayers(training, columns).flatMap(({ maps, units, features }) =>
    maps === null ? [units] : [maps.convolved * maps.convolved * units, features]
  );
}

/** Whether the network has maps, whose states are wide. */
export function hasMaps({ network }: Training): boolean {
  return network.layers.some(isConv);
}

/**
 * Bytes of the quantised states of a layer, one a value: the level above the layer's lowest one, which names a state
 * as well as the code itself; of the output layer the largest code of the row less the code (docs/protocol.md, section
 * 12).
 */
export class CodeStates {
  readonly #at: number;
  readonly #rows: number;

  /** @param widest Most values of a row. */
  constructor(rows: number, widest: number) {
    this.#rows = rows;
    this.#at = allocate(8 * Math.ceil(widest / 8) * rows);
  }

  /**
   * Writes states over the last ones.
   *
   * @param codes Rows x width, at most 256 levels.
   * @param neuron Of a layer counted neuron by neuron.
   */
  write(codes: Int16Array, isOutput: boolean, neuron?: number): States {
    const rows = this.#rows, width = codes.length / rows;
    const [from, to] = neuron === undefined ? [0, width] : [neuron, neuron + 1];
    const words = Math.ceil((to - from) / 8), bytes = u8(this.#at, 8 * words * rows).fill(0);
    const least = isOutput ? 0 : codes.reduce((a, b) => Math.min(a, b), Infinity);
    for (let r = 0; r < rows; r++) {
      const row = codes.subarray(r * width, (r + 1) * width);
      const most = isOutput ? row.reduce((a, b) => Math.max(a, b), -Infinity) : 0;
      for (let u = from; u < to; u++) {
        bytes[8 * words * r + u - from] = isOutput ? most - row[u] : row[u] - least;
      }
    }
    return { at: this.#at, rows, words };
  }
}

/** What a {@linkcode StateWriter} reads of the default engine: a float network's values, neuron by neuron. */
interface Columns {
  readonly rows: number;
  readonly height: number;
  readonly kernels: typeof denseKernels;
  readonly network: { readonly layers: readonly object[]; readonly probabilities: number };
}

/**
 * The values of one layer at a time where the default engine's {@linkcode StateWriter} reads them, so that bins mean
 * the same whichever engine trained. A quantised layer's values are its dequantised ones.
 */
export class ValueStates {
  readonly #columns: Columns;
  readonly #writer: StateWriter;
  readonly #values: number;
  readonly #last: number;

  /**
   * @param widths Of all layers.
   * @param first Layers before this one are not asked for, and take no memory.
   */
  constructor(rows: number, widths: readonly number[], first: number) {
    const height = 8 * Math.ceil(rows / 8), last = this.#last = widths.length - 1;
    const asked = widths.map((width, k) => k < first ? 0 : width), classes = widths[last];
    const values = this.#values = allocate(4 * Math.max(...asked) * height);
    const gradient = allocate(4 * classes * height);
    const layers = asked.map((units, k) => ({
      ...{ units, gradient, h: values, out: values, quantiser: 0 },
      activation: k === last ? "softmax" : "relu",
    }));
    const network = { layers, probabilities: allocate(4 * classes * height) };
    this.#columns = { rows, height, kernels: denseKernels, network };
    this.#writer = new StateWriter(this.#columns as unknown as Session);
  }

  /** The writer, for layer `k` alone until the next call. */
  of({ layers, probabilities }: RepeatStates, k: number): StateWriter {
    const { codes, scale, values } = layers[k];
    if (k === this.#last) this.#fill(this.#columns.network.probabilities, probabilities);
    this.#fill(this.#values, values ?? Float32Array.from(codes!, (code) => code * scale!));
    return this.#writer;
  }

  /** Row-major values as columns; padding repeats the last row and changes no range. */
  #fill(at: number, values: Float32Array): void {
    const { rows, height } = this.#columns, width = values.length / rows;
    const columns = f32(at, width * height);
    for (let u = 0; u < width; u++) {
      for (let r = 0; r < height; r++) {
        columns[u * height + r] = values[Math.min(r, rows - 1) * width + u];
      }
    }
  }
}
