/**
 * States of a quantised network's layers over the whole data set, as rows of codes in the shared memory
 * (PROTOCOL sections 8 and 12).
 *
 * @module
 */
import { allocate, f32, u8 } from "./memory.ts";
import type { Layer } from "./network.ts";
import type { Session } from "./segment.ts";

/** Row-major states: `rows` rows of `words` uint64 each, zero-padded, at byte offset `at`. */
export interface States {
  readonly at: number;
  readonly rows: number;
  readonly words: number;
}

/** Writes states of one layer at a time into one buffer: a result is valid until the next call. */
export class StateWriter {
  /** Largest number of words of a state. */
  readonly words: number;
  readonly #session: Session;
  readonly #at: number;
  readonly #pair: number;

  /** @throws {RangeError} If the network is not quantised: its states are no codes. */
  constructor(session: Session) {
    const { layers } = session.network;
    if (layers.some(({ quantiser }) => quantiser === 0)) {
      throw new RangeError(
        "Cannot measure: quantization must be set to count codes, current value is null",
      );
    }
    this.#session = session;
    const output = layers[layers.length - 1].units;
    this.words = Math.max(
      Math.ceil(2 * output / 8),
      ...layers.map(({ units }) => Math.ceil(units / 8)),
    );
    this.#at = allocate(8 * this.words * session.height);
    this.#pair = allocate(16);
  }

  /**
   * Exact states of layer `l` (0-based) after {@linkcode Session.evaluate}: the integer codes of a hidden layer;
   * for the output layer the codes of the logits up to a common shift, largest code of the row minus code.
   */
  exact(l: number): States {
    const { network, kernels, height } = this.#session, layer = network.layers[l];
    const states = this.#clear(layer.units), step = 8 * states.words;
    for (let u = 0; u < layer.units; u++) {
      kernels.codes_u8(states.at + u, step, layer.h + 4 * u * height, height, layer.quantiser);
    }
    if (layer.activation === "softmax") {
      kernels.row_maximum_codes_u8(states.at, step, height, layer.units);
    }
    return states;
  }

  /** The released estimator's bins of the output layer's probabilities: 2^bits + 1 between their minimum and maximum. */
  binned(bits: number): States {
    const { network, kernels, height } = this.#session, { probabilities } = network;
    const layer: Layer = network.layers[network.layers.length - 1];
    const states = this.#clear(2 * layer.units), step = 8 * states.words;
    kernels.range_f32(this.#pair, probabilities, layer.units * height);
    const [lo, up] = f32(this.#pair, 2);
    // One value alone is one bin; the released code widens the range by 1e-9 to the same effect.
    if (up === lo) return states;
    for (let c = 0; c < layer.units; c++) {
      const x = probabilities + 4 * c * height;
      kernels.binned_u16(states.at + 2 * c, step, x, height, lo, Math.fround(up - lo), 1 << bits);
    }
    return states;
  }

  #clear(bytes: number): States {
    const { rows, height } = this.#session, words = Math.ceil(bytes / 8);
    u8(this.#at, 8 * words * height).fill(0);
    return { at: this.#at, rows, words };
  }
}
