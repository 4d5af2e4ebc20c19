import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { canonical, type Json } from "../../lib/bits/canonical.ts";

Deno.test("canonical() writes the example of RFC 8785 section 3.2.3", () => {
  const value = {
    numbers: [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    literals: [null, true, false],
  };
  assertEquals(
    canonical(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

Deno.test("canonical() sorts keys by UTF-16 code units", () => {
  // U+1F600 is above U+FB33 as a code point, below it as code units.
  const value = { "\ufb33": 1, "\u{1f600}": 2, "9": 3, "10": 4, "\r": 5, b: 6, a: 7, "": 8 };
  assertEquals(
    canonical(value),
    '{"":8,"\\r":5,"10":4,"9":3,"a":7,"b":6,"\u{1f600}":2,"\ufb33":1}',
  );
});

Deno.test("canonical() keeps kinds and Unicode forms apart", () => {
  const values: Json[] = [1, "1", true, "true", null, "null", [], {}, [null], { a: null }, "", 0];
  const forms: Json[] = [{ a: 1, b: 2 }, { a1b: 2 }, "\u00e9", "e\u0301", ["a", "b"], ["ab"]];
  const texts = [...values, ...forms].map(canonical);
  assertEquals(new Set(texts).size, texts.length);
});

Deno.test("canonical() is undone by JSON.parse and does not see the order of keys", () => {
  // Through JSON once, which turns -0 into 0.
  const json = fc.jsonValue({ depthSize: "medium" }).map((x) => JSON.parse(JSON.stringify(x)));
  fc.assert(
    fc.property(json, (value) => {
      const text = canonical(value);
      assertEquals(canonical(JSON.parse(text)), text);
      assertEquals(canonical(reversed(value)), text);
      assertEquals(JSON.stringify(JSON.parse(text)).length, text.length);
    }),
    { seed: 1, numRuns: 300 },
  );
});

function reversed(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)]));
}

Deno.test("canonical() gives different texts for different values", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), fc.string(), (value, key) => {
      if (Object.hasOwn(value, key) || key === "__proto__") return;
      assertNotEquals(canonical({ ...value, [key]: 0 }), canonical(value));
    }),
    { seed: 2, numRuns: 200 },
  );
});

Deno.test("canonical() accepts objects without prototype and values that occur twice", () => {
  const shared = [1];
  const bare = Object.assign(Object.create(null), { b: shared, a: shared });
  assertEquals(canonical(bare), '{"a":[1],"b":[1]}');
});

class Point {
  x = 1;
}
const cycle: Record<string, unknown> = { name: "cycle" };
cycle.self = [cycle];

const refused: [string, unknown, string][] = [
  [
    "NaN",
    { params: { epochs: NaN } },
    "params.epochs must be a finite number, current value is NaN",
  ],
  ["infinity", [1, -Infinity], "[1] must be a finite number, current value is -Infinity"],
  ["-0", { a: [{ b: -0 }] }, "a[0].b must be a number other than -0, current value is -0"],
  ["undefined", undefined, "value must be JSON data, current value is undefined"],
  ["an undefined field", { a: undefined }, "a must be JSON data, current value is undefined"],
  ["a function", { a: Math.abs }, "a must be JSON data"],
  ["a symbol", { a: Symbol("s") }, "a must be JSON data, current value is Symbol(s)"],
  ["a bigint", { a: 1n }, "a must be JSON data, current value is 1"],
  [
    "a Date",
    { a: new Date(0) },
    "a must be a plain object, current value is an object of class Date",
  ],
  ["a Map", { a: new Map() }, "a must be a plain object, current value is an object of class Map"],
  ["a typed array", { a: new Uint8Array(2) }, "a must be a plain object"],
  ["a boxed number", { a: Object(1) }, "a must be a plain object"],
  ["a class instance", new Point(), "value must be a plain object"],
  ["a symbol key", { [Symbol("s")]: 1 }, "value must be a plain object"],
  [
    "a hidden property",
    Object.defineProperty({}, "a", { value: 1 }),
    "value must be a plain object",
  ],
  [
    "a lone surrogate",
    { "a b": "\ud800" },
    '["a b"] must be free of lone surrogates, current value is "\\ud800"',
  ],
  [
    "a lone surrogate in a key",
    { a: { "\udc00": 1 } },
    "a key of a must be free of lone surrogates",
  ],
  ["a cycle", cycle, "self[0] must be free of cycles, current value is an ancestor of itself"],
  ["a sparse array", { a: new Array(2) }, "a must be a dense plain array"],
  ["an array with a field", Object.assign([1], { a: 1 }), "value must be a dense plain array"],
  ["a subclass of Array", new (class List extends Array {})(), "value must be a dense plain array"],
];

for (const [name, value, message] of refused) {
  Deno.test(`canonical() refuses ${name} and names its path`, () => {
    assertThrows(() => canonical(value as Json), TypeError, `Cannot encode: ${message}`);
  });
}
