import { assert, assertEquals } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { syntheticSplit } from "../../lib/data/split.ts";
import { syntheticDataset } from "../../lib/data/synthetic.ts";

Deno.test("syntheticSplit() has the released test rows, in their order", () => {
  const { test } = syntheticSplit(), bytes = new Uint8Array(test.buffer);
  assertEquals([...test.subarray(0, 4)], [3595, 2990, 2361, 3739]);
  assertEquals(sha256(bytes), "604d61bb54b1a97c4b8762a8357fd9f96434340051a67452159a4987dc9a574d");
});

Deno.test("syntheticSplit() puts each of 4096 rows in exactly one part, training rows ascending", () => {
  const { train, test } = syntheticSplit();
  assertEquals([train.length, test.length], [3276, 820]);
  assertEquals(new Set([...train, ...test]).size, 4096);
  assert([...train, ...test].every((row) => row >= 0 && row < 4096));
  assert(train.every((row, k) => k === 0 || row > train[k - 1]));
  // The first training rows of the released order, which begins 3809, 2263, 1420, 1886.
  for (const row of [3809, 2263, 1420, 1886]) assert(train.includes(row));
});

Deno.test("syntheticSplit() is stratified: 1694 ones to train, 424 to test", () => {
  const { train, test } = syntheticSplit(), { y } = syntheticDataset();
  const ones = (rows: Int32Array) => rows.filter((row) => y[row] === 1).length;
  assertEquals([ones(train), ones(test)], [1694, 424]);
});
