import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { sha256 } from "../../lib/bits/digest.ts";
import {
  permutation,
  philox4x32,
  Stream,
  streamKey,
  type StreamName,
} from "../../lib/bits/random.ts";

const NAME: StreamName = {
  seed: "syn-relu-8",
  repeat: 3,
  attempt: 0,
  purpose: "shuffle",
  epoch: 7,
};

const newStream = (fields: Partial<StreamName> = {}) =>
  new Stream(streamKey({ ...NAME, ...fields }));
const hex = (words: Iterable<number>) =>
  Array.from(words, (word) => word.toString(16).padStart(8, "0")).join(" ");
const draws = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

// Random123, kat_vectors: counter, key, result.
const knownAnswers = [
  ["00000000 00000000 00000000 00000000", "00000000 00000000"],
  ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff"],
  ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0"],
];
const results = [
  "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
  "408f276d 41c83b0e a20bc7c6 6d5451fd",
  "d16cfe09 94fdcceb 5001e420 24126ea1",
];

Deno.test("philox4x32() gives the known answers of Random123", () => {
  const words = (text: string) => Uint32Array.from(text.split(" "), (word) => parseInt(word, 16));
  knownAnswers.forEach(([counter, key], i) => {
    const out = words(counter);
    const [key0, key1] = words(key);
    philox4x32(out, key0, key1, out);
    assertEquals(hex(out), results[i]);
  });
});

// The golden values come from Python: hashlib, unbounded integers, and randomgen's Philox(4, 32).
Deno.test("streamKey() stays what it was", () => {
  assertEquals(hex(streamKey(NAME)), "37f4f09c 160fc1f6 ebbb9ccf a3606180");
});

Deno.test("streamKey() takes the five fields and nothing else", () => {
  const more = { ...NAME, engine: "wasm" };
  assertEquals(streamKey(more), streamKey(NAME));
  assertThrows(() => streamKey({ ...NAME, epoch: NaN }), TypeError, "epoch must be");
});

Deno.test("streamKey() differs for different names", () => {
  const small = fc.integer({ min: 0, max: 20 });
  const name = fc.record({
    seed: fc.string({ maxLength: 3 }),
    repeat: small,
    attempt: small,
    purpose: fc.constantFrom("init", "shuffle", "1"),
    epoch: small,
  });
  fc.assert(
    fc.property(name, name, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      assertEquals(hex(streamKey(a)) === hex(streamKey(b)), same);
    }),
    { seed: 3, numRuns: 500 },
  );
});

Deno.test("Stream.u32() gives the words of each block in order", () => {
  const stream = newStream();
  assertEquals(
    hex(draws(10, () => stream.u32())),
    "798c3d02 309cb4a2 8b2e7f52 8348fadd b6be7880 04b02654 6c2f375e 3ef26857 e31c732f 35aa6c77",
  );
});

Deno.test("Stream.unit() takes 27 and 26 bits of two words", () => {
  const stream = newStream();
  assertEquals(draws(3, () => stream.unit()), [
    0.47479611776688047,
    0.5436782428088213,
    0.7138438524180116,
  ]);
});

Deno.test("Stream.below() redraws exactly where Lemire's method does", () => {
  const stream = newStream();
  const bounds = [1, 2, 10, 3e9, 4294967295, 3e9, 3e9, 2147483649, 2147483649, 5];
  const drawn = [0, 0, 5, 2141531556, 78653011, 1267786389, 2661458584, 450180667, 253901688, 3];
  assertEquals(bounds.map((n) => stream.below(n)), drawn);
  assertEquals(stream.u32(), 1840553412);
});

Deno.test("Stream.below() refuses what is no bound", () => {
  for (const n of [0, -1, 1.5, NaN, 4294967296, Infinity]) {
    assertThrows(() => newStream().below(n), RangeError, `current value is ${n}`);
  }
});

Deno.test("new Stream() refuses a key of another length", () => {
  assertThrows(() => new Stream(new Uint32Array(2)), RangeError, "current value is 2 words");
});

/** Pearson's statistic of equally likely cells. */
function chiSquare(counts: Uint32Array): number {
  const expected = counts.reduce((sum, count) => sum + count) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

// Chi-square with k degrees of freedom has mean k and variance 2 k: five deviations either way.
function assertUniform(counts: Uint32Array): void {
  const freedom = counts.length - 1;
  const off = Math.abs(chiSquare(counts) - freedom) / Math.sqrt(2 * freedom);
  assert(off < 5, `chi-square is ${off} deviations off`);
}

Deno.test("Stream.below() is uniform", () => {
  for (const n of [2, 3, 10, 100, 1000]) {
    const stream = newStream({ purpose: "below", epoch: n });
    const counts = new Uint32Array(n);
    for (let i = 0; i < 100_000; i++) counts[stream.below(n)]++;
    assertUniform(counts);
  }
});

Deno.test("Stream.below() is unbiased for a bound near 3/4 of the range", () => {
  // Without redrawing, one of three neighbouring values would come twice as often as the others.
  const n = 3221225472;
  const stream = newStream({ purpose: "large" });
  const counts = new Uint32Array(3);
  for (let i = 0; i < 100_000; i++) counts[stream.below(n) % 3]++;
  assertUniform(counts);
});

Deno.test("Stream.unit() is uniform in [0, 1) in its upper and lower bits", () => {
  const stream = newStream({ purpose: "unit" });
  const upper = new Uint32Array(64), lower = new Uint32Array(64);
  for (let i = 0; i < 100_000; i++) {
    const unit = stream.unit();
    assert(unit >= 0 && unit < 1);
    upper[Math.floor(unit * 64)]++;
    lower[(unit * 9007199254740992) % 64]++;
  }
  assertUniform(upper);
  assertUniform(lower);
});

Deno.test("permutation() stays what it was", () => {
  const expected = [1, 6, 17, 7, 15, 12, 14, 16, 4, 13, 2, 10, 18, 5, 0, 11, 8, 19, 3, 9];
  assertEquals([...permutation(newStream(), 20)], expected);
  assertEquals(
    sha256(new Uint8Array(permutation(newStream(), 3277).buffer)),
    "c2fc70d90c51aec5e8c4b76bf6b6aef555450d3d95b0d407468a821084fc3bf1",
  );
});

Deno.test("permutation() holds every item once", () => {
  for (const n of [0, 1, 2, 3, 255, 256, 257, 3277]) {
    const sorted = permutation(newStream({ epoch: n }), n).sort();
    assertEquals(sorted, Uint32Array.from({ length: n }, (_, i) => i));
  }
  assertThrows(() => permutation(newStream(), 2.5), RangeError, "current value is 2.5");
  assertThrows(() => permutation(newStream(), -1), RangeError, "current value is -1");
});

Deno.test("permutation() gives each of the 24 orders of 4 items equally often", () => {
  const counts = new Map<string, number>();
  const stream = newStream({ purpose: "orders" });
  for (let i = 0; i < 24_000; i++) {
    const order = permutation(stream, 4).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  assertUniform(Uint32Array.from(counts.values()));
});

Deno.test("permutation() takes one draw for each place but the first, and no word more", () => {
  for (const n of [0, 1, 2, 5, 20]) {
    const permuted = newStream({ epoch: n }), drawn = newStream({ epoch: n });
    permutation(permuted, n);
    for (let i = n - 1; i >= 1; i--) drawn.below(i + 1);
    assertEquals(permuted.u32(), drawn.u32(), `${n} items`);
  }
});
