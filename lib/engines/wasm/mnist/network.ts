/**
 * A network on images on the kernels: forward pass, backward pass, one step of training, all on arrays in the shared
 * memory (docs/protocol.md, sections 1 to 5). The first layer is dense on sparse rows, or a convolution.
 *
 * @module
 */
import type { Training } from "../../../network/training.ts";
import { allocate, f32, i32 } from "../memory.ts";
import type { Clock } from "../network.ts";
import type { MapKernels } from "./kernels.ts";
import { layOut, type MapLayer, sizeOf } from "./layers.ts";

const f = Math.fround;

/** Which rows of the sparse data set a pass is over. */
export interface Batch {
  /** Offset of the sparse matrix. */
  readonly x: number;
  /** Offset of the row numbers, `size` of them. */
  readonly select: number;
  readonly size: number;
  /** Height of the arrays: `size` rounded up to a multiple of 8. Rows of padding repeat the last one. */
  readonly rows: number;
}

/** Layout and passes of one network; `capacity`, a multiple of 8, is the largest number of rows of a pass. */
export class MapNetwork {
  readonly layers: readonly MapLayer[];
  /** Words of the parameter vector, padding included. */
  readonly words: number;
  /** Parameter vector, its gradient and Adam's moments: offsets. */
  readonly parameters: number;
  readonly gradients: number;
  readonly first: number;
  readonly second: number;
  /** int32 labels of the rows of a pass, and which of them are real. */
  readonly labels: number;
  readonly live: number;
  readonly clock: Clock = { step: 0, power1: 1, power2: 1 };
  readonly classes: number;
  /** Softmax probabilities of inference. */
  readonly probabilities: number;
  readonly #kernels: MapKernels;
  readonly #training: Training;
  readonly #levels: number;
  readonly #pair: number;
  /** Images of the batch, for a convolution. */
  readonly #pixels: number;
  readonly #sums: number;

  constructor(kernels: MapKernels, training: Training, columns: number, capacity: number) {
    const { layers, words } = layOut(training, columns, capacity);
    this.#kernels = kernels;
    this.#training = training;
    this.layers = layers;
    this.words = words;
    this.#levels = (1 << training.quantization!.bits) - 1;
    this.classes = layers[layers.length - 1].to.channels;
    const vector = () => allocate(4 * words);
    [this.parameters, this.gradients, this.first, this.second] = [0, 0, 0, 0].map(vector);
    [this.labels, this.live] = [allocate(4 * capacity), allocate(4 * capacity)];
    this.#pair = allocate(16);
    this.probabilities = allocate(4 * this.classes * capacity);
    this.#pixels = layers[0].kind === "conv" ? allocate(4 * columns * capacity) : 0;
    const convs = layers.filter(({ kind }) => kind === "conv");
    const sums = convs.map(({ from, to }) => (9 * from.channels + 1) * to.channels);
    this.#sums = allocate(16 * Math.max(0, ...sums));
  }

  /** Marks the first `size` of `rows` rows as real. */
  mark(size: number, rows: number): void {
    i32(this.live, rows).fill(0).fill(-1, 0, size);
  }

  /** A step's forward pass: updates the ranges of kernels, ReLU outputs and logits. */
  train(batch: Batch): void {
    this.#read(batch);
    this.layers.forEach((layer, l) => {
      this.#updateKernelRange(layer);
      this.#quantiseKernel(layer);
      this.#affine(layer, l, batch);
      this.#updateRange(layer, batch.rows);
      this.#kernels.nudge_f32(layer.quantiser, this.#levels);
      this.#quantise(layer, batch.rows);
    });
  }

  /** Makes ready for {@linkcode MapNetwork.infer}: once after a step or after loading a state. */
  settle(): void {
    for (const layer of this.layers) {
      this.#quantiseKernel(layer);
      this.#kernels.nudge_f32(layer.quantiser, this.#levels);
    }
  }

  /** Forward pass and probabilities in inference, ranges as they are stored. */
  infer(batch: Batch): void {
    this.#read(batch);
    this.layers.forEach((layer, l) => {
      this.#affine(layer, l, batch);
      this.#quantise(layer, batch.rows);
    });
    const { out } = this.layers[this.layers.length - 1];
    this.#kernels.softmax_f32(this.probabilities, out, batch.rows, this.classes);
  }

  #read({ x, select, size, rows }: Batch): void {
    const { kind, from } = this.layers[0];
    if (kind !== "conv") return;
    this.#kernels.sparse_gather_f32(this.#pixels, x, select, size, rows, sizeOf(from));
  }

  #rangeWithZero(x: number, n: number): [number, number] {
    this.#kernels.range_f32(this.#pair, x, n);
    const [lo, hi] = f32(this.#pair, 2);
    return [lo < 0 ? lo : 0, hi > 0 ? hi : 0];
  }

  #updateKernelRange({ kernel, weights, kernelQuantiser }: MapLayer): void {
    f32(kernelQuantiser, 2).set(this.#rangeWithZero(this.parameters + 4 * kernel, weights));
  }

  #updateRange({ h, to, quantiser }: MapLayer, rows: number): void {
    const [lo, hi] = this.#rangeWithZero(h, sizeOf(to) * rows), range = f32(quantiser, 2);
    const d = f(1 - this.#training.quantization!.decay);
    range[0] = f(range[0] - f(f(range[0] - lo) * d));
    range[1] = f(range[1] - f(f(range[1] - hi) * d));
  }

  #quantiseKernel({ kernel, weights, effective, kernelQuantiser }: MapLayer): void {
    const k = this.#kernels;
    k.nudge_f32(kernelQuantiser, this.#levels);
    k.fake_quantize_f32(effective, this.parameters + 4 * kernel, weights, kernelQuantiser);
  }

  #quantise({ h, out, to, pooled, quantiser }: MapLayer, rows: number): void {
    const k = this.#kernels, { side, channels } = to;
    k.fake_quantize_f32(out, h, sizeOf(to) * rows, quantiser);
    if (pooled !== null) k.max_pool_f32(pooled.out, out, rows, side, side, channels);
  }

  /** What layer `l` sees; a sparse layer has its rows in the data set. */
  #before(l: number): number {
    if (l === 0) return this.#pixels;
    const { pooled, out } = this.layers[l - 1];
    return pooled === null ? out : pooled.out;
  }

  #affine(layer: MapLayer, l: number, { x, select, size, rows }: Batch): void {
    const { kind, h, effective: w, from: { side, channels }, to, activation } = layer;
    const k = this.#kernels, b = this.parameters + 4 * layer.bias, a = this.#before(l);
    const floor = activation === "relu" ? 0 : -Infinity, n = to.channels;
    if (kind === "sparse") k.sparse_affine_f32(h, x, select, w, b, size, rows, n, floor);
    else if (kind === "conv") k.conv_f32(h, a, w, b, rows, side, side, channels, n, floor);
    else k.affine_f32(h, a, w, b, rows, sizeOf(layer.from), n, floor);
  }

  /**
   * Loss and gradients of the batch that {@linkcode MapNetwork.train} has just seen.
   *
   * @returns Mean loss (float32) and number of rows classified rightly.
   */
  backward(batch: Batch): { loss: number; correct: number } {
    const k = this.#kernels, { rows, size } = batch, last = this.layers.length - 1;
    const { gradient, out } = this.layers[last], pair = this.#pair;
    // deno-fmt-ignore
    k.cross_entropy_f32(gradient, pair, out, this.labels, this.live, rows, size, this.classes);
    const loss = f32(pair, 1)[0], correct = i32(pair, 2)[1];
    for (let l = last; l >= 0; l--) {
      const layer = this.layers[l];
      this.#activationBackward(layer, rows);
      this.#weightsBackward(layer, l, batch);
      if (l > 0) this.#inputBackward(layer, this.layers[l - 1], rows);
    }
    return { loss, correct };
  }

  #activationBackward(layer: MapLayer, rows: number): void {
    const { gradient: g, h, out, to, pooled, quantiser, activation } = layer;
    const k = this.#kernels, n = sizeOf(to) * rows, { side, channels } = to;
    if (pooled !== null) {
      k.max_pool_backward_f32(g, out, pooled.gradient, rows, side, side, channels);
    }
    if (activation === "relu") k.relu_backward_f32(g, h, n, quantiser);
    else k.clip_gradient_f32(g, h, n, quantiser);
  }

  #weightsBackward(layer: MapLayer, l: number, { x, select, size, rows }: Batch): void {
    const { kind, gradient: g, from, to, kernel, weights, kernelQuantiser } = layer;
    const k = this.#kernels, dw = this.gradients + 4 * kernel, n = to.channels;
    const db = this.gradients + 4 * layer.bias, a = this.#before(l), { side, channels } = from;
    if (kind === "sparse") {
      k.sparse_backward_weights_f32(dw, db, x, select, g, size, rows, sizeOf(from), n);
    } else if (kind === "conv") {
      k.conv_backward_weights_f32(dw, db, this.#sums, a, g, rows, side, side, channels, n);
    } else k.affine_backward_weights_f32(dw, db, a, g, rows, sizeOf(from), n);
    k.clip_gradient_f32(dw, this.parameters + 4 * kernel, weights, kernelQuantiser);
  }

  #inputBackward(layer: MapLayer, before: MapLayer, rows: number): void {
    const { kind, gradient: g, effective: w, from, to } = layer, { side, channels } = from;
    const k = this.#kernels, da = before.pooled?.gradient ?? before.gradient, n = to.channels;
    if (kind === "conv") k.conv_backward_input_f32(da, g, w, rows, side, side, channels, n);
    else k.affine_backward_input_f32(da, g, w, rows, sizeOf(from), n);
  }

  /** Adam on all parameters (docs/protocol.md, section 5). */
  update(): void {
    const { learningRate, beta1, beta2, epsilon } = this.#training.protocol, clock = this.clock;
    const b1 = f(beta1), b2 = f(beta2), rest1 = f(1 - b1), rest2 = f(1 - b2);
    clock.step++;
    clock.power1 *= b1;
    clock.power2 *= b2;
    const root = f(Math.sqrt(f(1 - f(clock.power2))));
    const alpha = f(f(f(learningRate) * root) / f(1 - f(clock.power1)));
    const { parameters: p, gradients: g, first: m, second: v, words } = this;
    this.#kernels.adam_f32(p, g, m, v, words, alpha, rest1, rest2, f(epsilon));
  }

  /** Real rows of the last {@linkcode MapNetwork.infer} that are classified rightly. */
  correct(rows: number): number {
    const { probabilities, labels, live, classes } = this;
    return this.#kernels.correct_f32(probabilities, labels, live, rows, classes);
  }
}
