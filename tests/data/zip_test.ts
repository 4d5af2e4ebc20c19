import { assertEquals, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { readZip } from "../../lib/data/zip.ts";

const text = (value: string) => new TextEncoder().encode(value);

/** An archive with its bytes changed at places counted from a signature. */
function changed(
  bytes: Uint8Array,
  signature: number[],
  change: Readonly<Record<number, number>>,
): Uint8Array {
  const copy = bytes.slice();
  const at = copy.findIndex((_, k) => signature.every((byte, j) => copy[k + j] === byte));
  for (const [offset, value] of Object.entries(change)) copy[at + Number(offset)] = value;
  return copy;
}

const ENTRY = [0x50, 0x4b, 1, 2], END = [0x50, 0x4b, 5, 6], LOCAL = [0x50, 0x4b, 3, 4];

Deno.test("readZip() has names, sizes, heads and contents, folders left out", () => {
  const zip = zipSync({
    "a/b.txt": text("stored"),
    "c.txt": [text("x".repeat(9000)), { level: 9 }],
    "d/": new Uint8Array(),
  }, { level: 0 });
  const [a, c, ...more] = readZip(zip, "x.zip");
  assertEquals([a.name, a.size, c.name, c.size, more], ["a/b.txt", 6, "c.txt", 9000, []]);
  assertEquals([a.read(), a.head()], [text("stored"), text("stored")]);
  assertEquals(c.read(), text("x".repeat(9000)));
  assertEquals(c.head().subarray(0, 256), text("x".repeat(256)));
});

Deno.test("readZip() refuses damage: cut off, out of place, encrypted, other sizes, other contents", () => {
  const stored = zipSync({ "a.txt": text("content") }, { level: 0 });
  const deflated = zipSync({ "a.txt": text("content content content") }, { level: 9 });
  const wrong = (bytes: Uint8Array, message: string) =>
    assertThrows(() => readZip(bytes, "x.zip").map((entry) => entry.read()), RangeError, message);
  wrong(stored.subarray(0, -1), "Cannot read x.zip: file must be a whole zip archive");
  wrong(text("PK"), "file must be a whole zip archive, current value is 2 other bytes");
  wrong(
    changed(stored, END, { 10: 2 }),
    "entry 2 of 2 must be in its directory, current value is none",
  );
  wrong(changed(stored, END, { 16: 200 }), "entry 1 of 1 must be in its directory");
  wrong(changed(stored, ENTRY, { 8: 1 }), "Cannot read x.zip, a.txt: entry must be not encrypted");
  wrong(
    changed(stored, ENTRY, { 10: 12 }),
    "compression must be none or deflate, current value is 12",
  );
  wrong(changed(stored, ENTRY, { 24: 9 }), "size must be 7, as stored, current value is 9");
  wrong(changed(stored, ENTRY, { 42: 255, 43: 255 }), "content must be within the archive");
  wrong(changed(stored, LOCAL, { 0: 0 }), "content must be within the archive");
  wrong(
    changed(stored, LOCAL, { 35: 66 }),
    "content must be as its checksum says, current value is damaged",
  );
  // A size that is not what comes out: neither more nor less is made.
  wrong(
    changed(deflated, ENTRY, { 24: 5 }),
    "content must be 5 bytes, deflated, current value is other bytes",
  );
  wrong(changed(deflated, ENTRY, { 24: 90 }), "content must be 90 bytes, current value is 23");
  wrong(changed(deflated, LOCAL, { 35: 255, 36: 255 }), "a.txt: content must be");
});

Deno.test("readZip() refuses an entry that is there twice", () => {
  const zip = zipSync({ "a.txt": text("1"), "b.txt": text("2") }, { level: 0 });
  const at = zip.findLastIndex((byte, k) => byte === 98 && zip[k + 1] === 46);
  zip[at] = 97;
  assertThrows(
    () => readZip(zip, "x.zip"),
    RangeError,
    "x.zip, a.txt: entry must be there once, current value is twice",
  );
});
