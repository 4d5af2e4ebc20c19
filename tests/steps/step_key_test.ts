/** Keys tell apart whatever is different, and nothing else; golden keys notice any change of encoding. */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { canonical, type Json } from "../../lib/bits/canonical.ts";
import { sha256 } from "../../lib/bits/digest.ts";
import { encodeTensors, tensor } from "../../lib/bits/safetensors.ts";
import { keyOf } from "../../lib/steps/step.ts";
import type { KeyMaterial } from "../../lib/store/mod.ts";
import golden from "./golden_keys.json" with { type: "json" };

/** Strings that are easily confused: equal when joined, when read as a number, when normalised. */
const confusable = fc.constantFrom(
  ...["", "a", "b", "ab", "1", "10", "9", "1e1", "true", "null", '"', '","', ":", "{}", "\\"],
  ...["\u00e9", "e\u0301", "\u0000", " ", "__proto__", "ﬀ", "ff"],
);
const text = fc.oneof(confusable, fc.string({ unit: "binary", maxLength: 6 }));
// V8 15.0 reads the key `"` as `\` once it has seen `\` in that place. Entries with such keys would be refused by their
// own digest, never taken for another; no configuration has one.
const name = text.filter((some) => !some.includes("\\"));
const number = fc.oneof(
  fc.integer({ min: -12, max: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1, Math.fround(0.1), 5e-324, 2 ** 53, 1e21, 1e-7),
).filter((x) => !Object.is(x, -0));

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    ...[fc.constant(null), fc.boolean(), number, text],
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(name, tie("json"), { maxKeys: 4 }),
  ),
}));
const digest = fc.constantFrom(...[..."abc"].map((letter) => sha256(letter)));
const material: fc.Arbitrary<KeyMaterial> = fc.record({
  schema: fc.integer({ min: 0, max: 11 }),
  step: text,
  code: text,
  params: json,
  inputs: fc.dictionary(name, digest, { maxKeys: 4 }),
});

type Fields = Record<string, Json>;

/** Equality of values, told without encoding them. */
function same(a: Json, b: Json): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b);
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same((a as Fields)[key], (b as Fields)[key]));
}

/** The same value with all keys put in another order. */
function reordered(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reordered(item)]));
}

/** Values that differ from one another and from `value` in ways that careless encodings lose. */
function neighbours(value: Json): Json[] {
  const near: Json[] = [[value], { "": value }, { value }, canonical(value), [value, null]];
  if (typeof value === "number") near.push(String(value), value === 0 ? 5e-324 : -value, value + 1);
  if (typeof value === "string") near.push(value + " ", [...value], `${value}\u0301`);
  if (Array.isArray(value)) near.push({ ...value }, [...value, null]);
  else if (typeof value === "object" && value !== null) {
    near.push(Object.entries(value), { ...value, [fresh(value)]: null });
  }
  return near;
}

function fresh(value: object): string {
  let key = "k";
  while (Object.hasOwn(value, key)) key += "k";
  return key;
}

const runs = { seed: 3, numRuns: 1000 };

Deno.test("keyOf() is equal exactly for equal materials", () => {
  fc.assert(
    fc.property(material, material, (a, b) => {
      const [x, y] = [a, b] as unknown as [Json, Json];
      assertEquals(canonical(x) === canonical(y), same(x, y));
      assertEquals(keyOf(a) === keyOf(b), same(x, y));
    }),
    runs,
  );
  // Small domains, so that equal pairs do occur.
  const small = fc.record({ a: fc.option(fc.boolean()), b: fc.constantFrom<Json>(0, "0", [0]) });
  let equal = 0;
  fc.assert(
    fc.property(small, small, (a, b) => {
      const keys = [a, b].map((params) => keyOf({ ...base, params }));
      assertEquals(keys[0] === keys[1], same(a, b));
      if (same(a, b)) equal++;
    }),
    runs,
  );
  assert(equal > 20, `only ${equal} pairs were equal`);
});

const base: KeyMaterial = { schema: 1, step: "train", code: "c0de", params: {}, inputs: {} };

Deno.test("keyOf() tells parameters from their neighbours, whatever the values", () => {
  fc.assert(
    fc.property(json, (value) => {
      const values = [value, ...neighbours(value)], kept: Json[] = [];
      for (const one of values) if (!kept.some((other) => same(one, other))) kept.push(one);
      const keys = kept.map((params) => keyOf({ ...base, params }));
      assertEquals(new Set(keys).size, kept.length);
      assert(kept.length > 4);
    }),
    runs,
  );
});

Deno.test("canonical() can be decoded: nothing of a material is lost", () => {
  fc.assert(
    fc.property(material, (value) => {
      const text = canonical(value as unknown as Json);
      assert(same(JSON.parse(text), value as unknown as Json), text);
    }),
    runs,
  );
});

Deno.test("keyOf() does not see the order in which fields were written", () => {
  fc.assert(
    fc.property(material, (value) => {
      assertEquals(
        keyOf(reordered(value as unknown as Json) as unknown as KeyMaterial),
        keyOf(value),
      );
    }),
    runs,
  );
});

Deno.test("keyOf() sees where one field ends and the next begins", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 8 }), (whole) => {
      const cuts = Array.from({ length: whole.length + 1 }, (_, k) => k);
      const parts = cuts.map((k) => [whole.slice(0, k), whole.slice(k)] as const);
      const keys = parts.flatMap(([head, tail]) => [
        keyOf({ ...base, step: head, code: tail }),
        keyOf({ ...base, params: { [head]: tail } }),
        keyOf({ ...base, params: [head, tail] }),
        keyOf({ ...base, inputs: { [head]: tail } }),
      ]);
      assertEquals(new Set(keys).size, keys.length);
    }),
    runs,
  );
});

Deno.test("keyOf() swaps with any two inputs, and with their names", () => {
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 2, maxLength: 2 }), ([a, b]) => {
      const [one, two] = [sha256("1"), sha256("2")];
      const inputs = [{ [a]: one, [b]: two }, { [a]: two, [b]: one }, { [a]: one }, { [b]: one }];
      assertEquals(new Set(inputs.map((some) => keyOf({ ...base, inputs: some }))).size, 4);
    }),
    runs,
  );
});

Deno.test("keyOf() keeps kinds of values and a missing field apart", () => {
  const kinds: Json[] = [1, "1", true, "true", null, "null", 0, "", [], {}, [1], ["1"], "[1]"];
  const all: Json[] = [...kinds.map((epochs) => ({ epochs })), {}];
  assertEquals(new Set(all.map((params) => keyOf({ ...base, params }))).size, all.length);
});

Deno.test("keyOf() refuses what an encoding could only guess", () => {
  const none = [
    undefined,
    NaN,
    Infinity,
    -0,
    new Date(0),
    new Map(),
    () => 1,
    1n,
    new Uint8Array(1),
  ];
  for (const epochs of none) {
    assertThrows(() => keyOf({ ...base, params: { epochs } as unknown as Json }), TypeError);
  }
});

Deno.test("keyOf() sees type, shape and bits of arrays through their digests", () => {
  const arrays = [
    tensor(Float32Array.of(0.1, 0), [2]),
    tensor(Float64Array.of(0.1, 0), [2]),
    tensor(Float64Array.of(Math.fround(0.1), 0), [2]),
    tensor(Float64Array.of(0.1, -0), [2]),
    tensor(Float32Array.of(0.1, 0), [1, 2]),
    tensor(Float32Array.of(0.1, 0), [2, 1]),
    tensor(Uint8Array.of(1, 0), [2]),
    tensor(Uint16Array.of(1), [1]),
  ];
  const keys = arrays.map((a) => keyOf({ ...base, inputs: { a: sha256(encodeTensors({ a })) } }));
  assertEquals(new Set(keys).size, arrays.length);
});

Deno.test("keyOf() normalises no text", () => {
  const forms = ["\u00e9", "e\u0301"];
  assertEquals(forms[0].normalize("NFD"), forms[1]);
  const [nfc, nfd] = forms.map((name) => keyOf({ ...base, params: { name } }));
  assertNotEquals(nfc, nfd);
});

// Their own bytes are what `canonical` must write, so `sha256sum` alone checks a key of this file. A change of any of
// them changes the key of every stored result: raise the schema, and say so.
for (const [name, { material, text, key }] of Object.entries(golden)) {
  Deno.test(`keyOf() of the golden material "${name}" is what it was`, () => {
    assertEquals(canonical(material as Json), text);
    assertEquals(sha256(text), key);
    assertEquals(keyOf(material as unknown as KeyMaterial), key);
  });
}
