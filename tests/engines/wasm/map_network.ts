import { type ConvKernels, convKernels } from "../../../lib/engines/wasm/conv_kernels.ts";
import { type DenseKernels, denseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { allocate, f32, i32 } from "../../../lib/engines/wasm/memory.ts";
import { type SparseKernels, sparseKernels } from "../../../lib/engines/wasm/sparse_kernels.ts";

const f = Math.fround;
const LEVELS = 255;

/** All three families. */
export type MapKernels = DenseKernels & SparseKernels & ConvKernels;
export const mapKernels: MapKernels = { ...denseKernels, ...sparseKernels, ...convKernels };

/** Channels of a map that is `side` x `side`; a dense layer's units are the channels of a map of one pixel. */
interface Shape {
  readonly side: number;
  readonly channels: number;
}

type Kind = "sparse" | "conv" | "dense";

const size = ({ side, channels }: Shape): number => side * side * channels;

/** One layer's arrays in memory; `rows` is the height of a batch. */
function layOut(
  kind: Kind,
  from: Shape,
  channels: number,
  pool: boolean,
  last: boolean,
  rows: number,
) {
  const to = { side: kind === "conv" ? from.side - 2 : 1, channels };
  const pooled = pool ? { side: to.side >> 1, channels } : to;
  const weights = (kind === "conv" ? 9 * from.channels : size(from)) * channels;
  const words = Math.ceil(weights / 4) * 4, all = words + Math.ceil(channels / 4) * 4;
  const map = (shape: Shape) => allocate(4 * size(shape) * rows);
  const [p, g, m, v, wq] = [all, all, all, all, words].map((n) => allocate(4 * n));
  const [kernelQuantiser, quantiser] = [allocate(32), allocate(32)];
  for (const q of [kernelQuantiser, quantiser]) f32(q, 2).set([-6, 6]);
  return {
    ...{ kind, from, to, pooled, pool, last, weights, words, all, p, g, m, v, wq },
    ...{ kernelQuantiser, quantiser, sums: allocate(16 * (9 * from.channels + 1) * channels) },
    // Activation, the same quantised, the pooled map, and the gradients to the first and the last of them.
    ...{ h: map(to), out: map(to), gh: map(to) },
    ...{ result: pool ? map(pooled) : 0, gr: pool ? map(pooled) : 0 },
  };
}

type Layer = ReturnType<typeof layOut>;

/** What the layers are: 784-16-8-4-2-10 with a sparse first layer, or Conv with a dense layer of 16. */
function layersOf(name: string, rows: number): Layer[] {
  const layers: Layer[] = [];
  const add = (kind: Kind, channels: number, pool = false, last = false) => {
    const from = layers.at(-1)?.pooled ?? { side: 28, channels: 1 };
    layers.push(layOut(kind, from, channels, pool, last, rows));
  };
  if (name === "conv") {
    add("conv", 2, true);
    add("conv", 2, true);
    add("dense", 16);
  } else {
    add("sparse", 16);
    for (const units of [8, 4, 2]) add("dense", units);
  }
  add("dense", 10, false, true);
  return layers;
}

/** A quantised network on the kernels of all families, as short as it can be: what a test needs (PROTOCOL sections 1 to 5). */
export class MapNetwork {
  readonly layers: readonly Layer[];
  readonly labels: number;
  readonly probabilities: number;
  readonly #k: MapKernels;
  readonly #live: number;
  readonly #pair = allocate(16);
  #input = 0;
  #select = 0;
  #size = 0;
  #rows = 0;
  readonly #pixels: number;
  readonly #power = [1, 1];

  constructor(k: MapKernels, name: string, parameters: Float32Array, rows: number) {
    this.#k = k;
    this.layers = layersOf(name, rows);
    [this.labels, this.#live] = [allocate(4 * rows), allocate(4 * rows)];
    this.probabilities = allocate(40 * rows);
    this.#pixels = allocate(4 * 784 * rows);
    let at = 0;
    for (const { p, weights, words, to } of this.layers) {
      f32(p, weights).set(parameters.subarray(at, at += weights));
      f32(p + 4 * words, to.channels).set(parameters.subarray(at, at += to.channels));
    }
  }

  /** The batch of a pass: `size` row numbers at `select` of the sparse matrix `x`, and their labels. */
  load(x: number, select: number, labels: ArrayLike<number>, size: number): void {
    this.#rows = Math.ceil(size / 8) * 8;
    [this.#input, this.#select, this.#size] = [x, select, size];
    i32(this.labels, this.#rows).fill(0).set(labels);
    i32(this.#live, this.#rows).fill(0).fill(-1, 0, size);
    if (this.layers[0].kind === "sparse") return;
    this.#k.sparse_gather_f32(this.#pixels, x, select, size, this.#rows, 784);
  }

  #range(x: number, n: number): [number, number] {
    this.#k.range_f32(this.#pair, x, n);
    const [lo, hi] = f32(this.#pair, 2);
    return [Math.min(lo, 0), Math.max(hi, 0)];
  }

  /** What a layer sees. */
  #before(l: number): number {
    const before = this.layers[l - 1];
    return before === undefined ? this.#pixels : before.pool ? before.result : before.out;
  }

  forward(training: boolean): void {
    const k = this.#k, rows = this.#rows, d = f(1 - 0.999);
    this.layers.forEach((layer, l) => {
      const { p, wq, h, out, weights, words, kernelQuantiser: kq, quantiser: q, to } = layer;
      if (training) f32(kq, 2).set(this.#range(p, weights));
      k.nudge_f32(kq, LEVELS);
      k.fake_quantize_f32(wq, p, weights, kq);
      this.#affine(layer, this.#before(l), p + 4 * words);
      const n = size(to) * rows, ends = f32(q, 2);
      if (training) {
        this.#range(h, n).forEach((end, k) => ends[k] = f(ends[k] - f(f(ends[k] - end) * d)));
      }
      k.nudge_f32(q, LEVELS);
      k.fake_quantize_f32(out, h, n, q);
      if (layer.pool) k.max_pool_f32(layer.result, out, rows, to.side, to.side, to.channels);
      if (layer.last) k.softmax_f32(this.probabilities, out, rows, to.channels);
    });
  }

  #affine({ kind, h, wq, from, to, last }: Layer, a: number, b: number): void {
    const k = this.#k, rows = this.#rows, floor = last ? -Infinity : 0, n = to.channels;
    if (kind === "sparse") {
      k.sparse_affine_f32(h, this.#input, this.#select, wq, b, this.#size, rows, n, floor);
    } else if (kind === "dense") k.affine_f32(h, a, wq, b, rows, size(from), n, floor);
    else k.conv_f32(h, a, wq, b, rows, from.side, from.side, from.channels, n, floor);
  }

  /** Loss and gradients of the batch of the last {@linkcode MapNetwork.forward}. */
  backward(): { loss: number; correct: number } {
    const k = this.#k, rows = this.#rows, end = this.layers.at(-1)!, pair = this.#pair;
    k.cross_entropy_f32(
      ...[
        end.gh,
        pair,
        end.out,
        this.labels,
        this.#live,
        rows,
        this.#size,
        end.to.channels,
      ] as const,
    );
    const result = { loss: f32(pair, 1)[0], correct: i32(pair, 2)[1] };
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const layer = this.layers[l], { gh, h, out, to, quantiser, g, p, weights } = layer;
      const n = size(to) * rows;
      if (layer.pool) {
        k.max_pool_backward_f32(gh, out, layer.gr, rows, to.side, to.side, to.channels);
      }
      if (layer.last) k.clip_gradient_f32(gh, h, n, quantiser);
      else k.relu_backward_f32(gh, h, n, quantiser);
      this.#weights(layer, this.#before(l), g + 4 * layer.words);
      k.clip_gradient_f32(g, p, weights, layer.kernelQuantiser);
      if (l > 0) this.#inputs(layer, this.layers[l - 1]);
    }
    return result;
  }

  #weights({ kind, g, gh, from, to, sums }: Layer, a: number, db: number): void {
    const k = this.#k, rows = this.#rows, { side, channels } = from, n = to.channels;
    if (kind === "sparse") {
      k.sparse_backward_weights_f32(
        ...[g, db, this.#input, this.#select, gh, this.#size, rows, size(from), n] as const,
      );
    } else if (kind === "dense") k.affine_backward_weights_f32(g, db, a, gh, rows, size(from), n);
    else k.conv_backward_weights_f32(g, db, sums, a, gh, rows, side, side, channels, n);
  }

  #inputs({ kind, gh, wq, from, to }: Layer, before: Layer): void {
    const k = this.#k, da = before.pool ? before.gr : before.gh, { side, channels } = from;
    if (kind === "dense") {
      k.affine_backward_input_f32(da, gh, wq, this.#rows, size(from), to.channels);
    } else k.conv_backward_input_f32(da, gh, wq, this.#rows, side, side, channels, to.channels);
  }

  /** Adam on all parameters. */
  update(): void {
    const [b1, b2] = [f(0.9), f(0.999)], power = this.#power;
    power[0] *= b1;
    power[1] *= b2;
    const alpha = f(f(f(1e-4) * f(Math.sqrt(f(1 - f(power[1]))))) / f(1 - f(power[0])));
    for (const { p, g, m, v, all } of this.layers) {
      this.#k.adam_f32(p, g, m, v, all, alpha, f(1 - b1), f(1 - b2), f(1e-7));
    }
  }
}
