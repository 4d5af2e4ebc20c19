import {
  assertEquals,
  AssertionError,
  assertIsError,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";

function failing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

Deno.test("assertThrows() returns what was thrown, be it an error or not", () => {
  for (const thrown of [new Error("e"), "text", 0, null, undefined]) {
    assertStrictEquals(assertThrows(failing(thrown)), thrown);
  }
});

Deno.test("assertThrows() returns the error with its type", () => {
  class CodeError extends Error {
    code = 7;
  }
  const error = assertThrows(failing(new CodeError("seven")), CodeError, "seven");
  assertEquals(error.code, 7);
});

Deno.test("assertThrows() takes an error of a subclass", () => {
  assertThrows(failing(new RangeError("r")), Error, "r");
});

const THROWS: [string, () => unknown, string][] = [
  ["nothing is thrown", () => assertThrows(() => 1), "Expected function to throw."],
  ["nothing is thrown, with a remark", () => assertThrows(() => 1, "why"), "to throw: why"],
  [
    "nothing is thrown, with class and remark",
    () => assertThrows(() => 1, Error, "x", "why"),
    "to throw: why",
  ],
  [
    "the class is another",
    () => assertThrows(failing(new TypeError("t")), RangeError),
    'Expected error to be instance of "RangeError", but was "TypeError"',
  ],
  [
    "the message is another",
    () => assertThrows(failing(new Error("abc")), Error, "xyz"),
    'Expected error message to include "xyz", but got "abc"',
  ],
  ["no error is thrown", () => assertThrows(failing("abc"), Error, "abc"), "non-Error object"],
];

for (const [when, fn, message] of THROWS) {
  Deno.test(`assertThrows() fails when ${when}`, () => {
    const error = assertThrows(fn, AssertionError, message);
    assertEquals(error.name, "AssertionError");
  });
}

Deno.test("assertRejects() resolves to the reason, be it an error or not", async () => {
  for (const reason of [new Error("e"), "text", 0, null, undefined]) {
    assertStrictEquals(await assertRejects(() => Promise.reject(reason)), reason);
  }
});

Deno.test("assertRejects() resolves to the error with its type", async () => {
  const reject = () => Promise.reject(new RangeError("too large"));
  const error: RangeError = await assertRejects(reject, RangeError, "large");
  assertEquals(error.message, "too large");
});

Deno.test("assertRejects() takes a thenable", async () => {
  const thenable: PromiseLike<unknown> = { then: failing(new Error("late")) };
  await assertRejects(() => thenable, Error, "late");
});

const REJECTS: [string, () => Promise<unknown>, string][] = [
  ["nothing rejects", () => assertRejects(() => Promise.resolve(1)), "to reject."],
  ["nothing rejects, with remark", () => assertRejects(() => Promise.resolve(1), "why"), ": why"],
  ["it throws at once", () => assertRejects(failing(new Error("now"))), "Function throws when"],
  [
    "no promise comes back",
    () => assertRejects((() => 1) as unknown as () => Promise<unknown>),
    "Function throws when expected to reject",
  ],
  [
    "the class is another",
    () => assertRejects(() => Promise.reject(new TypeError("t")), RangeError),
    'instance of "RangeError", but was "TypeError"',
  ],
  [
    "the message is another",
    () => assertRejects(() => Promise.reject(new Error("abc")), Error, "xyz"),
    'include "xyz", but got "abc"',
  ],
  ["no error rejects", () => assertRejects(() => Promise.reject("abc"), Error), "non-Error object"],
];

for (const [when, fn, message] of REJECTS) {
  Deno.test(`assertRejects() fails when ${when}`, async () => {
    await assertRejects(fn, AssertionError, message);
  });
}

Deno.test("assertIsError() checks class and message, by text or pattern", () => {
  assertIsError(new RangeError("too large"), RangeError, "large");
  assertIsError(new RangeError("too large"), Error, /^too/);
  assertThrows(() => assertIsError("text"), AssertionError, "to be an Error object");
  assertThrows(() => assertIsError(new Error("a"), TypeError), AssertionError, "TypeError");
  assertThrows(() => assertIsError(new Error("a"), Error, /b/), AssertionError, "/b/");
});
