import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeTensors, encodeTensors } from "../../lib/bits/safetensors.ts";
import { type CountsTable, decodeCounts, encodeCounts } from "../../lib/information/codec.ts";

const example: CountsTable = {
  epochs: Uint32Array.of(0, 5),
  layers: ["T1", "T2"],
  counts: [
    [
      { total: Uint32Array.of(1, 2, 3, 1), classes: [Uint32Array.of(1, 5), new Uint32Array(0)] },
      { total: Uint32Array.of(5, 1), classes: [Uint32Array.of(5, 1), new Uint32Array(0)] },
    ],
    [
      { total: Uint32Array.of(1, 5), classes: [Uint32Array.of(1, 3), Uint32Array.of(1, 2)] },
      { total: Uint32Array.of(2, 1, 3, 1), classes: [Uint32Array.of(3, 1), Uint32Array.of(2, 1)] },
    ],
  ],
};

/** The example's file with some tensors exchanged. */
function altered(change: Parameters<typeof encodeTensors>[0], layers = '["T1","T2"]'): Uint8Array {
  return encodeTensors({ ...decodeTensors(encodeCounts(example)).tensors, ...change }, { layers });
}

Deno.test("encodeCounts() orders by epoch, layer and class, all rows first", () => {
  const { tensors, metadata } = decodeTensors(encodeCounts(example));
  assertEquals(metadata, { layers: '["T1","T2"]' });
  assertEquals(tensors.epochs!.data, Uint32Array.of(0, 5));
  assertEquals(tensors.offsets!.shape, [2, 2, 3]);
  assertEquals(tensors.offsets!.data, Uint32Array.of(0, 2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 11));
  assertEquals(tensors.pairs!.shape, [12, 2]);
  assertEquals(
    tensors.pairs!.data,
    Uint16Array.of(1, 2, 3, 1, 1, 5, 5, 1, 5, 1, 1, 5, 1, 3, 1, 2, 2, 1, 3, 1, 3, 1, 2, 1),
  );
});

Deno.test("encodeCounts() takes u16 up to 65535 and u32 above", () => {
  const withCount = (count: number): CountsTable => ({
    epochs: Uint32Array.of(0),
    layers: ["T1"],
    counts: [[{ total: Uint32Array.of(count, 1), classes: [Uint32Array.of(count, 1)] }]],
  });
  assert(decodeTensors(encodeCounts(withCount(65535))).tensors.pairs!.data instanceof Uint16Array);
  assert(decodeTensors(encodeCounts(withCount(65536))).tensors.pairs!.data instanceof Uint32Array);
  for (const count of [65535, 65536]) {
    assertEquals(decodeCounts(encodeCounts(withCount(count))), withCount(count));
  }
});

Deno.test("decodeCounts() gives back what was encoded", () => {
  assertEquals(decodeCounts(encodeCounts(example)), example);
  const none = { epochs: new Uint32Array(0), layers: ["T1"], counts: [] };
  assertEquals(decodeCounts(encodeCounts(none)), none);
  const histogram = fc.array(fc.integer({ min: 1, max: 100000 }), { maxLength: 6 }).map((values) =>
    Uint32Array.from(values.slice(0, values.length & ~1))
  );
  const layer = fc.record({
    total: histogram,
    classes: fc.array(histogram, { minLength: 2, maxLength: 2 }),
  });
  const table = fc.array(fc.array(layer, { minLength: 3, maxLength: 3 }), { minLength: 1 }).map(
    (counts): CountsTable => ({
      epochs: Uint32Array.from(counts, (_, e) => 5 * e),
      layers: ["T1", "T2", "T3"],
      counts,
    }),
  );
  fc.assert(
    fc.property(table, (counts) => assertEquals(decodeCounts(encodeCounts(counts)), counts)),
    { seed: 2022, numRuns: 50 },
  );
});

Deno.test("encodeCounts() refuses tables whose parts disagree", () => {
  const refuse = (change: Partial<CountsTable>, text: string) =>
    assertThrows(() => encodeCounts({ ...example, ...change }), TypeError, text);
  refuse({ epochs: Uint32Array.of(0) }, "counts must be of 1 epochs, current value is 2");
  refuse({ layers: ["T1"] }, "counts must be of 1 layers, current value is 2");
  const one = { total: new Uint32Array(0), classes: [new Uint32Array(0)] };
  refuse(
    { counts: [example.counts[0]!, [one, one]] },
    "counts must be of 2 classes, current value is 1",
  );
});

Deno.test("decodeCounts() refuses files that are no counts", () => {
  const refuse = (bytes: Uint8Array, text: string) =>
    assertThrows(() => decodeCounts(bytes), TypeError, text);
  refuse(encodeTensors({}), "layers must be a JSON array of names");
  refuse(altered({}, "[1]"), "layers must be a JSON array of names");
  refuse(altered({}, '["T1"]'), "offsets must be of shape [2, 1, 1 + C], current value is [2,2,3]");
  refuse(altered({ epochs: { shape: [2], data: new Float32Array(2) } }), "epochs must be");
  refuse(altered({ offsets: { shape: [12], data: new Uint32Array(12) } }), "offsets must be");
  const late = Uint32Array.of(0, 2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 13);
  refuse(altered({ offsets: { shape: [2, 2, 3], data: late } }), "offsets[10] must be");
  const falling = Uint32Array.of(0, 3, 2, 3, 4, 5, 5, 6, 7, 8, 10, 11);
  refuse(altered({ offsets: { shape: [2, 2, 3], data: falling } }), "offsets[1] must be");
  const first = Uint32Array.of(1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 11);
  refuse(altered({ offsets: { shape: [2, 2, 3], data: first } }), "offsets[0] must be");
});
