import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./is_error.ts";
import { remark } from "./_message.ts";

/**
 * Asserts that a function throws anything at all, and returns what it threw.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const thrown = assertThrows(() => {
 *   throw "a text";
 * });
 * assertEquals(thrown, "a text");
 * ```
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class, with a message that contains a text, and
 * returns the error.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const error = assertThrows(() => JSON.parse("{"), SyntaxError, "JSON");
 * assertEquals(error.name, "SyntaxError");
 * ```
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  classOrMsg?: (abstract new (...args: any[]) => E) | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const ErrorClass = typeof classOrMsg === "string" ? undefined : classOrMsg;
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
    if (!ErrorClass) return thrown;
    if (!(error instanceof Error)) {
      throw new AssertionError(`A non-Error object was thrown${remark(note)}`, {
        cause: error,
      });
    }
    assertIsError(error, ErrorClass, msgIncludes, note);
    return thrown;
  }
  throw new AssertionError(`Expected function to throw${remark(note)}`);
}
