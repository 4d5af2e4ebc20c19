import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { allocate, reset, u8 } from "../../lib/engines/wasm/memory.ts";
import { rowsOf, StateCounter } from "../../lib/information/counts.ts";
import { countStatesReference } from "../../lib/information/reference.ts";
import golden from "../golden/unique.json" with { type: "json" };
import { countStates, draws, pack } from "./support.ts";

const SIZES = [0, 1, 2, 3, 4, 5, 63, 64, 65, 4096];

/** Random states with few levels in each word, so that many repeat, and labels. */
function sample(rows: number, words: number, classes: number) {
  const next = draws(7 * rows + words);
  const states = new BigUint64Array(rows * words);
  for (let i = 0; i < states.length; i++) {
    states[i] = BigInt(next.next().value % 9) << BigInt(8 * (next.next().value % 8));
  }
  const labels = Uint8Array.from({ length: rows }, () => next.next().value % classes);
  return { states, labels };
}

for (const words of [1, 2, 3, 4]) {
  Deno.test(`count() equals the reference at all edge sizes for ${words} words`, () => {
    for (const rows of SIZES) {
      const { states, labels } = sample(rows, words, 3);
      const expected = countStatesReference(states, words, labels, 3);
      assertEquals(countStates(states, words, labels, 3), expected, `${rows} rows`);
      assertEquals(rowsOf(expected.total), rows);
    }
  });

  Deno.test(`count() tells states apart when all hashes collide for ${words} words`, () => {
    const { states, labels } = sample(1000, words, 2);
    const expected = countStatesReference(states, words, labels, 2);
    // 0: one slot for all. 1: the slot is the uppermost bits alone, so that most states share few slots.
    for (const multiplier of [0n, 1n]) {
      assertEquals(countStates(states, words, labels, 2, multiplier), expected);
    }
  });

  Deno.test(`count() tells states apart that differ in one bit for ${words} words`, () => {
    const bits = 64 * words;
    const states = new BigUint64Array((bits + 1) * words);
    for (let bit = 0; bit < bits; bit++) states[bit * words + (bit >> 6)] = 1n << BigInt(bit & 63);
    const counts = countStates(states, words, new Uint8Array(bits + 1), 1);
    assertEquals(counts.total, Uint32Array.of(1, bits + 1));
  });
}

Deno.test("count() tells states apart whose low bits are equal", () => {
  for (const words of [1, 2, 3]) {
    const rows = 2048;
    const states = new BigUint64Array(rows * words).fill(0x0123456789n);
    for (let r = 0; r < rows; r++) states[r * words + words - 1]! |= BigInt(r >> 1) << 52n;
    const { total } = countStates(states, words, new Uint8Array(rows), 1);
    assertEquals(total, Uint32Array.of(2, rows / 2));
  }
});

Deno.test("count() gives closed forms: all equal, all different, one class empty", () => {
  const labels = Uint8Array.from({ length: 64 }, (_, r) => 2 * (r % 2));
  assertEquals(countStates(new BigUint64Array(64), 1, labels, 3), {
    total: Uint32Array.of(64, 1),
    classes: [Uint32Array.of(32, 1), new Uint32Array(0), Uint32Array.of(32, 1)],
  });
  assertEquals(
    countStates(BigUint64Array.from({ length: 64 }, (_, r) => BigInt(r)), 1, labels, 3),
    {
      total: Uint32Array.of(1, 64),
      classes: [Uint32Array.of(1, 32), new Uint32Array(0), Uint32Array.of(1, 32)],
    },
  );
});

Deno.test("count() equals numpy.unique", () => {
  for (const { seed, rows, columns, levels, classes, total, byClass } of golden) {
    const next = draws(seed);
    const draw = () => next.next().value;
    const table = Array.from(
      { length: rows },
      () => Array.from({ length: columns }, () => draw() % levels),
    );
    const labels = Uint8Array.from({ length: rows }, () => draw() % classes);
    const { states, words } = pack(table);
    const expected = {
      total: Uint32Array.from(total),
      classes: byClass.map((h) => Uint32Array.from(h)),
    };
    assertEquals(countStates(states, words, labels, classes), expected);
    assertEquals(countStatesReference(states, words, labels, classes), expected);
  }
});

Deno.test("count() starts afresh at each call, with any number of words up to the largest", () => {
  const { states, labels } = sample(500, 3, 2);
  reset();
  const counter = new StateCounter(labels, 2, 3);
  const at = allocate(states.byteLength);
  u8(at, states.byteLength).set(new Uint8Array(states.buffer));
  for (const words of [3, 1, 2, 3]) {
    const expected = countStatesReference(states.subarray(0, 500 * words), words, labels, 2);
    assertEquals(counter.count(at, words), expected);
  }
});

Deno.test("count() does not depend on the order of rows nor on names of states and classes", () => {
  const rows = fc.array(fc.record({ state: fc.nat(20), label: fc.nat(2), order: fc.nat() }), {
    maxLength: 100,
  });
  const count = (table: { state: number; label: number }[], rename: (x: number) => bigint) =>
    countStates(
      BigUint64Array.from(table, ({ state }) => rename(state)),
      1,
      Uint8Array.from(table, ({ label }) => label),
      3,
    );
  fc.assert(
    fc.property(rows, (table) => {
      const original = count(table, BigInt);
      const shuffled = table.toSorted((a, b) => a.order - b.order);
      assertEquals(count(shuffled, BigInt), original);
      assertEquals(count(table, (x) => BigInt(20 - x) << 40n), original);
      const turned = table.map(({ state, label }) => ({ state, label: 2 - label }));
      assertEquals(count(turned, BigInt).classes, original.classes.toReversed());
    }),
    { seed: 2022, numRuns: 100 },
  );
});

Deno.test("new StateCounter() refuses a label that is no class", () => {
  assertThrows(
    () => new StateCounter(Uint8Array.of(0, 1, 2), 2, 1),
    RangeError,
    "Cannot count states: label 2 must be below 2, current value is 2",
  );
});

Deno.test("count() refuses more words than it has room for", () => {
  reset();
  const counter = new StateCounter(Uint8Array.of(0), 1, 2);
  for (const words of [0, 3, 1.5]) assertThrows(() => counter.count(0, words), RangeError, "words");
});
