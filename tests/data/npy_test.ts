import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream, streamKey } from "../../lib/bits/random.ts";
import { tensor } from "../../lib/bits/tensor.ts";
import { parseNpy, parseNpz } from "../../lib/data/npy.ts";
import { encodeNpy, encodeNpz } from "../../lib/runs/npz.ts";
import golden from "../golden/npy.json" with { type: "json" };

const bytesOf = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const number = (text: string) => ({ True: 1, False: 0 })[text] ?? Number(text);

Deno.test("parseNpy() reads what NumPy writes: types, byte orders, columns first, versions, no rows", () => {
  for (const { name, file, shape, values } of golden.read) {
    const found = parseNpy(bytesOf(file), name);
    assertEquals([found.shape, Array.from(found.data, Number)], [shape, values.map(number)], name);
  }
  const types = Object.fromEntries(
    golden.read.map(({ name, file }) => [name, parseNpy(bytesOf(file), name).data]),
  );
  assert(types[">f2"] instanceof Float32Array && types["bool"] instanceof Uint8Array);
  assert(types["<i8"] instanceof BigInt64Array && types[">f8"] instanceof Float64Array);
});

Deno.test("parseNpy() refuses what is no array of numbers, in one line that says what it is", () => {
  for (const [what, file] of Object.entries(golden.refused)) {
    const rule = what === "records"
      ? "of numbers, current value is of records"
      : `of bool, integers or floats, current value is of ${what}`;
    assertThrows(
      () => parseNpy(bytesOf(file), "x.npy"),
      RangeError,
      `Cannot read x.npy: array must be ${rule}`,
    );
  }
});

/** An npy file whose header is this text. */
function withHeader(dict: string, elements = 0, version = 1): Uint8Array {
  const header = new TextEncoder().encode(dict);
  return Uint8Array.of(
    0x93,
    78,
    85,
    77,
    80,
    89,
    version,
    0,
    header.length & 255,
    header.length >> 8,
    ...header,
    ...new Uint8Array(elements),
  );
}

Deno.test("parseNpy() refuses damaged headers, huge shapes and missing or superfluous bytes", () => {
  const wrong = (bytes: Uint8Array, message: string) =>
    assertThrows(() => parseNpy(bytes, "x.npy"), RangeError, message);
  const dict = (shape: string, descr = "'<f4'") =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
  wrong(new Uint8Array(), "file must be an npy array, current value is other bytes");
  wrong(new TextEncoder().encode("epoch,layer,ixt\n"), "file must be an npy array");
  wrong(withHeader(dict("(1,)"), 4, 9), "version must be 1, 2 or 3, current value is 9");
  wrong(
    withHeader(dict("(1,)"), 4).subarray(0, 20),
    "header must be of 57 bytes, current value is cut off after 10",
  );
  wrong(
    withHeader("{'descr': '<f4'}", 4),
    "header must be NumPy's, with descr, fortran_order and shape",
  );
  wrong(withHeader(dict("(-1,)"), 4), "header must be NumPy's");
  wrong(
    withHeader(dict("(1000000000000,)")),
    "array must be at most 1073741824 bytes, current value is of shape 1000000000000, <f4",
  );
  wrong(
    withHeader(dict("(99999999999999999999, 99999999999)")),
    "array must be at most 1073741824 bytes",
  );
  wrong(withHeader(dict("(1 2,)"), 8), "array must be at most");
  wrong(
    withHeader(dict("(2,)"), 7),
    "array must be 8 bytes, as its header says, current value is 7",
  );
  wrong(
    withHeader(dict("(2,)"), 9),
    "array must be 8 bytes, as its header says, current value is 9",
  );
  wrong(withHeader(dict("(1,)", "'\x1b[31m'"), 4), "of \\u001b[31m");
  wrong(withHeader(dict(`(${"1".repeat(60000)}x)`), 4), "header must be NumPy's");
});

Deno.test("parseNpz() reads archives of NumPy, stored and deflated, and our own", async () => {
  for (const kind of ["stored", "deflated"] as const) {
    const [a, b] = parseNpz(bytesOf(golden.archives[kind]), "x.npz");
    assertEquals([a.name, a.shape, a.dtype, b.name, b.shape], ["T1", [2, 3], "<f4", "out/T2", [2]]);
    assertEquals([...a.read().data, ...b.read().data], [0, 1, 2, 3, 4, 5, 0n, 1n]);
  }
  assertEquals(parseNpz(bytesOf(golden.archives.empty), "x.npz"), []);
  const own = await encodeNpz({ t: tensor(Float32Array.of(1, 2), [2, 1]) });
  assertEquals(parseNpz(own, "x.npz")[0].read(), tensor(Float32Array.of(1, 2), [2, 1]));
});

Deno.test("four hundred fuzzed files are read, or end in one line that names the file", async () => {
  const stream = new Stream(
    streamKey({ seed: "fuzz", repeat: 0, attempt: 0, purpose: "npy", epoch: 0 }),
  );
  const big = tensor(Float32Array.from({ length: 3000 }, (_, k) => k % 7), [10, 100, 3]);
  const seeds = [
    bytesOf(golden.archives.stored),
    bytesOf(golden.archives.deflated),
    await encodeNpz({ big, labels: tensor(Uint8Array.of(0, 1)) }),
    encodeNpy(big),
    ...golden.read.map(({ file }) => bytesOf(file)),
  ];
  let refused = 0;
  for (let k = 0; k < 400; k++) {
    const seed = seeds[stream.below(seeds.length)], isArchive = seed[0] === 0x50;
    const file = seed.slice(0, stream.below(4) === 0 ? stream.below(seed.length) : seed.length);
    // Headers and directories are where it hurts: the first and the last bytes.
    for (let n = stream.below(6); n >= 0 && file.length > 0; n--) {
      const near = stream.below(Math.min(200, file.length));
      file[stream.below(2) === 0 ? near : file.length - 1 - near] = stream.below(256);
    }
    try {
      if (isArchive) { for (const array of parseNpz(file, "x.npz")) array.read(); }
      else parseNpy(file, "x.npy");
    } catch (error) {
      assert(error instanceof RangeError, String((error as Error).stack));
      assert(
        /^Cannot read x\.np[yz][^\n]*: .* must be .*, current value is [^\n]*$/.test(error.message),
        error.message,
      );
      refused++;
    }
  }
  assert(refused > 150, String(refused));
});
