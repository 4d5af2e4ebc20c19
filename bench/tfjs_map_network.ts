/**
 * The networks on images in TensorFlow.js operations (docs/protocol.md, sections 1 to 5), as fast as its operations
 * allow; see {@linkcode TfjsNetwork}. Backend wasm has no gradient of a convolution's kernel nor of pooling: the one
 * is written as another convolution, the other with the four strided slices of its windows.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { isConv } from "../lib/network/mnist.ts";
import type { Training } from "../lib/network/training.ts";
import type { Images, MapWeights } from "./mnist_step.ts";

const f = Math.fround;
const WINDOW = [[0, 0], [0, 1], [1, 0], [1, 1]] as const;

interface Range {
  lo: number;
  hi: number;
}

/** A fake quantisation: its result, and where x lies inside the nudged range. */
interface Quantised {
  readonly value: tf.Tensor;
  /** bool */
  readonly inside: tf.Tensor;
}

/** What the backward pass needs of a pooling: the four slices of its input, the maximum, the shape of the input. */
interface Pool {
  readonly slices: readonly tf.Tensor[];
  readonly most: tf.Tensor;
  readonly shape: readonly number[];
}

/** What it needs of a layer, maps as rows x side x side x channels. */
interface Pass {
  readonly a: tf.Tensor;
  readonly kernel: Quantised;
  readonly h: tf.Tensor;
  readonly out: Quantised;
  readonly pool: Pool | null;
}

function rangeWithZero(x: tf.Tensor): Range {
  const lo = tf.min(x).dataSync()[0], hi = tf.max(x).dataSync()[0];
  return { lo: Math.min(lo, 0), hi: Math.max(hi, 0) };
}

/** The gradient where `inside`, else 0. */
function only<T extends tf.Tensor>(g: tf.Tensor, inside: tf.Tensor): T {
  return tf.mul(g, tf.cast(inside, "float32"));
}

/** Gradient of a kernel: inputs, channels as rows, convolved with gradients as filters whose channels are the rows. */
function kernelGradient(a: tf.Tensor4D, g: tf.Tensor4D): tf.Tensor {
  const rows = tf.transpose(a, [3, 1, 2, 0]) as tf.Tensor4D;
  const filters = tf.transpose(g, [1, 2, 0, 3]) as tf.Tensor4D;
  return tf.transpose(tf.conv2d(rows, filters, 1, "valid"), [1, 2, 0, 3]);
}

function poolOf(map: tf.Tensor4D): Pool {
  const [rows, side, , channels] = map.shape, end = side - side % 2;
  const slices = WINDOW.map(([y, x]) =>
    tf.stridedSlice(map, [0, y, x, 0], [rows, end, end, channels], [1, 2, 2, 1])
  );
  const most = slices.reduce((a, b) => tf.maximum(a, b));
  return { slices, most, shape: map.shape };
}

/** The gradient of a window's maximum to the first element, in scan order, that has it. */
function unpooled(g: tf.Tensor, { slices, most, shape }: Pool): tf.Tensor {
  const [rows, side, , channels] = shape, half = side >> 1;
  let rest = tf.reshape(g, most.shape);
  const parts = slices.map((slice, k) => {
    const own = k === 3 ? rest : only(rest, tf.equal(slice, most));
    rest = tf.sub(rest, own);
    return tf.reshape(own, [rows, half, 1, half, 1, channels]);
  });
  const lines = [0, 2].map((k) => tf.concat([parts[k], parts[k + 1]], 4));
  const whole = tf.reshape(tf.concat(lines, 2), [rows, 2 * half, 2 * half, channels]);
  return side % 2 === 0 ? whole : tf.pad(whole, [[0, 0], [0, 1], [0, 1], [0, 0]]);
}

/** The network's mutable state and one step of its training, on the backend that is current at construction. */
export class TfjsMapNetwork {
  readonly #training: Training;
  readonly #levels: number;
  readonly #weights: readonly MapWeights[];
  readonly #ranges: Range[];
  readonly #flat: tf.Variable<tf.Rank.R1>;
  readonly #first: tf.Variable<tf.Rank.R1>;
  readonly #second: tf.Variable<tf.Rank.R1>;
  readonly #x: tf.Tensor;
  readonly #labels: tf.Tensor2D;
  readonly #powers = [1, 1];

  constructor(training: Training, weights: readonly MapWeights[], { x, y, columns }: Images) {
    const quantization = training.quantization!, side = Math.sqrt(columns), rows = y.length;
    this.#training = training;
    this.#levels = (1 << quantization.bits) - 1;
    this.#weights = weights;
    this.#ranges = weights.map(() => ({ lo: -quantization.start, hi: quantization.start }));
    const flat = Float32Array.from(weights.flatMap(({ kernel, bias }) => [...kernel, ...bias]));
    [this.#flat, this.#first, this.#second] = [flat, flat.map(() => 0), flat.map(() => 0)].map(
      (values) => tf.tidy(() => tf.variable(tf.tensor1d(values))),
    );
    const conv = isConv(training.network.layers[0]);
    this.#x = conv ? tf.tensor4d(x, [rows, side, side, 1]) : tf.tensor2d(x, [rows, columns]);
    const classes = weights[weights.length - 1].bias.length, hot = new Float32Array(rows * classes);
    y.forEach((label, r) => hot[r * classes + label] = 1);
    this.#labels = tf.tensor2d(hot, [rows, classes]);
  }

  /** One step. Returns the mean loss, a scalar that the caller reads or disposes of. */
  step(): tf.Scalar {
    return tf.tidy(() => {
      const passes = this.#forward(), p = tf.softmax(passes[passes.length - 1].out.value);
      this.#update(this.#backward(passes, p));
      return tf.neg(tf.div(tf.sum(tf.mul(this.#labels, tf.log(p))), p.shape[0])) as tf.Scalar;
    });
  }

  /** Parameters, layer by layer, kernel before bias. */
  parameters(): Float32Array {
    return this.#flat.dataSync() as Float32Array;
  }

  #forward(): Pass[] {
    const sizes = this.#weights.flatMap(({ kernel, bias }) => [kernel.length, bias.length]);
    const parts = tf.split(this.#flat, sizes) as tf.Tensor1D[];
    let a: tf.Tensor = this.#x;
    return this.#weights.map((_, l) => {
      const pass = this.#layer(l, a, parts[2 * l], parts[2 * l + 1]);
      a = pass.pool === null ? pass.out.value : pass.pool.most;
      return pass;
    });
  }

  #layer(l: number, before: tf.Tensor, kernel: tf.Tensor1D, bias: tf.Tensor1D): Pass {
    const layer = this.#training.network.layers[l], { shape } = this.#weights[l];
    const conv = isConv(layer), a = conv ? before : tf.reshape(before, [-1, shape[0]]);
    const weights = tf.reshape(kernel, [...shape]);
    const quantised = this.#quantise(weights, rangeWithZero(weights));
    const activation = layer.activation === "relu" ? "relu" : "linear", b = quantised.value;
    const h = conv
      ? tf.fused.conv2d({
        ...{ x: a as tf.Tensor4D, filter: b as tf.Tensor4D, bias, activation },
        ...{ strides: 1, pad: "valid" },
      })
      : tf.fused.matMul({ a, b, bias, activation });
    const out = this.#quantise(h, this.#average(l, rangeWithZero(h)));
    const pool = conv ? poolOf(out.value as tf.Tensor4D) : null;
    return { a, kernel: quantised, h, out, pool };
  }

  /** Moves a stored range towards that of the batch. */
  #average(l: number, { lo, hi }: Range): Range {
    const range = this.#ranges[l], d = f(1 - this.#training.quantization!.decay);
    range.lo = f(range.lo - f(f(range.lo - lo) * d));
    range.hi = f(range.hi - f(f(range.hi - hi) * d));
    return range;
  }

  /** docs/protocol.md, section 3; the range must not be empty. */
  #quantise(x: tf.Tensor, { lo, hi }: Range): Quantised {
    const levels = this.#levels, span = f(hi - lo), scale = f(span / levels);
    const z = f(0 - f(lo / scale)), zero = z < 0 ? 0 : z > levels ? levels : Math.floor(z + 0.5);
    const least = f((0 - zero) * scale), most = f((levels - zero) * scale);
    const quantised = Math.floor(f(f(-least * f(levels / span)) + 0.5));
    const clipped = tf.clipByValue(x, least, most), steps = tf.div(tf.sub(clipped, least), scale);
    const code = tf.floor(tf.add(tf.sub(steps, quantised), 0.5));
    return { value: tf.mul(code, scale), inside: tf.equal(x, clipped) };
  }

  /** The gradient of all parameters as one vector. */
  #backward(passes: readonly Pass[], p: tf.Tensor): tf.Tensor1D {
    const parts: tf.Tensor1D[] = [], last = passes.length - 1;
    let g: tf.Tensor = tf.div(tf.sub(p, this.#labels), p.shape[0]);
    for (let l = last; l >= 0; l--) {
      const { a, kernel, h, out, pool } = passes[l], conv = pool !== null;
      if (conv) g = unpooled(g, pool);
      const live = l === last ? out.inside : tf.logicalAnd(out.inside, tf.greater(h, 0));
      const dz = only(g, live);
      const dw = conv
        ? kernelGradient(a as tf.Tensor4D, dz as tf.Tensor4D)
        : tf.matMul(a, dz, true, false);
      const units = h.shape[h.shape.length - 1]!;
      const db = tf.sum(tf.reshape(dz, [-1, units]), 0) as tf.Tensor1D;
      parts.unshift(tf.reshape(only(dw, kernel.inside), [-1]), db);
      if (l > 0) g = this.#inputGradient(passes[l], dz);
    }
    return tf.concat1d(parts);
  }

  #inputGradient({ a, kernel: { value }, pool }: Pass, dz: tf.Tensor): tf.Tensor {
    if (pool === null) return tf.matMul(dz, value, false, true);
    const shape = a.shape as [number, number, number, number];
    return tf.conv2dTranspose(dz as tf.Tensor4D, value as tf.Tensor4D, shape, 1, "valid");
  }

  /** Adam in the epsilon-hat form (docs/protocol.md, section 5). */
  #update(g: tf.Tensor1D): void {
    const { learningRate, beta1, beta2, epsilon } = this.#training.protocol, powers = this.#powers;
    const b1 = f(beta1), b2 = f(beta2);
    powers[0] *= b1;
    powers[1] *= b2;
    const root = f(Math.sqrt(f(1 - f(powers[1]))));
    const alpha = f(f(f(learningRate) * root) / f(1 - f(powers[0])));
    const m = this.#first, v = this.#second, p = this.#flat;
    m.assign(tf.add(m, tf.mul(tf.sub(g, m), f(1 - b1))));
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(g), v), f(1 - b2))));
    p.assign(tf.sub(p, tf.div(tf.mul(m, alpha), tf.add(tf.sqrt(v), f(epsilon)))));
  }
}
