/**
 * The study's quantised network in TensorFlow.js operations (docs/protocol.md, sections 1 to 5), as fast as its
 * operations allow: the backward pass is written out, so that no tape is kept (and TensorFlow.js's build for
 * Node comes without gradients); all parameters are one vector with one Adam; ranges are numbers of the host,
 * since on the wasm and cpu backends reading a scalar costs less than one operation on scalars.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Activation, Training } from "../lib/network/training.ts";
import type { Batch } from "../lib/doctor/engine_step.ts";
import type { Weights } from "./engine_step.ts";

const f = Math.fround;

interface Range {
  lo: number;
  hi: number;
}

/** A fake quantisation: its constants, its result, and where x lies inside the nudged range. */
interface Quantised {
  readonly range: Range;
  readonly least: number;
  readonly most: number;
  readonly value: tf.Tensor2D;
  /** bool */
  readonly inside: tf.Tensor;
}

/** What the backward pass needs of a layer's forward pass. */
interface Pass {
  readonly activation: Activation;
  readonly a: tf.Tensor2D;
  readonly kernel: tf.Tensor2D;
  /** bool; undefined where the kernel is not quantised. */
  readonly kernelInside: tf.Tensor | undefined;
  readonly h: tf.Tensor2D;
  readonly out: Quantised;
}

/** Least and largest element, read on the host. */
function rangeOf(x: tf.Tensor): Range {
  return { lo: tf.min(x).dataSync()[0], hi: tf.max(x).dataSync()[0] };
}

function rangeWithZero(x: tf.Tensor): Range {
  const { lo, hi } = rangeOf(x);
  return { lo: Math.min(lo, 0), hi: Math.max(hi, 0) };
}

/** The gradient where `inside`, else 0. */
function only(g: tf.Tensor, inside: tf.Tensor): tf.Tensor2D {
  return tf.mul(g, tf.cast(inside, "float32"));
}

/** Sum of the gradient where `beyond`, shared equally among the elements that are `extreme`. */
function extremes(g: tf.Tensor, beyond: tf.Tensor, extreme: tf.Tensor): tf.Tensor2D {
  const total = tf.sum(only(g, beyond)), ties = tf.cast(extreme, "float32");
  return tf.mul(ties, tf.div(total, tf.sum(ties)));
}

/** The network's mutable state and one step of its training, on the backend that is current at construction. */
export class TfjsNetwork {
  readonly #training: Training;
  readonly #levels: number;
  readonly #layers: readonly Weights[];
  readonly #sizes: number[];
  readonly #ranges: Range[];
  readonly #flat: tf.Variable<tf.Rank.R1>;
  readonly #first: tf.Variable<tf.Rank.R1>;
  readonly #second: tf.Variable<tf.Rank.R1>;
  readonly #x: tf.Tensor2D;
  readonly #labels: tf.Tensor2D;
  readonly #powers = [1, 1];
  readonly #scalars: Record<"half" | "one" | "rest1" | "rest2" | "epsilon" | "share", tf.Scalar>;

  constructor(training: Training, weights: readonly Weights[], { x, y, columns }: Batch) {
    const { beta1, beta2, epsilon } = training.protocol, quantization = training.quantization!;
    this.#training = training;
    this.#levels = (1 << quantization.bits) - 1;
    this.#layers = weights;
    const parts = weights.flatMap(({ kernel, bias }) => [kernel, bias]);
    this.#sizes = parts.map(({ length }) => length);
    this.#ranges = weights.map(() => ({ lo: -quantization.start, hi: quantization.start }));
    const flat = Float32Array.from(parts.flatMap((part) => [...part]));
    [this.#flat, this.#first, this.#second] = [flat, flat.map(() => 0), flat.map(() => 0)].map(
      (values) => tf.tidy(() => tf.variable(tf.tensor1d(values))),
    );
    this.#x = tf.tensor2d(x, [y.length, columns]);
    const classes = weights[weights.length - 1].units, hot = new Float32Array(y.length * classes);
    y.forEach((label, r) => hot[r * classes + label] = 1);
    this.#labels = tf.tensor2d(hot, [y.length, classes]);
    this.#scalars = {
      half: tf.scalar(0.5),
      one: tf.scalar(1),
      rest1: tf.scalar(f(1 - f(beta1))),
      rest2: tf.scalar(f(1 - f(beta2))),
      epsilon: tf.scalar(f(epsilon)),
      share: tf.scalar(1 / y.length),
    };
  }

  /** One step. Returns the mean loss, a scalar that the caller reads or disposes of. */
  step(): tf.Scalar {
    return tf.tidy(() => {
      const passes = this.#forward(), p = tf.softmax(passes[passes.length - 1].out.value);
      this.#update(this.#backward(passes, p));
      const sum = tf.sum(tf.mul(this.#labels, tf.log(p)));
      return tf.neg(tf.mul(sum, this.#scalars.share)) as tf.Scalar;
    });
  }

  /** Parameters, layer by layer, kernel before bias. */
  parameters(): Float32Array {
    return this.#flat.dataSync() as Float32Array;
  }

  #forward(): Pass[] {
    const parts = tf.split(this.#flat, this.#sizes) as tf.Tensor1D[];
    let a = this.#x;
    return this.#layers.map(({ inputs, units }, l) => {
      const kernel = tf.reshape(parts[2 * l], [inputs, units]) as tf.Tensor2D;
      const pass = this.#layer(l, a, kernel, parts[2 * l + 1]);
      a = pass.out.value;
      return pass;
    });
  }

  #layer(l: number, a: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D): Pass {
    const { activation } = this.#training.network.layers[l], tanh = activation === "tanh";
    const quantised = tanh ? undefined : this.#quantise(weights, rangeWithZero(weights));
    const kernel = quantised?.value ?? weights, act = activation === "relu" ? "relu" : "linear";
    const z = tf.fused.matMul({ a, b: kernel, bias, activation: act }) as tf.Tensor2D;
    const h = tanh ? tf.tanh(z) as tf.Tensor2D : z;
    const range = tanh ? rangeOf(h) : this.#average(l, rangeWithZero(h));
    const out = this.#quantise(h, range);
    return { activation, a, kernel, kernelInside: quantised?.inside, h, out };
  }

  /** Moves a stored range towards that of the batch. */
  #average(l: number, { lo, hi }: Range): Range {
    const range = this.#ranges[l], d = f(1 - this.#training.quantization!.decay);
    range.lo = f(range.lo - f(f(range.lo - lo) * d));
    range.hi = f(range.hi - f(f(range.hi - hi) * d));
    return range;
  }

  /** docs/protocol.md, section 3; the range must not be empty. */
  #quantise(x: tf.Tensor2D, range: Range): Quantised {
    const levels = this.#levels, { lo, hi } = range;
    const span = f(hi - lo),
      scale = tf.scalar(f(span / levels)),
      z = f(0 - f(lo / f(span / levels)));
    const zero = z < 0 ? 0 : z > levels ? levels : Math.floor(z + 0.5);
    const least = f((0 - zero) * f(span / levels)), most = f((levels - zero) * f(span / levels));
    const quantised = Math.floor(f(f(-least * f(levels / span)) + 0.5));
    const clipped = tf.clipByValue(x, least, most), steps = tf.div(tf.sub(clipped, least), scale);
    const code = tf.floor(tf.add(tf.sub(steps, quantised), this.#scalars.half));
    const inside = tf.equal(x, clipped);
    return { range, least, most, value: tf.mul(code, scale), inside };
  }

  /** The gradient of all parameters as one vector. */
  #backward(passes: readonly Pass[], p: tf.Tensor): tf.Tensor1D {
    const parts: tf.Tensor1D[] = [];
    let g = tf.mul(tf.sub(p, this.#labels), this.#scalars.share) as tf.Tensor2D;
    for (let l = passes.length - 1; l >= 0; l--) {
      const pass = passes[l], dz = this.#activationBackward(pass, g);
      const dw = tf.matMul(pass.a, dz, true, false) as tf.Tensor2D;
      const kernel = pass.kernelInside === undefined ? dw : only(dw, pass.kernelInside);
      parts.unshift(tf.reshape(kernel, [-1]), tf.sum(dz, 0));
      if (l > 0) g = tf.matMul(dz, pass.kernel, false, true);
    }
    return tf.concat1d(parts);
  }

  #activationBackward({ activation, h, out }: Pass, g: tf.Tensor2D): tf.Tensor2D {
    if (activation === "softmax") return only(g, out.inside);
    if (activation === "relu") return only(g, tf.logicalAnd(out.inside, tf.greater(h, 0)));
    let d = only(g, out.inside);
    const { range, least, most } = out;
    if (range.lo < least) d = tf.add(d, extremes(g, tf.less(h, least), tf.equal(h, range.lo)));
    if (range.hi > most) d = tf.add(d, extremes(g, tf.greater(h, most), tf.equal(h, range.hi)));
    return tf.mul(d, tf.sub(this.#scalars.one, tf.square(h)));
  }

  /** Adam in the epsilon-hat form (docs/protocol.md, section 5). */
  #update(g: tf.Tensor1D): void {
    const { learningRate, beta1, beta2 } = this.#training.protocol, powers = this.#powers;
    const { rest1, rest2, epsilon } = this.#scalars;
    powers[0] *= f(beta1);
    powers[1] *= f(beta2);
    const root = f(Math.sqrt(f(1 - f(powers[1]))));
    const alpha = f(f(f(learningRate) * root) / f(1 - f(powers[0])));
    const m = this.#first, v = this.#second, p = this.#flat;
    m.assign(tf.add(m, tf.mul(tf.sub(g, m), rest1)));
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(g), v), rest2)));
    p.assign(tf.sub(p, tf.div(tf.mul(m, alpha), tf.add(tf.sqrt(v), epsilon))));
  }
}
