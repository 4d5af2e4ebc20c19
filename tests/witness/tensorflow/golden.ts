import { assertEquals } from "@std/assert";
import { type DenseKernels, denseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { f32, reset } from "../../../lib/engines/wasm/memory.ts";
import { DenseNetwork } from "../../../lib/engines/wasm/network.ts";
import { referenceKernels } from "../../../lib/engines/wasm/reference.ts";
import type { DenseLayer, Training } from "../../../lib/network/training.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";

/** Both forms of the arithmetic. */
export const KERNELS: readonly (readonly [string, DenseKernels])[] = [
  ["wasm", denseKernels],
  ["plain", referenceKernels],
];

/** Bytes of a base64 text. */
export function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** Floats of a base64 text. */
export function floats(base64: string): Float32Array<ArrayBuffer> {
  return new Float32Array(bytes(base64).buffer);
}

/** Equal bit for bit, -0 as 0: which zero it is has no effect on any later number. */
export function assertSameBits(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): void {
  const plain = (values: ArrayLike<number>) => Array.from(values, (value) => value + 0);
  assertEquals(plain(actual), plain(expected), what);
}

/** The largest of |a - b|; NaN if any is. */
export function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assertEquals(a.length, b.length);
  let most = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = Math.abs(a[k] - b[k]);
    if (!(difference <= most)) most = difference;
  }
  return most;
}

/** The largest distance in representable numbers between values of equal sign; -0 is 0. */
export function largestUlp(a: Float32Array, b: Float32Array): number {
  const ordered = (x: Float32Array) =>
    new Int32Array(x.slice().buffer).map((word) => word < 0 ? -(word & 0x7fffffff) : word);
  return largest(ordered(a), ordered(b));
}

/** Fails, with both numbers, unless found <= allowed; NaN fails. */
export function assertAtMost(found: number, allowed: number, what: string): void {
  if (!(found <= allowed)) throw new Error(`${what}: differs by ${found}, allowed is ${allowed}`);
}

/** Rows x units, as TensorFlow has them, to units x `height`, padding repeating the last row. */
export function transposed(
  values: ArrayLike<number>,
  rows: number,
  units: number,
  height: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: units * height },
    (_, k) => values[Math.min(k % height, rows - 1) * units + Math.floor(k / height)],
  );
}

/** The `rows` real rows of units x `height`, as rows x units. */
export function untransposed(
  values: ArrayLike<number>,
  rows: number,
  units: number,
  height: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: rows * units },
    (_, k) => values[(k % units) * height + Math.floor(k / units)],
  );
}

/** The released training of a network of these layers. */
export function trainingOf(layers: readonly DenseLayer[], bits: 4 | 8 | 32): Training {
  const training = syntheticTraining("relu", bits);
  return { ...training, network: { ...training.network, layers } };
}

/** A new network with its ranges at their start and kernels and biases, layer by layer, from `parameters`. */
export function networkOf(
  kernels: DenseKernels,
  training: Training,
  columns: number,
  capacity: number,
  parameters: Float32Array,
): DenseNetwork {
  reset();
  const network = new DenseNetwork(kernels, training, columns, capacity);
  const start = training.quantization?.start ?? 0;
  let at = 0;
  for (const { word, length } of slots(network)) {
    f32(network.parameters + 4 * word, length).set(parameters.subarray(at, at += length));
  }
  assertEquals(at, parameters.length);
  for (const { kernelQuantiser, quantiser } of network.layers) {
    for (const q of [kernelQuantiser, quantiser]) if (q !== 0) f32(q, 2).set([-start, start]);
  }
  return network;
}

/** Where kernel and bias of each layer lie in the parameter vector, in words. */
function slots({ layers }: DenseNetwork): { word: number; length: number }[] {
  return layers.flatMap(({ inputs, units, kernel, bias }) => [
    { word: kernel, length: inputs * units },
    { word: bias, length: units },
  ]);
}

/** A vector of the network (parameters or their gradient), its padding left out. */
export function vectorOf(network: DenseNetwork, at: number): Float32Array {
  return Float32Array.from(
    slots(network).flatMap(({ word, length }) => [
      ...f32(at + 4 * word, length),
    ]),
  );
}
