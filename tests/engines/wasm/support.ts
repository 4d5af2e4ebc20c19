import { Stream, streamKey } from "../../../lib/bits/random.ts";
import { type DenseKernels, denseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { allocate, f32, i32, reset, u32 } from "../../../lib/engines/wasm/memory.ts";
import { referenceKernels } from "../../../lib/engines/wasm/reference.ts";

/** An ordinary float (about 1e7), so that arithmetic on padding stays finite. */
const CANARY = 0x4b1dc0de;

/** Sizes around the kernels' tiles of 1 to 4 units. */
export const UNITS = [1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13];
/** Batch heights: one and two blocks of 8, the short and the full batch of the synthetic data, one block more. */
export const ROWS = [8, 16, 24, 208, 256, 264];
/** Lengths around multiples of 4, 8 and 16. */
export const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17];

/** Zeros of both signs, the smallest and largest subnormals, the smallest normal, neighbours of 1. */
export const FINITE_SPECIALS = [
  0,
  -0,
  1.401298464324817e-45,
  -1.401298464324817e-45,
  1.1754942106924411e-38,
  -1.1754942106924411e-38,
  1.1754943508222875e-38,
  1,
  -1,
  0.9999999403953552,
  1.0000001192092896,
  1e10,
  -1e10,
];

/** Seeded draws. */
export class Draw {
  readonly #stream: Stream;

  constructor(seed: string) {
    this.#stream = new Stream(
      streamKey({ seed, repeat: 0, attempt: 0, purpose: "test", epoch: 0 }),
    );
  }

  below(n: number): number {
    return this.#stream.below(n);
  }

  /** `n` floats in [-scale, scale). */
  floats(n: number, scale = 1): Float32Array {
    return Float32Array.from({ length: n }, () => (2 * this.#stream.unit() - 1) * scale);
  }

  /** As {@linkcode Draw.floats}, about one in eight of them from `specials`. */
  mixed(n: number, scale = 1, specials: readonly number[] = FINITE_SPECIALS): Float32Array {
    return this.floats(n, scale).map((x) =>
      this.below(8) === 0 ? specials[this.below(specials.length)] : x
    );
  }

  /** `n` integers in [0, bound). */
  integers(n: number, bound: number): Int32Array {
    return Int32Array.from({ length: n }, () => this.below(bound));
  }
}

/** Space for `words` words, a whole number of 16-byte vectors, full of canaries and with a vector of them behind. */
export function space(words: number): number {
  const vectors = Math.ceil(words / 4) + 1, at = allocate(16 * vectors);
  u32(at, 4 * vectors).fill(CANARY);
  return at;
}

/** A float32 array in the shared memory, canaries in its padding and behind it. */
export function place(values: Float32Array | readonly number[]): number {
  const at = space(values.length);
  f32(at, values.length).set(values);
  return at;
}

/** As {@linkcode place}, int32. */
export function placeInts(values: Int32Array): number {
  const at = space(values.length);
  i32(at, values.length).set(values);
  return at;
}

/** The mask of real rows, 0 for padding. */
export function placeLive(size: number, rows: number): number {
  return placeInts(Int32Array.from({ length: rows }, (_, r) => r < size ? -1 : 0));
}

/** A quantiser of the range with its derived fields. */
export function placeQuantiser(min: number, max: number, bits: number): number {
  const q = place([min, max, 0, 0, 0, 0, 0, 0]);
  referenceKernels.nudge_f32(q, (1 << bits) - 1);
  return q;
}

function isNaNBits(word: number): boolean {
  return (word & 0x7fffffff) > 0x7f800000;
}

/**
 * Runs a kernel and its plain twin on the same memory and compares every word of it from 0 to the end of what
 * `lay` has laid out: outputs, padding, canaries and inputs alike. NaN equals NaN of any payload: IEEE leaves it open.
 *
 * @param lay Lays the arrays out; gives the call.
 * @returns Number of words that the kernel changed.
 */
export function assertTwins(lay: () => (k: DenseKernels) => unknown, what: string): number {
  reset();
  const run = lay(), words = space(4) / 4 + 4, before = u32(0, words).slice();
  const returned = run(denseKernels), dense = u32(0, words).slice();
  u32(0, words).set(before);
  const expected = run(referenceKernels), reference = u32(0, words);
  let changed = 0;
  for (let k = 0; k < words; k++) {
    if (dense[k] !== before[k]) changed++;
    if (dense[k] === reference[k] || isNaNBits(dense[k]) && isNaNBits(reference[k])) continue;
    const hex = [dense, reference].map((of) => of[k].toString(16).padStart(8, "0"));
    throw new Error(`${what}: word ${k} is ${hex[0]}, its twin has ${hex[1]}`);
  }
  if (returned !== expected) throw new Error(`${what}: returns ${returned}, not ${expected}`);
  return changed;
}
