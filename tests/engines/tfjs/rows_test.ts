import { assertEquals, assertNotEquals } from "@std/assert";
import { sparseDataset } from "../../../lib/data/sparse.ts";
import {
  epochOrder,
  labelsTensor,
  phaseLabels,
  rowsTensor,
} from "../../../lib/engines/tfjs/rows.ts";
import { SMALL, SMALL_SPLIT } from "../wasm/small.ts";
import { onBackends, read } from "./support.ts";

const stream = { seed: "rows", repeat: 0, attempt: 0 };
const sorted = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);

onBackends("rowsTensor() scales levels in float32, the same with and without zeros", async (tf) => {
  const stacks = [[3, 1], [0, 59]], { x, columns, scale } = SMALL;
  const expected = stacks.flat().flatMap((row) =>
    Array.from(
      x.subarray(row * columns, (row + 1) * columns),
      (level) => Math.fround(level * scale),
    )
  );
  for (const dataset of [SMALL, sparseDataset(SMALL)]) {
    const rows = rowsTensor(tf, dataset, stacks);
    assertEquals(rows.shape, [2, 2, columns]);
    assertEquals(await read(rows), expected);
  }
});

onBackends("labelsTensor() takes each stack's own labels", async (tf) => {
  const labels = labelsTensor(tf, [Uint8Array.of(5, 6, 7), Uint8Array.of(1, 2, 3)], [[2, 0], [
    1,
    1,
  ]]);
  assertEquals([labels.shape, await read(labels)], [[2, 2, 1], [7, 5, 2, 2]]);
});

Deno.test("epochOrder() is a permutation by repeat, attempt, epoch and phase", () => {
  const { train } = SMALL_SPLIT;
  const orders = [
    epochOrder(stream, "train", 0, train),
    epochOrder({ ...stream, repeat: 1 }, "train", 0, train),
    epochOrder({ ...stream, attempt: 1 }, "train", 0, train),
    epochOrder(stream, "train", 1, train),
    epochOrder(stream, "prefit", 0, train),
  ];
  for (const order of orders) assertEquals(sorted(order), sorted(train));
  assertEquals(new Set(orders.map(String)).size, orders.length);
});

Deno.test("phaseLabels() of a prefit permutes those of the training rows and leaves the others", () => {
  const { train, test } = SMALL_SPLIT, { y } = SMALL;
  assertEquals(phaseLabels(stream, "train", y, train), y);
  const labels = phaseLabels(stream, "prefit", y, train),
    of = (rows: Int32Array, from: Uint8Array) => Array.from(rows, (row) => from[row]);
  assertNotEquals(of(train, labels), of(train, y));
  assertEquals(sorted(of(train, labels)), sorted(of(train, y)));
  assertEquals(of(test, labels), of(test, y));
});
