import { assertEquals } from "@std/assert";
import { encodeNpy, encodeNpz } from "../../lib/runs/npz.ts";
import { tensor } from "../../lib/bits/tensor.ts";

Deno.test("encodeNpy() writes version 1.0 of the format, aligned to 64 bytes", () => {
  const file = encodeNpy(tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]));
  const header = new TextDecoder("latin1").decode(file.subarray(0, 128));
  assertEquals(file.length, 128 + 24);
  assertEquals([...file.subarray(0, 10)], [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  assertEquals(
    header.slice(10).trimEnd(),
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
  );
  assertEquals(header.at(-1), "\n");
  assertEquals([...new Float32Array(file.slice(128).buffer)], [1, 2, 3, 4, 5, 6]);
  const [one, none] = [[3], []].map((shape) =>
    encodeNpy(tensor(new Uint32Array(shape[0] ?? 1), shape))
  );
  assertEquals(new TextDecoder("latin1").decode(one).includes("'shape': (3,), "), true);
  assertEquals(new TextDecoder("latin1").decode(none).includes("'shape': (), "), true);
});

Deno.test("encodeNpz() has no time in it", async () => {
  const arrays = { "a/b": tensor(Int32Array.of(1)) };
  const [one, two] = [await encodeNpz(arrays), await encodeNpz(arrays)];
  assertEquals(one, two);
  // The first entry's time and date, of 1980-01-01 00:00.
  assertEquals([...one.subarray(10, 14)], [0, 0, 0x21, 0]);
  assertEquals(new TextDecoder("latin1").decode(one).includes("a/b.npy"), true);
});
