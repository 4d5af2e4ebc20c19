import {
  assert,
  assertEquals,
  AssertionError,
  assertNotEquals,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

function messageOf(fn: () => unknown): string {
  return assertThrows(fn, AssertionError).message;
}

Deno.test("assertEquals() returns when the values are deeply equal", () => {
  assertEquals({ a: [1, NaN] }, { a: [1, NaN] });
  assertEquals(0, -0);
});

Deno.test("assertEquals() throws an AssertionError that shows what differs", () => {
  const message = messageOf(() => assertEquals<unknown>({ a: 1, b: 2 }, { a: 1, b: "2" }));
  const lines = message.split("\n");
  assert(lines[0] === "Values are not equal.", lines[0]);
  assert(lines.includes("      a: 1,"), message);
  assert(lines.includes("-     b: 2,"), message);
  assert(lines.includes(`+     b: "2",`), message);
});

Deno.test("assertEquals() adds the caller's remark", () => {
  assertStringIncludes(
    messageOf(() => assertEquals(1, 2, "sizes")),
    "Values are not equal: sizes\n",
  );
});

Deno.test("assertEquals() sorts keys before it compares by line", () => {
  const message = messageOf(() => assertEquals({ a: 0, b: 0, c: 0 }, { c: 1, b: 0, a: 0 }));
  assert(message.split("\n").filter((line) => /^[-+] {3}/.test(line)).length === 2, message);
});

Deno.test("assertEquals() finds one insertion in a long array", () => {
  const long = Array.from({ length: 500 }, (_, i) => i);
  const message = messageOf(() => assertEquals(long, long.toSpliced(250, 0, -1)));
  const changes = message.split("\n").filter((line) => /^[-+] {3}/.test(line));
  assertEquals(changes, ["+     -1,"]);
});

Deno.test("assertNotEquals() throws when the values are deeply equal", () => {
  assertNotEquals([1, 2], [2, 1]);
  assertNotEquals<unknown>(1, "1");
  assertThrows(() => assertNotEquals({ a: [1] }, { a: [1] }), AssertionError, "not to be");
});

Deno.test("assertStrictEquals() compares by Object.is", () => {
  const object = {};
  assertStrictEquals(object, object);
  assertStrictEquals(NaN, NaN);
  assertThrows(() => assertStrictEquals(0, -0), AssertionError, "not strictly equal");
  assertThrows(() => assertStrictEquals([1], [1]), AssertionError, "not reference-equal");
  assertThrows(() => assertStrictEquals(1, 2, "count"), AssertionError, "strictly equal: count");
});
