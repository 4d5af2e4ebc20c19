import { assertEquals, assertRejects } from "@std/assert";
import { ByteReader } from "../../../lib/store/archive/reader.ts";

/** A reader of bytes 0, 1, 2, … in chunks of these lengths. */
function readerOf(lengths: readonly number[], most = 100): ByteReader {
  async function* chunks() {
    let next = 0;
    for (const length of lengths) yield Uint8Array.from({ length }, () => next++);
  }
  return new ByteReader(chunks(), most);
}

/** What reads of these lengths give, joined by commas. */
async function reads(reader: ByteReader, ...lengths: number[]): Promise<string[]> {
  const found: string[] = [];
  for (const length of lengths) found.push((await reader.read(length)).join());
  return found;
}

Deno.test("ByteReader.read() gives the bytes in order, however the chunks are cut", async () => {
  for (const lengths of [[6], [1, 1, 1, 1, 1, 1], [3, 3], [0, 2, 0, 4], [5, 1], [2, 3, 1]]) {
    assertEquals(await reads(readerOf(lengths), 1, 4, 1), ["0", "1,2,3,4", "5"], `${lengths}`);
    assertEquals(await reads(readerOf(lengths), 6), ["0,1,2,3,4,5"]);
    assertEquals(await reads(readerOf(lengths), 0, 2, 0, 4), ["", "0,1", "", "2,3,4,5"]);
  }
});

Deno.test("ByteReader.read() gives what is left at the end, then nothing", async () => {
  assertEquals(await reads(readerOf([2, 1]), 2, 5, 5, 1), ["0,1", "2", "", ""]);
  assertEquals(await reads(readerOf([]), 1), [""]);
});

Deno.test("ByteReader.read() takes content of just the largest size, and no more", async () => {
  assertEquals(await reads(readerOf([2, 2], 4), 4, 1), ["0,1,2,3", ""]);
  await assertRejects(() => readerOf([2, 2], 3).read(4), RangeError, "at most 3 bytes");
  await assertRejects(() => readerOf([4], 3).read(1), RangeError, "at most 3 bytes");
});
