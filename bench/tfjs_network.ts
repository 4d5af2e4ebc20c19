/**
 * The study's quantised network in TensorFlow.js operations (PROTOCOL sections 1 to 5), as fast as its
 * operations allow: all parameters are one vector (one Adam for all, `split` gives back one concatenated
 * gradient) and ranges are numbers of the host, since on the wasm and cpu backends reading a scalar
 * costs less than one operation on scalars.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import type { Training } from "../lib/network/training.ts";
import type { Batch, Weights } from "./engine_step.ts";

const f = Math.fround;

interface Range {
  lo: number;
  hi: number;
}

/** Scalars of a fake quantisation, as tensors where operations need them. */
interface Quantiser {
  readonly scale: tf.Scalar;
  readonly zero: tf.Scalar;
  readonly least: number;
  readonly most: number;
}

/** Least and largest element; read on the host. */
function rangeOf(x: tf.Tensor): Range {
  return { lo: tf.min(x).dataSync()[0], hi: tf.max(x).dataSync()[0] };
}

function rangeWithZero(x: tf.Tensor): Range {
  const { lo, hi } = rangeOf(x);
  return { lo: Math.min(lo, 0), hi: Math.max(hi, 0) };
}

/** PROTOCOL section 3. The range must not be empty. */
function nudge({ lo, hi }: Range, levels: number): Quantiser {
  const span = f(hi - lo), scale = f(span / levels), z = f(0 - f(lo / scale));
  const zero = z < 0 ? 0 : z > levels ? levels : Math.floor(z + 0.5);
  const least = f((0 - zero) * scale), most = f((levels - zero) * scale);
  const quantised = Math.floor(f(f(-least * f(levels / span)) + 0.5));
  return { scale: tf.scalar(scale), zero: tf.scalar(quantised), least, most };
}

/** The network's mutable state and one step of its training, on the backend that is current at construction. */
export class TfjsNetwork {
  readonly #training: Training;
  readonly #levels: number;
  readonly #layers: readonly Weights[];
  readonly #sizes: number[];
  readonly #flat: tf.Variable<tf.Rank.R1>;
  readonly #first: tf.Variable<tf.Rank.R1>;
  readonly #second: tf.Variable<tf.Rank.R1>;
  readonly #ranges: Range[];
  readonly #x: tf.Tensor2D;
  readonly #labels: tf.Tensor2D;
  readonly #half = tf.scalar(0.5);
  readonly #rest1: tf.Scalar;
  readonly #rest2: tf.Scalar;
  readonly #epsilon: tf.Scalar;
  #power1 = 1;
  #power2 = 1;

  constructor(training: Training, weights: readonly Weights[], { x, y, columns }: Batch) {
    const { beta1, beta2, epsilon } = training.protocol, quantization = training.quantization!;
    this.#training = training;
    this.#levels = (1 << quantization.bits) - 1;
    this.#layers = weights;
    const parts = weights.flatMap(({ kernel, bias }) => [kernel, bias]);
    this.#sizes = parts.map(({ length }) => length);
    this.#flat = tf.variable(tf.tensor1d(Float32Array.from(parts.flatMap((part) => [...part]))));
    this.#first = tf.variable(tf.zerosLike(this.#flat));
    this.#second = tf.variable(tf.zerosLike(this.#flat));
    this.#ranges = weights.map(() => ({ lo: -quantization.start, hi: quantization.start }));
    this.#x = tf.tensor2d(x, [y.length, columns]);
    const classes = weights[weights.length - 1].units;
    this.#labels = tf.oneHot(tf.tensor1d(y, "int32"), classes, 1, 0, "float32") as tf.Tensor2D;
    this.#rest1 = tf.scalar(f(1 - f(beta1)));
    this.#rest2 = tf.scalar(f(1 - f(beta2)));
    this.#epsilon = tf.scalar(f(epsilon));
  }

  /** One step; the mean loss is a scalar to read or to dispose. */
  step(): tf.Scalar {
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => this.#loss(), [this.#flat]);
      this.#update(grads[this.#flat.name] as tf.Tensor1D);
      return value;
    });
  }

  /** Parameters, layer by layer, kernel before bias. */
  parameters(): Float32Array {
    return this.#flat.dataSync() as Float32Array;
  }

  #loss(): tf.Scalar {
    const parts = tf.split(this.#flat, this.#sizes) as tf.Tensor1D[];
    let a = this.#x;
    this.#layers.forEach(({ inputs, units }, l) => {
      const kernel = tf.reshape(parts[2 * l], [inputs, units]) as tf.Tensor2D;
      a = this.#layer(l, a, kernel, parts[2 * l + 1]);
    });
    return tf.losses.softmaxCrossEntropy(this.#labels, a);
  }

  #layer(l: number, a: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
    const { activation } = this.#training.network.layers[l];
    const b = activation === "tanh" ? kernel : this.#quantise(kernel, rangeWithZero(kernel));
    const z = tf.fused.matMul({ a, b, bias, activation: "linear" }) as tf.Tensor2D;
    if (activation === "tanh") return this.#quantiseTanh(tf.tanh(z));
    const h = activation === "relu" ? tf.relu(z) : z;
    return this.#quantise(h, this.#average(l, rangeWithZero(h)));
  }

  /** Moves a stored range towards that of the batch. */
  #average(l: number, { lo, hi }: Range): Range {
    const range = this.#ranges[l], d = f(1 - this.#training.quantization!.decay);
    range.lo = f(range.lo - f(f(range.lo - lo) * d));
    range.hi = f(range.hi - f(f(range.hi - hi) * d));
    return range;
  }

  /** Levels of x clipped into the nudged range. */
  #levelsOf(clipped: tf.Tensor2D, { scale, zero, least }: Quantiser): tf.Tensor2D {
    const steps = tf.div(tf.sub(clipped, least), scale);
    return tf.mul(tf.floor(tf.add(tf.sub(steps, zero), this.#half)), scale);
  }

  /** Fake quantisation; the gradient passes inside the nudged range. */
  #quantise(x: tf.Tensor2D, range: Range): tf.Tensor2D {
    const q = nudge(range, this.#levels);
    return tf.customGrad((x, save) => {
      const input = x as tf.Tensor2D, clipped = tf.clipByValue(input, q.least, q.most);
      (save as tf.GradSaveFunc)([tf.equal(input, clipped)]);
      return {
        value: this.#levelsOf(clipped, q),
        gradFunc: (dy: tf.Tensor, [inside]: tf.Tensor[]) => only(dy, inside),
      };
    })(x) as tf.Tensor2D;
  }

  /** The same with the range of the tensor at hand, whose gradient goes to the extreme elements. */
  #quantiseTanh(h: tf.Tensor2D): tf.Tensor2D {
    const range = rangeOf(h), q = nudge(range, this.#levels);
    return tf.customGrad((h, save) => {
      const input = h as tf.Tensor2D, clipped = tf.clipByValue(input, q.least, q.most);
      (save as tf.GradSaveFunc)([input, tf.equal(input, clipped)]);
      return {
        value: this.#levelsOf(clipped, q),
        gradFunc: (dy: tf.Tensor, [h, inside]: tf.Tensor[]) => {
          let gradient = only(dy, inside);
          if (range.lo < q.least) {
            const moved = extremes(dy, tf.less(h, q.least), tf.equal(h, range.lo));
            gradient = tf.add(gradient, moved);
          }
          if (range.hi > q.most) {
            const moved = extremes(dy, tf.greater(h, q.most), tf.equal(h, range.hi));
            gradient = tf.add(gradient, moved);
          }
          return gradient;
        },
      };
    })(h) as tf.Tensor2D;
  }

  /** Adam in the epsilon-hat form (PROTOCOL section 5). */
  #update(g: tf.Tensor1D): void {
    const { learningRate, beta1, beta2 } = this.#training.protocol;
    this.#power1 *= f(beta1);
    this.#power2 *= f(beta2);
    const alpha = f(
      f(f(learningRate) * f(Math.sqrt(f(1 - f(this.#power2))))) / f(1 - f(this.#power1)),
    );
    const m = this.#first, v = this.#second, p = this.#flat;
    m.assign(tf.add(m, tf.mul(tf.sub(g, m), this.#rest1)));
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(g), v), this.#rest2)));
    p.assign(tf.sub(p, tf.div(tf.mul(m, alpha), tf.add(tf.sqrt(v), this.#epsilon))));
  }
}

/** The gradient where `inside`, else 0. */
function only(dy: tf.Tensor, inside: tf.Tensor): tf.Tensor {
  return tf.mul(dy, tf.cast(inside, "float32"));
}

/** Sum of the gradient where `beyond`, shared equally among the elements that are `extreme`. */
function extremes(dy: tf.Tensor, beyond: tf.Tensor, extreme: tf.Tensor): tf.Tensor {
  const total = tf.sum(only(dy, beyond)), ties = tf.cast(extreme, "float32");
  return tf.mul(ties, tf.div(total, tf.sum(ties)));
}
