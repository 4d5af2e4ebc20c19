import { AssertionError } from "./assertion_error.ts";
import { brief, remark } from "./_message.ts";

/**
 * Asserts that a value is an Error, of the class and with the part of a message that are given.
 *
 * @example
 * ```ts
 * import { assertIsError } from "@std/assert";
 *
 * assertIsError(new RangeError("too large"), RangeError, "large");
 * ```
 */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass?: abstract new (...args: any[]) => E,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  const end = remark(msg);
  if (!(error instanceof Error)) {
    throw new AssertionError(
      `Expected "error" to be an Error object, but was ${brief(error)}${end}`,
    );
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was ` +
        `"${error.constructor.name}" with message ${brief(error.message)}${end}`,
      { cause: error },
    );
  }
  if (msgMatches === undefined || matches(error.message, msgMatches)) return;
  const verb = typeof msgMatches === "string" ? "include" : "match";
  throw new AssertionError(
    `Expected error message to ${verb} ${brief(msgMatches)}, but got ${brief(error.message)}${end}`,
    { cause: error },
  );
}

function matches(message: string, expected: string | RegExp): boolean {
  return typeof expected === "string" ? message.includes(expected) : expected.test(message);
}
