/**
 * States of a network's layers over the whole data set, as rows of codes in the shared memory (docs/protocol.md,
 * sections 8 and 12).
 *
 * @module
 */
import { type BinsKernels, binsKernels } from "./bins.ts";
import { uniformEdges } from "./bins_edges.ts";
import { type Extent, LayerBins } from "./bins_layer.ts";
import { allocate, f32, u8 } from "./memory.ts";
import type { Layer } from "./network.ts";
import type { Session } from "./segment.ts";

/** Row-major states: `rows` rows of `words` uint64 each, zero-padded, at byte offset `at`. */
export interface States {
  readonly at: number;
  readonly rows: number;
  readonly words: number;
}

/** Where uniform bins lie: between two numbers, or the extent of the layer or of each neuron at this epoch. */
export type UniformBounds = Extent | "layer" | "neuron";

/** Bins of the released estimator on a float network, 2^32: a bin no longer fits into 16 bits. */
const FLOAT_BINS = 4294967296;

/**
 * Writes states of one layer at a time into one buffer: a result is valid until the next call.
 *
 * Every kind of states is there for a whole layer or, with `neuron` (0-based), for that neuron of it alone, which the
 * caller counts on its own (docs/protocol.md, section 14); what a state refers to, as the layer's bounds or the
 * row's largest logit, stays that of the whole layer. Layers count from 0 here and from T1 in messages.
 *
 * All methods need {@linkcode Session.evaluate} first and throw a RangeError that names the layer if one of its values
 * is NaN or infinite, or if there is no such neuron.
 */
export class StateWriter {
  /** Largest number of words of a state. */
  readonly words: number;
  readonly #session: Session;
  readonly #kernels: BinsKernels;
  readonly #bins: LayerBins;
  readonly #at: number;

  /** Allocates the buffer: once a segment, when the network lies in memory. */
  constructor(session: Session, kernels: BinsKernels = binsKernels) {
    const { layers } = session.network, widest = Math.max(...layers.map(({ units }) => units));
    this.#session = session;
    this.#kernels = kernels;
    // The widest states are float64 bins of a float network; two bytes a code are enough otherwise.
    this.words = layers[0].quantiser === 0 ? widest : Math.ceil(2 * widest / 8);
    this.#at = allocate(8 * this.words * session.height);
    this.#bins = new LayerBins(session, kernels);
  }

  /**
   * Exact states of layer `l`. Quantised: the integer codes of a hidden layer; for the output layer the codes of the
   * logits up to a common shift, largest code of the row minus code. Float: bit patterns of the activations; of the
   * logits minus the row's largest for the output layer.
   */
  exact(l: number, neuron?: number): States {
    const layer = this.#session.network.layers[l];
    return layer.quantiser === 0 ? this.#bits(l, neuron) : this.#codes(l, neuron);
  }

  #codes(l: number, neuron?: number): States {
    const { network, kernels, height } = this.#session, { units, h, quantiser } = network.layers[l];
    checkQuantiser(l, quantiser);
    const write = (at: number, step: number, u: number) =>
      kernels.codes_u8(at, step, h + 4 * u * height, height, quantiser);
    if (network.layers[l].activation !== "softmax") return this.#write(l, 1, neuron, write);
    const whole = this.#write(l, 1, undefined, write), step = 8 * whole.words;
    kernels.row_maximum_codes_u8(whole.at, step, height, units);
    if (neuron === undefined) return whole;
    this.#kernels.column_u64(whole.at, step, neuronsOf(l, units, neuron)[0], height);
    return { ...whole, words: 1 };
  }

  #bits(l: number, neuron?: number): States {
    const { network, kernels, height } = this.#session, layer = network.layers[l];
    this.#bins.checkFinite(l, layer.h);
    const x = layer.activation === "softmax" ? this.#shifted(layer) : layer.h;
    return this.#write(
      l,
      4,
      neuron,
      (at, step, u) => kernels.bits_u32(at, step, x + 4 * u * height, height),
    );
  }

  /** Logits less the row's largest; inference leaves the gradient's place free. */
  #shifted({ gradient, h, units }: Layer): number {
    const { kernels, height } = this.#session;
    kernels.row_maximum_shift_f32(gradient, h, height, units);
    return gradient;
  }

  /**
   * States of layer `l` as the released estimator has them: uniform bins between the layer's smallest and largest
   * value, 2^bits + 1 of them for a quantised network, 2^32 + 1 for a float one; the output layer's values are its
   * probabilities. For a hidden layer of a quantised network these are the exact states under other names.
   */
  binned(l: number, bits: number | null, neuron?: number): States {
    const { network, kernels, height } = this.#session, x = this.#values(l);
    const [lo, up] = this.#bins.extent(x, network.layers[l].units), span = Math.fround(up - lo);
    const size = bits === null ? 8 : 2;
    return this.#write(l, size, neuron, (at, step, u) => {
      const column = x + 4 * u * height;
      // One value alone is one bin; the released code widens the range by 1e-9 to the same effect.
      if (up === lo) return;
      if (bits === null) kernels.binned_f64(at, step, column, height, lo, span, FLOAT_BINS);
      else kernels.binned_u16(at, step, column, height, lo, span, 1 << bits);
    });
  }

  /**
   * States of layer `l` as the released BinningEstimator has them: the number of {@linkcode uniformEdges} at or below
   * the value, so that the lower bound has state 1 and whatever lies below it 0; whatever lies above the last edge,
   * the upper bound among it, has the number of edges. The output layer's values are its probabilities.
   *
   * If both bounds are the same number there is one bin: every state is 0.
   *
   * @param bins From 1 to 65534.
   * @param bounds Two numbers, fixed or the extent of a whole run; or "layer", "neuron": the extent of the values.
   * @throws {RangeError} If bins or bounds are none, or a value is not finite.
   */
  uniform(l: number, bins: number, bounds: UniformBounds, neuron?: number): States {
    const x = this.#values(l), { network, height } = this.#session;
    const layer = () => this.#bins.extent(x, network.layers[l].units);
    const open = ([lo, up]: Extent) => {
      this.#bins.load(uniformEdges(lo, up, bins));
      return { lo, inverse: bins / (up - lo) };
    };
    const common = bounds === "neuron" ? null : open(bounds === "layer" ? layer() : bounds);
    return this.#write(l, 2, neuron, (at, step, u) => {
      const column = x + 4 * u * height;
      const { lo, inverse } = common ?? open(this.#bins.extent(column, 1));
      this.#bins.uniform(at, step, column, lo, inverse);
    });
  }

  /**
   * States of layer `l` by bins of equal mass, after the adaptive binning of Chelombiev et al. (2019, "Adaptive
   * Estimators Show Information Compression in Deep Neural Networks"). Our definition: the N = rows x neurons values of
   * the layer are sorted ascending as float32, -0 as 0; edge k is the value of rank floor(k N / bins), ranks from 0,
   * k = 1 to bins - 1; equal edges are one; a state is the number of edges at or below the value. The output layer's
   * values are its probabilities.
   *
   * @param bins From 1 to 65534.
   * @throws {RangeError} If bins are none, or a value is not finite.
   */
  adaptive(l: number, bins: number, neuron?: number): States {
    const x = this.#values(l), { height } = this.#session;
    this.#bins.load(this.#bins.massEdges(l, bins));
    return this.#write(
      l,
      2,
      neuron,
      (at, step, u) => this.#bins.search(at, step, x + 4 * u * height),
    );
  }

  /** Smallest and largest value of layer `l`, or of all layers, float32; of the output layer those of its probabilities. */
  extent(l?: number): Extent {
    const { layers } = this.#session.network;
    if (l !== undefined) return this.#bins.extent(this.#values(l), layers[l].units);
    const all = layers.map((_, l) => this.extent(l));
    return [Math.min(...all.map(([lo]) => lo)), Math.max(...all.map(([, up]) => up))];
  }

  /** Offset of the values of layer `l`, checked. */
  #values(l: number): number {
    const x = this.#bins.values(l);
    this.#bins.checkFinite(l, x);
    return x;
  }

  /** States of `size` bytes a neuron: `write` is called for each with its place and the bytes between rows. */
  #write(
    l: number,
    size: number,
    neuron: number | undefined,
    write: (at: number, step: number, u: number) => void,
  ): States {
    const { network, rows, height } = this.#session;
    const neurons = neuronsOf(l, network.layers[l].units, neuron);
    const words = Math.ceil(size * neurons.length / 8), at = this.#at;
    u8(at, 8 * words * height).fill(0);
    neurons.forEach((u, k) => write(at + size * k, 8 * words, u));
    return { at, rows, words };
  }
}

/** Neurons of a layer of `units`, all or the one. */
function neuronsOf(l: number, units: number, neuron: number | undefined): number[] {
  if (neuron === undefined) return Array.from({ length: units }, (_, u) => u);
  if (Number.isInteger(neuron) && neuron >= 0 && neuron < units) return [neuron];
  throw new RangeError(
    `Cannot measure layer T${l + 1}: neuron must be an integer from 0 to ${units - 1}, ` +
      `current value is ${neuron}`,
  );
}

/**
 * A range of one value other than 0 has scale 0, a denormal one an infinite inverse (docs/protocol.md, section 3):
 * every code would come out as 0. The range [0, 0] is the one for which that is right.
 */
function checkQuantiser(l: number, quantiser: number): void {
  const [min, max, scale, least, most, zero] = f32(quantiser, 6);
  if (min === 0 && max === 0) return;
  if (scale > 0 && [least, most, zero].every(Number.isFinite)) return;
  throw new RangeError(
    `Cannot measure layer T${l + 1}: quantisation range must be [0, 0] or have a scale above 0, ` +
      `current value is [${min}, ${max}]`,
  );
}
