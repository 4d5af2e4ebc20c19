/**
 * Counter-based random numbers: Philox4x32-10, one stream for each purpose.
 *
 * Reference: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011 (Random123).
 *
 * The order in which words are drawn is part of the contract (docs/protocol.md, section 12); a WebAssembly
 * kernel repeats it:
 *
 * 1. the key of a stream is 4 words: words 0 and 1 are the Philox key, words 2 and 3 are words 2
 *    and 3 of every counter;
 * 2. words 0 (low) and 1 (high) of the counter are the 64-bit index of a block, counted from 0;
 * 3. a block gives 4 words, consumed in the order 0, 1, 2, 3;
 * 4. `u32` takes one word, `unit` two, `below` one plus one for each rejection;
 * 5. `permutation` draws `below(i + 1)` for i = n - 1 down to 1.
 */
import { canonical } from "./canonical.ts";
import { sha256 } from "./digest.ts";

const TWO_32 = 4294967296;
const TWO_26 = 67108864;
const TWO_MINUS_53 = 1 / 9007199254740992;

/** What a random stream is named after; nothing else may influence what it draws. */
export interface StreamName {
  /** Seed name of the training configuration. */
  readonly seed: string;
  /** Repeat, from 0. */
  readonly repeat: number;
  /** Attempt of the restart rule, from 0. */
  readonly attempt: number;
  /** What is drawn, for example `shuffle` or `init`. */
  readonly purpose: string;
  /** Epoch, from 0. */
  readonly epoch: number;
}

/**
 * Key of a stream: the first 16 bytes of SHA-256 over the canonical text of its name.
 *
 * @param name Name of the stream.
 * @returns 4 words, read little endian.
 * @throws {TypeError} if a number of the name is not finite or -0.
 */
export function streamKey(name: StreamName): Uint32Array {
  // Field by field: whatever else an object carries must not reach the key.
  const { seed, repeat, attempt, purpose, epoch } = name;
  const hex = sha256(canonical({ seed, repeat, attempt, purpose, epoch }));
  const view = new DataView(new ArrayBuffer(16));
  for (let i = 0; i < 16; i++) view.setUint8(i, parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  return Uint32Array.from({ length: 4 }, (_, i) => view.getUint32(4 * i, true));
}

/** Upper 32 bits of the 64-bit product of two unsigned words, by exact 16-bit halves. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) >>> 0;
}

/**
 * One block of Philox4x32-10.
 *
 * @param counter 4 words.
 * @param key0 First word of the key.
 * @param key1 Second word of the key.
 * @param out 4 words, overwritten; may be `counter` itself.
 */
export function philox4x32(
  counter: Uint32Array,
  key0: number,
  key1: number,
  out: Uint32Array,
): void {
  let c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(0xd2511f53, c0), low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = mulHigh(0xcd9e8d57, c2), low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (high1 ^ c1 ^ key0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ key1) >>> 0;
    c3 = low0;
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** A stream of random numbers that depends on its key alone. */
export class Stream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #counter: Uint32Array;
  readonly #block = new Uint32Array(4);
  #used = 4;

  /**
   * Starts at the first word.
   *
   * @param key 4 words, from {@linkcode streamKey}.
   * @throws {RangeError} if it has another length.
   */
  constructor(key: Uint32Array) {
    if (key.length !== 4) {
      throw new RangeError(
        `Cannot make stream: key must be 4 words, current value is ${key.length} words`,
      );
    }
    this.#key0 = key[0];
    this.#key1 = key[1];
    this.#counter = Uint32Array.of(0, 0, key[2], key[3]);
  }

  /** The next word, an integer in [0, 2^32). */
  u32(): number {
    if (this.#used === 4) this.#nextBlock();
    return this.#block[this.#used++];
  }

  #nextBlock(): void {
    const counter = this.#counter;
    philox4x32(counter, this.#key0, this.#key1, this.#block);
    counter[0]++;
    if (counter[0] === 0) counter[1]++;
    this.#used = 0;
  }

  /**
   * An unbiased integer in [0, n).
   *
   * Reference: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019),
   * algorithm 5: the high word of u * n, redrawn while the low word is under (2^32 - n) mod n.
   *
   * @param n Integer in [1, 2^32 - 1].
   * @throws {RangeError} if `n` is anything else.
   */
  below(n: number): number {
    requireWord("draw", n, 1);
    let word = this.u32();
    let low = Math.imul(word, n) >>> 0;
    if (low < n) {
      const threshold = (TWO_32 - n) % n;
      while (low < threshold) {
        word = this.u32();
        low = Math.imul(word, n) >>> 0;
      }
    }
    return mulHigh(word, n);
  }

  /** A multiple of 2^-53 in [0, 1): the upper 27 bits of one word, then the upper 26 of the next. */
  unit(): number {
    const high = this.u32() >>> 5;
    const low = this.u32() >>> 6;
    return (high * TWO_26 + low) * TWO_MINUS_53;
  }
}

/**
 * A uniform permutation of 0 … n - 1 (Fisher-Yates from the end: for i = n - 1 down to 1, item i
 * changes places with item `below(i + 1)`).
 *
 * @param stream Where the draws come from; it advances.
 * @param n Number of items, an integer in [0, 2^32 - 1].
 * @throws {RangeError} if `n` is anything else.
 */
export function permutation(stream: Stream, n: number): Uint32Array {
  requireWord("permute", n, 0);
  const items = new Uint32Array(n);
  for (let i = 0; i < n; i++) items[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
  return items;
}

function requireWord(action: string, n: number, least: number): void {
  if (n >= least && n < TWO_32 && Math.floor(n) === n) return;
  throw new RangeError(
    `Cannot ${action}: n must be an integer in [${least}, 4294967295], current value is ${n}`,
  );
}
