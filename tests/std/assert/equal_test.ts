import { assert, assertFalse, assertThrows, equal } from "@std/assert";

class Point {
  constructor(readonly x: number, readonly y: number) {}
}

class Hidden {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  get value() {
    return this.#value;
  }
}

function cycle(length: number): unknown {
  const first: { next?: unknown } = {};
  let node: { next?: unknown } = first;
  for (let i = 1; i < length; i++) node = node.next = {};
  node.next = first;
  return first;
}

const SYMBOL = Symbol("s");

const EQUAL: [string, unknown, unknown][] = [
  ["NaN", NaN, NaN],
  ["zeros of both signs", 0, -0],
  ["zeros of both signs inside", [0, { a: -0 }], [-0, { a: 0 }]],
  ["nested objects, keys in any order", { a: 1, b: { c: [1, "2"] } }, { b: { c: [1, "2"] }, a: 1 }],
  ["a null prototype and a plain object", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["symbol keys", { [SYMBOL]: 1 }, { [SYMBOL]: 1 }],
  ["instances of a class", new Point(1, 2), new Point(1, 2)],
  ["getters of a class", new Hidden(1), new Hidden(1)],
  ["typed arrays", new Float32Array([NaN, 0]), new Float32Array([NaN, -0])],
  ["64-bit typed arrays", new BigInt64Array([1n]), new BigInt64Array([1n])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  ["views of a part", new Uint8Array([9, 1, 2]).subarray(1), new Uint8Array([1, 2])],
  ["dates", new Date(5), new Date(5)],
  ["invalid dates", new Date(NaN), new Date(NaN)],
  ["regular expressions", /a/g, /a/g],
  ["addresses", new URL("https://example.test"), new URL("https://example.test/")],
  ["sets in any order", new Set([1, "a", NaN]), new Set([NaN, "a", 1])],
  ["sets of objects", new Set([{ b: 2 }, { a: 1 }]), new Set([{ a: 1 }, { b: 2 }])],
  ["maps in any order", new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
  ["maps by object", new Map([[{ x: 1 }, 1]]), new Map([[{ x: 1 }, 1]])],
  ["cycles", cycle(1), cycle(1)],
];

const DIFFERENT: [string, unknown, unknown][] = [
  ["numbers and texts", 1, "1"],
  ["null and undefined", null, undefined],
  ["null and an object", null, {}],
  ["lengths", [1, 2], [1, 2, 3]],
  ["orders", [1, 2], [2, 1]],
  ["a hole and undefined", new Array(1), [undefined]],
  ["undefined and absent", { a: undefined }, {}],
  ["undefined under different keys", { a: undefined }, { b: undefined }],
  ["an own and an inherited property", { x: 1 }, { toString: Object.prototype.toString }],
  ["symbol keys", { [SYMBOL]: 1 }, { [SYMBOL]: 2 }],
  ["a symbol key and none", { [SYMBOL]: 1 }, {}],
  ["an instance and a plain object", new Point(1, 2), { x: 1, y: 2 }],
  ["getters of a class", new Hidden(1), new Hidden(2)],
  ["an array and an object", [], {}],
  ["types of typed arrays", new Uint8Array([1]), new Int8Array([1])],
  ["a typed array and an array", new Uint8Array([1]), [1]],
  ["elements of typed arrays", new Float64Array([1, 2]), new Float64Array([1, 3])],
  ["lengths of typed arrays", new Uint8Array(1), new Uint8Array(2)],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 3]).buffer],
  ["dates", new Date(5), new Date(6)],
  ["flags", /a/g, /a/],
  ["sets", new Set([1, 2]), new Set([1, 3])],
  ["sets of objects", new Set([{ a: 1 }, { b: 2 }]), new Set([{ a: 1 }, { b: 3 }])],
  ["values of maps", new Map([["a", 1]]), new Map([["a", 2]])],
  [
    "an undefined value and an absent key",
    new Map([["a", undefined]]),
    new Map([["b", undefined]]),
  ],
  ["sizes of maps", new Map([["a", 1]]), new Map([["a", 1], ["b", 2]])],
  ["keys of maps", new Map([[{ x: 1 }, 1]]), new Map([[{ x: 2 }, 1]])],
  ["functions", () => 1, () => 1],
  ["messages of errors", new Error("a"), new Error("b")],
];

for (const [what, a, b] of EQUAL) {
  Deno.test(`equal() is true for ${what}`, () => {
    assert(equal(a, b));
    assert(equal(b, a));
  });
}

for (const [what, a, b] of DIFFERENT) {
  Deno.test(`equal() is false for different ${what}`, () => {
    assertFalse(equal(a, b));
    assertFalse(equal(b, a));
  });
}

Deno.test("equal() tries a pair afresh that failed in the search for partners in a set", () => {
  const [one, two] = [{ v: 1 }, { v: 2 }];
  const [alsoTwo, alsoOne] = [{ v: 2 }, { v: 1 }];
  assertFalse(equal([new Set([one, two]), one], [new Set([alsoTwo, alsoOne]), alsoTwo]));
});

Deno.test("equal() throws when it cannot see the content", () => {
  assertThrows(() => equal(new WeakMap(), new WeakMap()), TypeError, "WeakMap");
  assertThrows(() => equal(new WeakSet(), new WeakSet()), TypeError, "WeakSet");
  assertFalse(equal(new WeakMap(), new WeakSet()));
});
