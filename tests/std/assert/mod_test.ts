import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";

/** Assertions that must hold and assertions that must fail with a message that contains a text. */
const CASES: [string, (() => void)[], [() => void, string][]][] = [
  ["assert", [() => assert(1), () => assert("0"), () => assert([])], [
    [() => assert(0, "zero"), "zero"],
    [() => assert("", "empty"), "empty"],
    [() => assert(NaN, "nan"), "nan"],
    [() => assert(null), ""],
  ]],
  ["assertFalse", [() => assertFalse(0), () => assertFalse(null), () => assertFalse("")], [
    [() => assertFalse(1, "one"), "one"],
    [() => assertFalse([]), ""],
  ]],
  ["assertAlmostEquals", [
    () => assertAlmostEquals(0.1 + 0.2, 0.3),
    () => assertAlmostEquals(-0, 0),
    () => assertAlmostEquals(NaN, NaN),
    () => assertAlmostEquals(-Infinity, -Infinity),
    () => assertAlmostEquals(1.00000009, 1),
    () => assertAlmostEquals(-1e9, -1e9 + 90),
    () => assertAlmostEquals(1.5, 1, 0.5),
    () => assertAlmostEquals(0.1 + 0.2, 0.3, 1e-16),
  ], [
    [() => assertAlmostEquals(1.00000011, 1), "to be close to"],
    [() => assertAlmostEquals(1, 1.00000011), "to be close to"],
    [() => assertAlmostEquals(1e-300, 0), "to be close to"],
    [() => assertAlmostEquals(-1e9, -1e9 + 110), "to be close to"],
    [() => assertAlmostEquals(1.5, 1, 0.49), 'delta "5e-1" is greater than "4.9e-1".'],
    [() => assertAlmostEquals(NaN, 1), 'Expected actual: "NaN" to be close to "1"'],
    [() => assertAlmostEquals(Infinity, -Infinity), "to be close to"],
    [() => assertAlmostEquals(0, Infinity), 'Expected actual: "0" to be close to "Infinity"'],
    [() => assertAlmostEquals(1, NaN, 10), "to be close to"],
    [() => assertAlmostEquals(1, 2, 0.5, "mean"), ": mean"],
  ]],
  ["assertStringIncludes", [() => assertStringIncludes("abc", "bc")], [
    [() => assertStringIncludes("abc", "ac"), '"abc" to contain: "ac".'],
    [() => assertStringIncludes("abc", "x", "why"), ": why"],
  ]],
  ["assertMatch", [() => assertMatch("abc", /^a.c$/)], [
    [() => assertMatch("abc", /^b/), '"abc" to match: "/^b/".'],
  ]],
  ["assertGreater", [() => assertGreater(2, 1), () => assertGreater("b", "a")], [
    [() => assertGreater(1, 1), "1"],
    [() => assertGreater(NaN, 0), "NaN"],
  ]],
  ["assertGreaterOrEqual", [() => assertGreaterOrEqual(1, 1)], [
    [() => assertGreaterOrEqual(0, 1), "0"],
    [() => assertGreaterOrEqual(NaN, NaN), "NaN"],
  ]],
  ["assertLess", [() => assertLess(1n, 2n)], [
    [() => assertLess(1, 1), "1"],
    [() => assertLess(0, NaN), "NaN"],
  ]],
  ["assertLessOrEqual", [() => assertLessOrEqual(1, 1)], [
    [() => assertLessOrEqual(2, 1, "size"), "size"],
  ]],
  ["assertExists", [() => assertExists(0), () => assertExists(""), () => assertExists(false)], [
    [() => assertExists(null), '"null" to not be null or undefined.'],
    [() => assertExists(undefined), '"undefined"'],
  ]],
  ["assertInstanceOf", [() => assertInstanceOf(new RangeError(), Error)], [
    [() => assertInstanceOf(new Map(), Set), 'instance of "Set" but was "Map".'],
    [() => assertInstanceOf(null, Set), 'but was "null".'],
    [() => assertInstanceOf(5, Number), 'but was "number".'],
    [() => assertInstanceOf(Object.create(null), Set), 'but was "Object".'],
  ]],
  ["assertArrayIncludes", [
    () => assertArrayIncludes([1, { a: 2 }, 3], [{ a: 2 }, 1]),
    () => assertArrayIncludes(new Uint8Array([1, 2]), [2]),
    () => assertArrayIncludes([], []),
  ], [
    [() => assertArrayIncludes([1, 2], [2, 3, 4]), "missing:"],
  ]],
  ["fail", [], [
    [() => fail(), "Failed assertion."],
    [() => fail("here"), "Failed assertion: here"],
  ]],
  ["unreachable", [], [
    [() => unreachable(), "Unreachable."],
    [() => unreachable("here"), "Unreachable: here"],
  ]],
];

for (const [name, holding, failing] of CASES) {
  if (holding.length > 0) {
    Deno.test(`${name}() returns when it holds`, () => holding.forEach((fn) => fn()));
  }
  Deno.test(`${name}() throws an AssertionError when it does not hold`, () => {
    for (const [fn, message] of failing) {
      const error = assertThrows(fn, AssertionError);
      assert(error.message.includes(message), error.message);
    }
  });
}

Deno.test("the assertions narrow types", () => {
  const value = JSON.parse("5") as number | string | null;
  assertExists(value);
  assert(typeof value === "number");
  const sum: number = value + 1;
  assertEquals(sum, 6);
});

Deno.test("AssertionError() carries its name, message and cause", () => {
  const error = new AssertionError("no", { cause: 1 });
  assertInstanceOf(error, Error);
  assertEquals([error.name, error.message, error.cause], ["AssertionError", "no", 1]);
});
