import { loadBackend } from "../../../lib/engines/tfjs/backend.ts";
import type { BackendName } from "../../../lib/engines/tfjs/packages.ts";
import type { Tensor, TensorFlow } from "../../../lib/engines/tfjs/tensorflow.ts";
import { Stream, streamKey } from "../../../lib/bits/random.ts";

/** The backends that need neither a native part nor a GPU. */
let tested: readonly BackendName[] = ["cpu", "wasm"];

/** Chooses the backends of all tests that are defined from now on. */
export function testOn(...names: BackendName[]): void {
  tested = names;
}

/** A test on each backend; what it makes is disposed of. */
export function onBackends(what: string, test: (tf: TensorFlow) => Promise<void>): void {
  for (const name of tested) {
    Deno.test(`${what} (tfjs:${name})`, async () => {
      const { tf } = await loadBackend(name, { software: true });
      tf.engine().startScope();
      try {
        await test(tf);
      } finally {
        tf.engine().endScope();
      }
    });
  }
}

/** Numbers that are the same in every run. */
export class Draw {
  readonly #stream: Stream;

  constructor(seed: string) {
    this.#stream = new Stream(
      streamKey({ seed, repeat: 0, attempt: 0, purpose: "test", epoch: 0 }),
    );
  }

  /** An integer from 0 to n - 1. */
  below(n: number): number {
    return this.#stream.below(n);
  }

  /** `n` float32 in [-scale, scale). */
  floats(n: number, scale = 1): Float32Array {
    return Float32Array.from({ length: n }, () => (2 * this.#stream.unit() - 1) * scale);
  }
}

/** Elements of a tensor. */
export async function read(x: Tensor): Promise<number[]> {
  return Array.from(await x.data());
}

/** The gradient of sum(weights * f(x)) with respect to x: what `f` makes of the gradient `weights`. */
export function pullback(
  tf: TensorFlow,
  f: (x: Tensor) => Tensor,
  x: Tensor,
  weights: Tensor,
): Promise<number[]> {
  return read(tf.grad((x: Tensor) => tf.sum(tf.mul(f(x), weights)))(x));
}

/** The largest distance of two arrays' elements. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  return Array.from(a, (x, k) => Math.abs(x - b[k])).reduce((most, d) => d <= most ? most : d, 0);
}
