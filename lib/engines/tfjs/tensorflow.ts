/**
 * Types of TensorFlow.js, as far as this engine uses it. Every function of this engine takes the library as an argument:
 * the packages for Node bring their own copy of it, and an operation belongs to the copy that made its tensors.
 *
 * They are written down here and not taken from a package: whoever checks the types of the library would have to
 * install it, 40 MB, and to have it in a lock file.
 *
 * @module
 */

/** Types of elements, and where the host keeps them. */
interface Elements {
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly bool: Uint8Array;
}
type DataType = keyof Elements;

/** A tensor of TensorFlow.js; the first axis of nearly all of ours is the repeat. */
export interface Tensor {
  /** Sizes of its dimensions. */
  readonly shape: number[];
  /** Copies its elements to the host. */
  data<D extends DataType = DataType>(): Promise<Elements[D]>;
  /** Copies them at once; not on every backend. */
  dataSync<D extends DataType = DataType>(): Elements[D];
  /** Frees its memory. */
  dispose(): void;
}

/** A tensor, or what becomes one. */
type Like = Tensor | number | readonly number[];
type Axes = number | number[];

/** The operations of TensorFlow.js, from whichever package. */
export interface TensorFlow {
  readonly version_core: string;
  // Element by element: of one tensor, or of two with broadcasting.
  abs(x: Like): Tensor;
  exp(x: Like): Tensor;
  floor(x: Like): Tensor;
  log(x: Like): Tensor;
  relu(x: Like): Tensor;
  sqrt(x: Like): Tensor;
  step(x: Like): Tensor;
  tanh(x: Like): Tensor;
  cast(x: Like, dtype: DataType): Tensor;
  clone(x: Like): Tensor;
  onesLike(x: Like): Tensor;
  add(a: Like, b: Like): Tensor;
  sub(a: Like, b: Like): Tensor;
  mul(a: Like, b: Like): Tensor;
  div(a: Like, b: Like): Tensor;
  equal(a: Like, b: Like): Tensor;
  maximum(a: Like, b: Like): Tensor;
  minimum(a: Like, b: Like): Tensor;
  clipByValue(x: Like, least: number, most: number): Tensor;
  // Over some axes, all by default, which stay with length 1 if they are kept.
  max(x: Like, axes?: Axes, keepDims?: boolean): Tensor;
  min(x: Like, axes?: Axes, keepDims?: boolean): Tensor;
  sum(x: Like, axes?: Axes, keepDims?: boolean): Tensor;
  // Products of matrices, of the last two axes.
  matMul(a: Like, b: Like): Tensor;
  // Other arrangements of the elements.
  concat(parts: Tensor[], axis?: number): Tensor;
  gather(x: Tensor, indices: Tensor): Tensor;
  pad(x: Tensor, paddings: [number, number][]): Tensor;
  reshape(x: Tensor, shape: number[]): Tensor;
  slice(x: Tensor, begin: number[], size: number[]): Tensor;
  split(x: Tensor, sizes: number[], axis?: number): Tensor[];
  stack(parts: Tensor[]): Tensor;
  tile(x: Tensor, repeats: number[]): Tensor;
  // New tensors.
  range(start: number, stop: number, step?: number): Tensor;
  zeros(shape: number[]): Tensor;
  tensor1d(values: Float32Array | Int32Array | Uint8Array | number[], dtype?: DataType): Tensor;
  tensor2d(values: number[][] | number[] | Float32Array, shape?: [number, number]): Tensor;
  tensor3d(
    values: Float32Array | Int32Array | Uint8Array | number[] | number[][][],
    shape?: [number, number, number],
  ): Tensor;
  // Memory: what `tidy` computes is all that stays of what was made in it.
  tidy<T>(compute: () => T): T;
  keep(x: Tensor): Tensor;
  dispose(tensors: object): void;
  engine(): { startScope(): void; endScope(): void };
  memory(): { readonly numTensors: number };
  // Gradients.
  grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
  customGrad(
    f: (
      input: unknown,
      save: unknown,
    ) => { value: Tensor; gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor },
  ): (x: Tensor) => Tensor;
  // Backends.
  backend(): object;
  findBackendFactory(name: string): () => object;
  getBackend(): string;
  registerBackend(name: string, factory: () => object): boolean;
  setBackend(name: string): Promise<boolean>;
  removeBackend(name: string): void;
  enableProdMode(): void;
}

/** Disposes of every tensor that `compute` makes, apart from those in its result. */
export function scoped<T extends object>(tf: TensorFlow, compute: () => T): T {
  return tf.tidy(compute as unknown as () => T) as unknown as T;
}
