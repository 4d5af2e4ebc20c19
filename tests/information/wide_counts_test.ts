import { assert, assertEquals, assertThrows } from "@std/assert";
import { allocate, reset, u8 } from "../../lib/engines/wasm/memory.ts";
import type { LayerCounts } from "../../lib/information/counts.ts";
import { countStatesReference } from "../../lib/information/reference.ts";
import { WideCounter } from "../../lib/information/wide_counts.ts";
import { countStates, draws } from "./support.ts";

function place(states: BigUint64Array): number {
  const at = allocate(states.byteLength);
  u8(at, states.byteLength).set(new Uint8Array(states.buffer));
  return at;
}

function countWide(
  states: BigUint64Array,
  words: number,
  labels: Uint8Array,
  classes: number,
  multiplier?: bigint,
): LayerCounts {
  reset();
  return new WideCounter(labels, classes, multiplier).count(place(states), words);
}

/** Random states with few levels in one word of each, so that many repeat, and labels. */
function sample(rows: number, words: number, classes: number) {
  const next = draws(7 * rows + words), states = new BigUint64Array(rows * words).fill(5n);
  for (let r = 0; r < rows; r++) {
    const at = r * words + next.next().value % words;
    states[at] = BigInt(next.next().value % 9) << BigInt(8 * (next.next().value % 8));
  }
  const labels = Uint8Array.from({ length: rows }, () => next.next().value % classes);
  return { states, labels };
}

for (const words of [1, 2, 3, 4, 5, 8, 31, 169]) {
  Deno.test(`WideCounter equals the reference at all edge sizes for ${words} words`, () => {
    for (const rows of [0, 1, 2, 3, 63, 64, 65, 700]) {
      const { states, labels } = sample(rows, words, 3);
      const expected = countStatesReference(states, words, labels, 3);
      assertEquals(countWide(states, words, labels, 3), expected, `${rows} rows`);
    }
  });

  Deno.test(`WideCounter tells states apart when all hashes are equal for ${words} words`, () => {
    const { states, labels } = sample(600, words, 2);
    const expected = countStatesReference(states, words, labels, 2);
    assert(expected.total.length > 2);
    // 0: one hash for all. 1: hashes without any product, of which only few bits choose the slot.
    for (const multiplier of [0n, 1n]) {
      assertEquals(countWide(states, words, labels, 2, multiplier), expected);
    }
  });

  Deno.test(`WideCounter tells states apart that differ in one bit for ${words} words`, () => {
    const bits = 64 * words, states = new BigUint64Array((bits + 1) * words);
    for (let bit = 0; bit < bits; bit++) states[bit * words + (bit >> 6)] = 1n << BigInt(bit & 63);
    const { total } = countWide(states, words, new Uint8Array(bits + 1), 1);
    assertEquals(total, Uint32Array.of(1, bits + 1));
  });
}

Deno.test("WideCounter goes on from one call of the kernel to the next, and begins anew with each count", () => {
  const words = 4096, rows = 800, { states, labels } = sample(rows, words, 4);
  // Equal rows far apart: 26 MB are three calls.
  states.copyWithin(700 * words, 0, 100 * words);
  reset();
  const counter = new WideCounter(labels, 4), at = place(states), first = counter.count(at, words);
  const digits = new BigUint64Array(rows * 3);
  for (let r = 0; r < rows; r++) digits[3 * r] = BigInt(r % 7);
  assertEquals(counter.count(place(digits), 3), countStatesReference(digits, 3, labels, 4));
  assertEquals(counter.count(at, words), first);
  assertEquals(first, countStates(states, words, labels, 4));
  assert(first.total.length > 2);
});

Deno.test("WideCounter refuses labels that are no class and words that are none", () => {
  reset();
  assertThrows(
    () => new WideCounter(Uint8Array.of(0, 3), 3),
    RangeError,
    "label 1 must be below 3",
  );
  const counter = new WideCounter(Uint8Array.of(0, 1), 2);
  for (const words of [0, 1.5]) {
    assertThrows(() => counter.count(1024, words), RangeError, `${words}`);
  }
});
