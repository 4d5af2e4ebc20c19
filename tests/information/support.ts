/** What the tests of lib/information share. */
import { allocate, reset, u8 } from "../../lib/engines/wasm/memory.ts";
import { type LayerCounts, StateCounter } from "../../lib/information/counts.ts";

/** Counts an array's rows with the kernel, as a job of its own. */
export function countStates(
  states: BigUint64Array,
  words: number,
  labels: Uint8Array,
  classes: number,
  multiplier?: bigint,
): LayerCounts {
  reset();
  const counter = new StateCounter(labels, classes, words, multiplier);
  const at = allocate(states.byteLength);
  u8(at, states.byteLength).set(
    new Uint8Array(states.buffer, states.byteOffset, states.byteLength),
  );
  return counter.count(at, words);
}

/** Pseudo-random 16-bit integers: x -> 1664525 x + 1013904223 mod 2^32, upper half (as in tests/golden/unique.py). */
export function* draws(seed: number): Generator<number, never> {
  let x = seed;
  while (true) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x >>> 16;
  }
}

/** Rows of bytes as zero-padded rows of words. */
export function pack(
  rows: readonly (readonly number[])[],
): { states: BigUint64Array; words: number } {
  const words = Math.max(1, ...rows.map((row) => Math.ceil(row.length / 8)));
  const states = new BigUint64Array(rows.length * words);
  const bytes = new Uint8Array(states.buffer);
  rows.forEach((row, r) => bytes.set(row, 8 * words * r));
  return { states, words };
}
