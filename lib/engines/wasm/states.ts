/**
 * States of a network's layers over the whole data set, as rows of codes in the shared memory (PROTOCOL
 * sections 8 and 12).
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

/** Bins of the released estimator on a float network, 2^32: a bin no longer fits into 16 bits. */
const FLOAT_BINS = 4294967296;

/** Writes states of one layer at a time into one buffer: a result is valid until the next call. */
export class StateWriter {
  /** Largest number of words of a state. */
  readonly words: number;
  readonly #session: Session;
  readonly #at: number;
  readonly #pair: number;

  /** Allocates the buffer: once a segment, when the network lies in memory. */
  constructor(session: Session) {
    const { layers } = session.network, widest = Math.max(...layers.map(({ units }) => units));
    this.#session = session;
    // The widest states are float64 bins of a float network; two bytes a code are enough otherwise.
    this.words = layers[0].quantiser === 0 ? widest : Math.ceil(2 * widest / 8);
    this.#at = allocate(8 * this.words * session.height);
    this.#pair = allocate(16);
  }

  /**
   * Exact states of layer `l` (0-based) after {@linkcode Session.evaluate}. Quantised: the integer codes of a
   * hidden layer; for the output layer the codes of the logits up to a common shift, largest code of the row minus
   * code. Float: bit patterns of the activations; of the logits minus the row's largest for the output layer.
   */
  exact(l: number): States {
    const layer = this.#session.network.layers[l];
    return layer.quantiser === 0 ? this.#bits(layer) : this.#codes(layer);
  }

  #codes(layer: Layer): States {
    const { kernels, height } = this.#session, { units, quantiser } = layer;
    const states = this.#clear(units), step = 8 * states.words;
    for (let u = 0; u < units; u++) {
      kernels.codes_u8(states.at + u, step, layer.h + 4 * u * height, height, quantiser);
    }
    if (layer.activation === "softmax") {
      kernels.row_maximum_codes_u8(states.at, step, height, units);
    }
    return states;
  }

  #bits(layer: Layer): States {
    const { kernels, height } = this.#session, { units } = layer;
    const states = this.#clear(4 * units), step = 8 * states.words;
    let x = layer.h;
    if (layer.activation === "softmax") {
      // Inference leaves the gradient's place free.
      x = layer.gradient;
      kernels.row_maximum_shift_f32(x, layer.h, height, units);
    }
    for (let u = 0; u < units; u++) {
      kernels.bits_u32(states.at + 4 * u, step, x + 4 * u * height, height);
    }
    return states;
  }

  /**
   * States of layer `l` as the released estimator has them: uniform bins between the layer's smallest and largest
   * value, 2^bits + 1 of them for a quantised network, 2^32 + 1 for a float one; the output layer's values are its
   * probabilities. For a hidden layer of a quantised network these are the exact states under other names.
   */
  binned(l: number, bits: number | null): States {
    const { network, kernels, height } = this.#session, layer = network.layers[l];
    const x = layer.activation === "softmax" ? network.probabilities : layer.out;
    const size = bits === null ? 8 : 2, states = this.#clear(size * layer.units);
    kernels.range_f32(this.#pair, x, layer.units * height);
    const [lo, up] = f32(this.#pair, 2), span = Math.fround(up - lo), step = 8 * states.words;
    // One value alone is one bin; the released code widens the range by 1e-9 to the same effect.
    if (up === lo) return states;
    for (let u = 0; u < layer.units; u++) {
      const at = states.at + size * u, column = x + 4 * u * height;
      if (bits === null) kernels.binned_f64(at, step, column, height, lo, span, FLOAT_BINS);
      else kernels.binned_u16(at, step, column, height, lo, span, 1 << bits);
    }
    return states;
  }

  #clear(bytes: number): States {
    const { rows, height } = this.#session, words = Math.ceil(bytes / 8);
    u8(this.#at, 8 * words * height).fill(0);
    return { at: this.#at, rows, words };
  }
}
