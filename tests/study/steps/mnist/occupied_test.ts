import { assertEquals } from "@std/assert";
import { allocate, reset, u8 } from "../../../../lib/engines/wasm/memory.ts";
import { OccupiedRecorder } from "../../../../lib/study/steps/mnist/occupied.ts";
import { decodeOccupied } from "../../../../lib/study/steps/mnist/representation.ts";

/** Lays out states of two codes a row, in words of 8 bytes. */
function place(codes: readonly (readonly [first: number, second: number])[]) {
  const at = allocate(8 * codes.length);
  codes.forEach((row, r) => u8(at + 8 * r, 8).fill(0).set(row));
  return { at, rows: codes.length, words: 1 };
}

Deno.test("OccupiedRecorder counts rows by first code, second code and class, ascending", () => {
  reset();
  const recorder = new OccupiedRecorder(Uint8Array.of(2, 0, 2, 1, 0), 3);
  recorder.record(0, place([[3, 7], [7, 3], [3, 7], [3, 7], [0, 0]]));
  recorder.record(5, place([[255, 0], [0, 255], [255, 255], [255, 0], [0, 255]]));
  const { epochs, offsets, levels, classes, counts } = decodeOccupied(recorder.end());
  assertEquals([...epochs], [0, 5]);
  assertEquals([...offsets], [0, 4, 8]);
  const rows = Array.from(
    counts,
    (count, k) => [levels[2 * k], levels[2 * k + 1], classes[k], count],
  );
  assertEquals(rows, [
    [0, 0, 0, 1],
    [3, 7, 1, 1],
    [3, 7, 2, 2],
    [7, 3, 0, 1],
    [0, 255, 0, 2],
    [255, 0, 1, 1],
    [255, 0, 2, 1],
    [255, 255, 2, 1],
  ]);
});

Deno.test("OccupiedRecorder that saw no epoch has none", () => {
  const { epochs, offsets, counts } = decodeOccupied(
    new OccupiedRecorder(new Uint8Array(), 0).end(),
  );
  assertEquals([epochs.length, [...offsets], counts.length], [0, [0], 0]);
});
