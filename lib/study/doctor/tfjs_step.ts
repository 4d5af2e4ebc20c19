/**
 * One training step of a dense 8 bit ReLU network in TensorFlow.js operations, for timing only: the work of the study's
 * step (PROTOCOL sections 1 to 5: quantised kernels and activations, their ranges, backward pass, Adam), simplified where
 * it costs nothing. It takes a loaded TensorFlow.js, so that any backend can be timed and none is needed to read this.
 *
 * @module
 */
import type { Batch } from "./engine_step.ts";

/** A tensor, for this module an opaque thing. */
export interface Tensor {
  dataSync(): ArrayLike<number>;
  dispose(): void;
}

/** A tensor that is assigned to. */
export interface Variable extends Tensor {
  assign(value: Tensor): void;
}

/** What is used of TensorFlow.js; every build of it has these. */
export interface TensorFlow {
  readonly version_core: string;
  ready(): Promise<void>;
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  memory(): { readonly numTensors: number };
  tidy<T>(work: () => T): T;
  variable(initial: Tensor): Variable;
  scalar(value: number): Tensor;
  tensor1d(values: Float32Array): Tensor;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  reshape(x: Tensor, shape: number[]): Tensor;
  split(x: Tensor, sizes: number[]): Tensor[];
  concat(parts: Tensor[]): Tensor;
  cast(x: Tensor, type: "float32"): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  equal(a: Tensor, b: Tensor): Tensor;
  greater(a: Tensor, b: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  softmax(x: Tensor): Tensor;
  log(x: Tensor): Tensor;
  floor(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  sum(x: Tensor, axis?: number): Tensor;
  min(x: Tensor): Tensor;
  max(x: Tensor): Tensor;
  clipByValue(x: Tensor, least: number, most: number): Tensor;
}

/** What the backward pass needs of a layer's forward pass; masks are 0 or 1. */
interface Pass {
  readonly input: Tensor;
  readonly kernel: Tensor;
  readonly kernelInside: Tensor;
  readonly inside: Tensor;
  readonly out: Tensor;
}

const LEVELS = 255;
const BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-7;

/** The network's state on the backend that is current at construction, and one step of its training. */
export class TfjsStep {
  readonly #tf: TensorFlow;
  readonly #widths: readonly number[];
  readonly #sizes: number[];
  readonly #x: Tensor;
  readonly #labels: Tensor;
  readonly #parameters: Variable;
  readonly #first: Variable;
  readonly #second: Variable;
  readonly #scalars: Record<"half" | "zero" | "rate" | "share" | "rest1" | "rest2" | "eps", Tensor>;

  /**
   * @param widths Units of all layers, columns of the batch first, classes last.
   * @param rate Learning rate.
   */
  constructor(tf: TensorFlow, { x, y, columns }: Batch, widths: readonly number[], rate = 1e-4) {
    const classes = widths[widths.length - 1], hot = new Float32Array(y.length * classes);
    y.forEach((label, row) => hot[row * classes + label] = 1);
    this.#tf = tf;
    this.#widths = widths;
    this.#sizes = widths.slice(1).flatMap((units, l) => [widths[l] * units, units]);
    this.#x = tf.tensor2d(x, [y.length, columns]);
    this.#labels = tf.tensor2d(hot, [y.length, classes]);
    const start = Float32Array.from(this.#sizes.flatMap((size, k) => initial(size, k % 2 === 1)));
    [this.#parameters, this.#first, this.#second] = [start, start.map(() => 0), start.map(() => 0)]
      .map((values) => tf.tidy(() => tf.variable(tf.tensor1d(values))));
    const numbers = { half: 0.5, zero: 0, rate, share: 1 / y.length, eps: EPSILON };
    const scalars = { ...numbers, rest1: 1 - BETA1, rest2: 1 - BETA2 };
    const made = Object.entries(scalars).map(([name, value]) => [name, tf.scalar(value)]);
    this.#scalars = Object.fromEntries(made);
  }

  /** One step. Gives the mean loss of the batch, in nats, which also waits for the backend to be done. */
  step(): number {
    const tf = this.#tf;
    return tf.tidy(() => {
      const passes = this.#forward(), p = tf.softmax(passes[passes.length - 1].out);
      this.#update(this.#backward(passes, p));
      const sum = tf.sum(tf.mul(this.#labels, tf.log(p)));
      return -tf.mul(sum, this.#scalars.share).dataSync()[0];
    });
  }

  #forward(): Pass[] {
    const tf = this.#tf, parts = tf.split(this.#parameters, this.#sizes);
    const last = this.#widths.length - 2;
    let input = this.#x;
    return this.#widths.slice(1).map((units, l) => {
      const kernel = this.#quantise(tf.reshape(parts[2 * l], [this.#widths[l], units]));
      const z = tf.add(tf.matMul(input, kernel.value), parts[2 * l + 1]);
      const { value, inside } = this.#quantise(l === last ? z : tf.relu(z));
      const pass = { input, kernel: kernel.value, kernelInside: kernel.inside, inside, out: value };
      input = value;
      return pass;
    });
  }

  /** Rounds to 256 levels between the least and the largest element; the gradient passes inside of them. */
  #quantise(x: Tensor): { readonly value: Tensor; readonly inside: Tensor } {
    const tf = this.#tf, { half } = this.#scalars;
    const least = Math.min(0, tf.min(x).dataSync()[0]);
    const most = Math.max(0, tf.max(x).dataSync()[0]);
    const scale = tf.scalar((most - least) / LEVELS || 1), clipped = tf.clipByValue(x, least, most);
    const code = tf.floor(tf.add(tf.div(tf.sub(clipped, tf.scalar(least)), scale), half));
    const value = tf.add(tf.mul(code, scale), tf.scalar(least));
    return { value, inside: tf.cast(tf.equal(x, clipped), "float32") };
  }

  /** Gradient of all parameters as one vector. */
  #backward(passes: readonly Pass[], p: Tensor): Tensor {
    const tf = this.#tf, { share, zero } = this.#scalars, parts: Tensor[] = [];
    let g = tf.mul(tf.sub(p, this.#labels), share);
    for (let l = passes.length - 1; l >= 0; l--) {
      const { input, kernel, kernelInside, inside, out } = passes[l];
      g = tf.mul(g, inside);
      if (l < passes.length - 1) g = tf.mul(g, tf.cast(tf.greater(out, zero), "float32"));
      const dw = tf.mul(tf.matMul(input, g, true, false), kernelInside);
      parts.unshift(tf.reshape(dw, [-1]), tf.sum(g, 0));
      if (l > 0) g = tf.matMul(g, kernel, false, true);
    }
    return tf.concat(parts);
  }

  /** Adam without the correction of its bias, which is one factor of the host. */
  #update(g: Tensor): void {
    const tf = this.#tf, { rate, rest1, rest2, eps } = this.#scalars;
    const m = this.#first, v = this.#second, p = this.#parameters;
    m.assign(tf.add(m, tf.mul(tf.sub(g, m), rest1)));
    v.assign(tf.add(v, tf.mul(tf.sub(tf.square(g), v), rest2)));
    p.assign(tf.sub(p, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), eps))));
  }
}

/** Kernels spread evenly over -0.5 to 0.5 by multiples of the golden ratio; biases 0. */
function initial(size: number, bias: boolean): number[] {
  return Array.from({ length: size }, (_, k) => bias ? 0 : ((k + 1) * 0.6180339887) % 1 - 0.5);
}
