import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  decodeTensors,
  encodeTensors,
  type Tensor,
  tensor,
  type TensorData,
} from "../../lib/bits/safetensors.ts";
import { sha256 } from "../../lib/bits/digest.ts";

const sample: Record<string, Tensor> = {
  b: tensor(Float64Array.of(0.1, -0, Infinity), [3, 1]),
  a: tensor(Float32Array.of(0.1)),
  "weights/é": tensor(Uint8Array.of(1, 2, 3)),
  "10": tensor(Int16Array.of(-2, 300), [1, 2]),
  "9": tensor(Uint16Array.of(65535)),
  u: tensor(Uint32Array.of(4294967295)),
  i: tensor(Int32Array.of(-5), []),
  c: tensor(Int8Array.of(-1)),
  n: tensor(BigInt64Array.of(-1n)),
  m: tensor(BigUint64Array.of(18446744073709551615n)),
  empty: tensor(new Float64Array(0), [0, 7]),
};

const typedArrays = [
  fc.uint8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.int8Array(),
  fc.int16Array(),
  fc.int32Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
  fc.float32Array({ noNaN: true }),
  fc.float64Array({ noNaN: true }),
] as fc.Arbitrary<TensorData>[];

/** A file from a header and a body, right or wrong. */
function fileOf(header: unknown, body = 0, length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const file = new Uint8Array(8 + text.length + body);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const entry = (dtype: unknown, shape: unknown, offsets: unknown) => ({
  dtype,
  shape,
  data_offsets: offsets,
});

Deno.test("encodeTensors() writes one layout, byte for byte", () => {
  const header = '{"__metadata__":{"epoch":"50"},' +
    '"a":{"data_offsets":[4,6],"dtype":"U8","shape":[2]},' +
    '"b":{"data_offsets":[0,4],"dtype":"U16","shape":[1,2]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  const file = encodeTensors({
    a: tensor(Uint8Array.of(7, 8)),
    b: tensor(Uint16Array.of(1, 0x203), [1, 2]),
  }, { epoch: "50" });
  const expected = fileOf(padded, 6);
  expected.set([1, 0, 3, 2, 7, 8], 8 + padded.length);
  assertEquals(file, expected);
});

Deno.test("encodeTensors() does not see the order of names, views or memory", () => {
  const entries = Object.entries(sample);
  const file = encodeTensors(sample, { x: "1", a: "2" });
  const reversed = Object.fromEntries(entries.reverse());
  assertEquals(encodeTensors(reversed, { a: "2", x: "1" }), file);
  const view = Uint16Array.of(9, 65535, 9).subarray(1, 2);
  assertEquals(encodeTensors({ ...sample, "9": tensor(view) }, { x: "1", a: "2" }), file);
  assertEquals(sha256(file), "fea7a29834f9e3433b7be8bf29afb2f243028e9e0566e84b15fd2032fbbe296b");
});

Deno.test("encodeTensors() tells types, shapes, names and metadata apart", () => {
  const files = [
    encodeTensors({}),
    encodeTensors({ a: tensor(Float32Array.of(0.5)) }),
    encodeTensors({ a: tensor(Float64Array.of(0.5)) }),
    encodeTensors({ a: tensor(Float32Array.of(0.5), [1, 1]) }),
    encodeTensors({ b: tensor(Float32Array.of(0.5)) }),
    encodeTensors({ a: tensor(Float32Array.of(0.5)) }, { a: "" }),
    encodeTensors({ a: tensor(Uint8Array.of(0)) }),
    encodeTensors({ a: tensor(Int8Array.of(0)) }),
  ];
  assertEquals(new Set(files.map(sha256)).size, files.length);
});

Deno.test("decodeTensors() undoes encodeTensors()", () => {
  const file = encodeTensors(sample, { note: "é" });
  assertEquals(decodeTensors(file), { tensors: sample, metadata: { note: "é" } });
  assertEquals(decodeTensors(encodeTensors({})), { tensors: {}, metadata: {} });
  const tensors = fc.dictionary(fc.string({ unit: "grapheme" }), fc.oneof(...typedArrays));
  fc.assert(
    fc.property(tensors, (arrays) => {
      const named = Object.entries(arrays).filter(([name]) => !(name in Object.prototype));
      const file = Object.fromEntries(named.map(([name, data]) => [name, tensor(data)]));
      assertEquals(decodeTensors(encodeTensors(file)).tensors, file);
    }),
    { seed: 4, numRuns: 100 },
  );
});

Deno.test("decodeTensors() reads from any alignment and keeps no memory of the file", () => {
  const file = encodeTensors(sample);
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  const decoded = decodeTensors(shifted.subarray(3));
  shifted.fill(0xff);
  assertEquals(decoded.tensors, sample);
});

Deno.test("decodeTensors() reads files whose tensors lie in another order", () => {
  const file = fileOf({ b: entry("U8", [1], [0, 1]), a: entry("U16", [1], [1, 3]) }, 3);
  file.set([5, 1, 2], file.length - 3);
  assertEquals(decodeTensors(file).tensors, {
    a: tensor(Uint16Array.of(0x201)),
    b: tensor(Uint8Array.of(5)),
  });
});

Deno.test("encodeTensors() refuses NaN and names the tensor", () => {
  const message = "layer2/kernel must be free of NaN, current value is NaN at element 1";
  for (const data of [Float32Array.of(1, NaN), Float64Array.of(1, NaN)]) {
    assertThrows(() => encodeTensors({ "layer2/kernel": tensor(data) }), TypeError, message);
  }
});

Deno.test("encodeTensors() refuses wrong names, shapes, types and metadata", () => {
  const one = tensor(Uint8Array.of(1));
  const refused: [Record<string, unknown>, string][] = [
    [{ __metadata__: one }, "tensor name must be no reserved word"],
    [JSON.parse('{"__proto__":{}}'), "current value is __proto__"],
    [{ constructor: one }, "current value is constructor"],
    [{ a: { shape: [2], data: one.data } }, "a must be of a shape with 1 elements"],
    [{ a: { shape: [1], data: [1] } }, "a must be a typed array"],
    [{ "\ud800": one }, "free of lone surrogates"],
  ];
  for (const [tensors, message] of refused) {
    assertThrows(() => encodeTensors(tensors as Record<string, Tensor>), TypeError, message);
  }
  const metadata = { epoch: 50 } as unknown as Record<string, string>;
  assertThrows(() => encodeTensors({}, metadata), TypeError, "__metadata__.epoch must be text");
});

const one = entry("U8", [1], [0, 1]);
const hostile: [string, Uint8Array, string][] = [
  ["an empty file", new Uint8Array(0), "file must be at least 8 bytes, current value is 0"],
  ["a header longer than the file", fileOf({}, 0, 3n), "header must be at most 2 bytes"],
  ["a header of 2^64 - 1 bytes", fileOf({}, 0, 2n ** 64n - 1n), "current value is 1844674407370"],
  ["a header of no bytes", fileOf("", 0), "header must be JSON in UTF-8"],
  ["a header that is no JSON", fileOf("{]", 0), "header must be JSON in UTF-8"],
  ["a header that is no UTF-8", fileOf({}, 0).fill(0xff, 8), "header must be JSON in UTF-8"],
  [
    "a header that is no object",
    fileOf("[1]", 0),
    "header must be an object, current value is [1]",
  ],
  ["a header behind a space", fileOf(" {}", 0), "header must be an object"],
  ["metadata that is no text", fileOf({ __metadata__: { a: 1 } }), "__metadata__.a must be text"],
  ["metadata that is null", fileOf({ __metadata__: null }), "__metadata__ must be an object"],
  [
    "metadata named __proto__",
    fileOf('{"__metadata__":{"__proto__":"x"}}'),
    "__metadata__.__proto",
  ],
  [
    "a tensor named __proto__",
    fileOf(`{"__proto__":${JSON.stringify(one)}}`, 1),
    "tensor name must",
  ],
  ["a tensor named toString", fileOf({ toString: one }, 1), "current value is toString"],
  ["an entry that is null", fileOf({ a: null }), "a must be of dtype U8, U16"],
  ["an unknown dtype", fileOf({ a: entry("BF16", [1], [0, 2]) }, 2), 'current value is "BF16"'],
  [
    "a dtype of every object",
    fileOf({ a: entry("valueOf", [1], [0, 1]) }, 1),
    "a must be of dtype",
  ],
  [
    "a missing shape",
    fileOf({ a: entry("U8", undefined, [0, 1]) }, 1),
    "a must be of a valid shape",
  ],
  ["a negative axis", fileOf({ a: entry("U8", [-1, -1], [0, 1]) }, 1), "current value is [-1,-1]"],
  [
    "a fractional axis",
    fileOf({ a: entry("U8", [0.5, 2], [0, 1]) }, 1),
    "a must be of a valid shape",
  ],
  [
    "a product that overflows",
    fileOf({ a: entry("U8", [2 ** 40, 2 ** 40, 0], [0, 0]) }),
    "valid shape",
  ],
  ["missing offsets", fileOf({ a: entry("U8", [1], undefined) }, 1), "a must be at two offsets"],
  ["three offsets", fileOf({ a: entry("U8", [1], [0, 1, 1]) }, 1), "a must be at two offsets"],
  ["negative offsets", fileOf({ a: entry("U8", [1], [-1, 0]) }, 1), "a must be at two offsets"],
  ["reversed offsets", fileOf({ a: entry("U8", [1], [1, 0]) }, 1), "a must be 1 bytes long"],
  ["too few bytes for the shape", fileOf({ a: entry("U32", [1], [0, 3]) }, 3), "4 bytes long"],
  [
    "a tensor past the end",
    fileOf({ a: entry("U8", [2], [0, 2]) }, 1),
    "a must be at 0 in 1 bytes",
  ],
  ["overlapping tensors", fileOf({ a: one, b: one }, 2), "b must be at 1 in 2 bytes"],
  ["a hole", fileOf({ a: one, b: entry("U8", [1], [2, 3]) }, 3), "b must be at 1 in 3 bytes"],
  ["a hole at the start", fileOf({ a: entry("U8", [1], [1, 2]) }, 2), "a must be at 0 in 2 bytes"],
  ["bytes left over", fileOf({ a: one }, 2), "end of the last tensor must be byte 2"],
];

for (const [name, file, message] of hostile) {
  Deno.test(`decodeTensors() refuses ${name}`, () => {
    assertThrows(() => decodeTensors(file), TypeError, message);
  });
}

Deno.test("decodeTensors() takes offsets beyond 2^27 for what they are", () => {
  // Their product is no exact integer, which must not matter: only the body is missing.
  const file = fileOf({ a: entry("U8", [2 ** 30], [2 ** 30, 2 ** 31]) });
  assertThrows(() => decodeTensors(file), TypeError, "a must be at 0 in 0 bytes");
});

Deno.test("decodeTensors() survives every flipped bit and every truncation of a header", () => {
  const file = encodeTensors({ a: tensor(Uint16Array.of(1, 2)), b: tensor(Uint8Array.of(3)) });
  const original = decodeTensors(file);
  let refused = 0;
  for (let bit = 0; bit < (file.length - 5) * 8; bit++) {
    const damaged = file.slice();
    damaged[bit >> 3] ^= 1 << (bit & 7);
    try {
      // What still decodes is another file, with another name or type.
      assertNotEquals(decodeTensors(damaged), original, `bit ${bit}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      refused++;
    }
  }
  for (let length = 0; length < file.length; length++) {
    assertThrows(() => decodeTensors(file.subarray(0, length)), TypeError, "Cannot decode tensors");
  }
  assertEquals(refused > 500, true);
});

Deno.test("encodeTensors() pads a header to whole words, and no further", () => {
  const lengths = Array.from({ length: 8 }, (_, k) => {
    const file = encodeTensors({ ["x".repeat(k + 1)]: tensor(Uint8Array.of(1)) });
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    const text = new TextDecoder().decode(file.subarray(8, 8 + length));
    assertEquals(length, Math.ceil(text.trimEnd().length / 8) * 8);
    return text.trimEnd().length % 8;
  });
  assertEquals(new Set(lengths).size, 8, "every remainder, none among them");
});
