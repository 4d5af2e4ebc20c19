/**
 * A dense network on the kernels: forward pass, backward pass, one step of training, all on arrays in the
 * shared memory (docs/protocol.md, sections 1 to 5).
 *
 * @module
 */
import type { Activation, Training } from "../../network/training.ts";
import type { DenseKernels } from "./kernels.ts";
import { allocate, f32, i32 } from "./memory.ts";

const f = Math.fround;

/** Rows of a batch in memory: a multiple of 8. */
export function paddedRows(rows: number): number {
  return Math.ceil(rows / 8) * 8;
}

const paddedWords = (words: number): number => Math.ceil(words / 4) * 4;

/** One layer's arrays, as byte offsets, and the views that the host itself reads. */
export interface Layer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  /** Offsets within the parameter vector, in words. */
  readonly kernel: number;
  readonly bias: number;
  /** Kernel as the forward pass uses it: quantised, or the parameters themselves. */
  readonly effective: number;
  /** Activation before its quantisation (logits for softmax), and after it. */
  readonly h: number;
  readonly out: number;
  /** Gradient with respect to h, then to the layer's affine output. */
  readonly gradient: number;
  /** Quantisers of kernel and activation; 0 where nothing is quantised. */
  readonly kernelQuantiser: number;
  readonly quantiser: number;
}

/** The mutable state of training apart from the quantisers' ranges. */
export interface Clock {
  /** Adam steps done. */
  step: number;
  /** beta1^step and beta2^step as double products of the float32 betas. */
  power1: number;
  power2: number;
}

/** Layout and passes of one network; `capacity` is the largest number of rows of a pass. */
export class DenseNetwork {
  readonly layers: readonly Layer[];
  /** Words of the parameter vector, padding included. */
  readonly words: number;
  /** Parameter vector, its gradient and Adam's moments: offsets. */
  readonly parameters: number;
  readonly gradients: number;
  readonly first: number;
  readonly second: number;
  /** int32 labels of the rows of a pass. */
  readonly labels: number;
  readonly live: number;
  readonly clock: Clock = { step: 0, power1: 1, power2: 1 };
  readonly classes: number;
  readonly #kernels: DenseKernels;
  readonly #training: Training;
  readonly #levels: number;
  readonly #pair: number;
  /** Softmax probabilities of inference. */
  readonly probabilities: number;

  constructor(kernels: DenseKernels, training: Training, columns: number, capacity: number) {
    const rows = paddedRows(capacity), sizes = training.network.layers;
    this.#kernels = kernels;
    this.#training = training;
    this.#levels = training.quantization === null ? 0 : (1 << training.quantization.bits) - 1;
    this.classes = sizes[sizes.length - 1].units;
    this.words = parameterOffsets(training, columns).words;
    [this.parameters, this.gradients, this.first, this.second] = [0, 0, 0, 0].map(() =>
      allocate(4 * this.words)
    );
    this.labels = allocate(4 * rows);
    this.live = allocate(4 * rows);
    this.#pair = allocate(16);
    this.layers = this.#layOut(columns, rows);
    this.probabilities = allocate(4 * this.classes * rows);
  }

  #layOut(columns: number, rows: number): Layer[] {
    const { layers } = this.#training.network, quantised = this.#training.quantization !== null;
    const effective = quantised ? allocate(4 * this.words) : this.parameters;
    return parameterOffsets(this.#training, columns).layers.map(({ inputs, kernel, bias }, l) => {
      const { units, activation } = layers[l], own = activation === "tanh" || !quantised;
      const h = allocate(4 * units * rows);
      return {
        inputs,
        units,
        activation,
        kernel,
        bias,
        effective: (own ? this.parameters : effective) + 4 * kernel,
        h,
        out: quantised ? allocate(4 * units * rows) : h,
        gradient: allocate(4 * units * rows),
        kernelQuantiser: own ? 0 : allocate(32),
        quantiser: quantised ? allocate(32) : 0,
      };
    });
  }

  /** Marks the first `size` of `rows` rows as real. */
  mark(size: number, rows: number): void {
    i32(this.live, rows).fill(0).fill(-1, 0, size);
  }

  /**
   * Forward pass over `rows` rows of `input` (columns x rows). Training updates the ranges of kernels, ReLU outputs
   * and logits; inference reads them; a Tanh range is always that of the tensor at hand (docs/protocol.md, section 2).
   */
  forward(input: number, rows: number, mode: "training" | "inference"): void {
    const k = this.#kernels;
    let a = input;
    for (const layer of this.layers) {
      if (layer.kernelQuantiser !== 0) this.#quantiseKernel(layer, mode);
      const floor = layer.activation === "relu" ? 0 : -Infinity, n = layer.units * rows;
      const bias = this.parameters + 4 * layer.bias;
      k.affine_f32(layer.h, a, layer.effective, bias, rows, layer.inputs, layer.units, floor);
      if (layer.activation === "tanh") k.tanh_f32(layer.h, layer.h, n);
      if (layer.quantiser !== 0) {
        this.#updateRange(layer, n, mode);
        k.fake_quantize_f32(layer.out, layer.h, n, layer.quantiser);
      }
      a = layer.out;
    }
  }

  #quantiseKernel(layer: Layer, mode: "training" | "inference"): void {
    const k = this.#kernels, n = layer.inputs * layer.units, q = layer.kernelQuantiser;
    const w = this.parameters + 4 * layer.kernel;
    if (mode === "training") {
      const [lo, hi] = this.#rangeWithZero(w, n);
      f32(q, 2).set([lo, hi]);
    }
    k.nudge_f32(q, this.#levels);
    k.fake_quantize_f32(layer.effective, w, n, q);
  }

  #rangeWithZero(x: number, n: number): [number, number] {
    this.#kernels.range_f32(this.#pair, x, n);
    const [lo, hi] = f32(this.#pair, 2);
    return [lo < 0 ? lo : 0, hi > 0 ? hi : 0];
  }

  #updateRange(layer: Layer, n: number, mode: "training" | "inference"): void {
    const range = f32(layer.quantiser, 2), quantization = this.#training.quantization!;
    if (layer.activation === "tanh") {
      this.#kernels.range_f32(layer.quantiser, layer.h, n);
    } else if (quantization.ranges === "batch") {
      range.set(this.#rangeWithZero(layer.h, n));
    } else if (mode === "training") {
      const [lo, hi] = this.#rangeWithZero(layer.h, n), d = f(1 - quantization.decay);
      range[0] = f(range[0] - f(f(range[0] - lo) * d));
      range[1] = f(range[1] - f(f(range[1] - hi) * d));
    }
    this.#kernels.nudge_f32(layer.quantiser, this.#levels);
  }

  /**
   * Loss and gradients of the batch that {@linkcode DenseNetwork.forward} has just seen.
   *
   * @returns Mean loss (float32) and number of rows classified rightly.
   */
  backward(input: number, rows: number, size: number): { loss: number; correct: number } {
    const k = this.#kernels, last = this.layers.length - 1, output = this.layers[last];
    k.cross_entropy_f32(
      output.gradient,
      this.#pair,
      output.out,
      this.labels,
      this.live,
      rows,
      size,
      this.classes,
    );
    const loss = f32(this.#pair, 1)[0], correct = i32(this.#pair, 2)[1];
    for (let l = last; l >= 0; l--) {
      const layer = this.layers[l], a = l === 0 ? input : this.layers[l - 1].out;
      this.#activationBackward(layer, rows);
      const dw = this.gradients + 4 * layer.kernel, db = this.gradients + 4 * layer.bias;
      k.affine_backward_weights_f32(dw, db, a, layer.gradient, rows, layer.inputs, layer.units);
      if (layer.kernelQuantiser !== 0) {
        const w = this.parameters + 4 * layer.kernel;
        k.clip_gradient_f32(dw, w, layer.inputs * layer.units, layer.kernelQuantiser);
      }
      if (l === 0) break;
      const da = this.layers[l - 1].gradient;
      k.affine_backward_input_f32(
        da,
        layer.gradient,
        layer.effective,
        rows,
        layer.inputs,
        layer.units,
      );
    }
    return { loss, correct };
  }

  #activationBackward(layer: Layer, rows: number): void {
    const k = this.#kernels, n = layer.units * rows, g = layer.gradient, q = layer.quantiser;
    if (layer.activation === "relu") k.relu_backward_f32(g, layer.h, n, q);
    else if (layer.activation === "softmax") {
      if (q !== 0) k.clip_gradient_f32(g, layer.h, n, q);
    } else {
      if (q !== 0) k.range_gradient_f32(g, layer.h, this.live, rows, layer.units, q);
      k.tanh_backward_f32(g, layer.h, n);
    }
  }

  /** Adam on all parameters (docs/protocol.md, section 5). */
  update(): void {
    const { learningRate, beta1, beta2, epsilon } = this.#training.protocol, clock = this.clock;
    const b1 = f(beta1), b2 = f(beta2);
    clock.step++;
    clock.power1 *= b1;
    clock.power2 *= b2;
    const root = f(Math.sqrt(f(1 - f(clock.power2))));
    const alpha = f(f(f(learningRate) * root) / f(1 - f(clock.power1)));
    this.#kernels.adam_f32(
      this.parameters,
      this.gradients,
      this.first,
      this.second,
      this.words,
      alpha,
      f(1 - b1),
      f(1 - b2),
      f(epsilon),
    );
  }

  /** Probabilities of the last forward pass into {@linkcode DenseNetwork.probabilities}. */
  predict(rows: number): void {
    const output = this.layers[this.layers.length - 1];
    this.#kernels.softmax_f32(this.probabilities, output.out, rows, this.classes);
  }

  /** Real rows of the last {@linkcode DenseNetwork.predict} that are classified rightly. */
  correct(rows: number): number {
    return this.#kernels.correct_f32(
      this.probabilities,
      this.labels,
      this.live,
      rows,
      this.classes,
    );
  }
}

/** Where each layer's kernel and bias lie in the parameter vector, in words; each starts at a multiple of 4. */
export function parameterOffsets(
  training: Training,
  columns: number,
): { layers: { inputs: number; kernel: number; bias: number }[]; words: number } {
  let words = 0, inputs = columns;
  const layers = training.network.layers.map(({ units }) => {
    const kernel = words, bias = kernel + paddedWords(inputs * units);
    const layer = { inputs, kernel, bias };
    words = bias + paddedWords(units);
    inputs = units;
    return layer;
  });
  return { layers, words };
}
