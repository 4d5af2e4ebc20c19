/** What the stand-in does beyond the published package, by its path: other tests hold for both. */
import {
  assert,
  assertArrayIncludes,
  assertEquals,
  AssertionError,
  assertIsError,
  assertLess,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
} from "../../../lib/std/assert/mod.ts";

function messageOf(fn: () => unknown): string {
  return assertThrows(fn, AssertionError).message;
}

Deno.test("assertEquals() compares texts by their own lines", () => {
  const message = messageOf(() => assertEquals("a\nb\nc", "a\nB\nc"));
  assertStringIncludes(message, "    a\n-   b\n+   B\n    c");
});

Deno.test("assertEquals() cuts the difference of long arrays", () => {
  const zeros = new Float64Array(20_000);
  const message = messageOf(() => assertEquals(zeros, new Float64Array(20_000).fill(1)));
  assert(message.split("\n").length < 80, `${message.split("\n").length} lines`);
  assertStringIncludes(message, "more lines");
});

Deno.test("assertEquals() shows a late difference of long arrays", () => {
  const zeros = new Float64Array(20_000);
  const message = messageOf(() => assertEquals(zeros, zeros.with(19_990, 7)));
  assertStringIncludes(message, "-     0,\n+     7,");
  assertStringIncludes(message, "equal lines");
});

Deno.test("assertEquals() says so when different values print the same", () => {
  assertStringIncludes(messageOf(() => assertEquals(Symbol("a"), Symbol("a"))), "print the same");
});

Deno.test("assertThrows() keeps the unexpected error as the cause", () => {
  const cause = new TypeError("t");
  const error = assertThrows(() =>
    assertThrows(() => {
      throw cause;
    }, RangeError), AssertionError);
  assertStrictEquals(error.cause, cause);
});

function cycle(length: number): unknown {
  const first: { next?: unknown } = {};
  let at = first;
  for (let i = 1; i < length; i++) at = (at.next = {}) as typeof first;
  at.next = first;
  return first;
}

Deno.test("equal() is true for cycles of different lengths", () => {
  assert(equal(cycle(2), cycle(3)));
});

Deno.test("equal() gives each element of a set a partner of its own", () => {
  const repeated = new Set([{ a: 1 }, { a: 1 }]), different = new Set([{ a: 1 }, { b: 1 }]);
  assert(!equal(repeated, different) && !equal(different, repeated));
});

Deno.test("messages of assertions name both values", () => {
  assertEquals(
    messageOf(() => assertLess(2, 1, "size")),
    "Expected actual: 2 to be less than: 1: size",
  );
  assertStringIncludes(
    messageOf(() => assertArrayIncludes([1, 2], [2, 3, 4])),
    "missing: [ 3, 4 ]",
  );
  assertStringIncludes(messageOf(() => assertIsError(new Error("a"), Error, /b/)), "to match /b/");
});
