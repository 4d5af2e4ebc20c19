import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./is_error.ts";
import { remark } from "./_message.ts";

/**
 * Asserts that the promise of a function rejects with anything at all, and resolves to its reason.
 * A function that throws before it returns a promise fails the assertion.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * assertEquals(await assertRejects(() => Promise.reject(1)), 1);
 * ```
 */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/**
 * Asserts that the promise of a function rejects with an error of a class, with a message that
 * contains a text, and resolves to the error.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => Promise.reject(new RangeError("too large")), RangeError, "large");
 * ```
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any
  classOrMsg?: (abstract new (...args: any[]) => E) | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const ErrorClass = typeof classOrMsg === "string" ? undefined : classOrMsg;
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  const promise = start(fn, note);
  try {
    await promise;
  } catch (error) {
    if (!ErrorClass) return error;
    if (!(error instanceof Error)) {
      throw new AssertionError(
        `A non-Error object was rejected${remark(note)}`,
        { cause: error },
      );
    }
    assertIsError(error, ErrorClass, msgIncludes, note);
    return error;
  }
  throw new AssertionError(`Expected function to reject${remark(note)}`);
}

/** Calls the function; one that throws at once, or returns no promise, does not reject. */
function start(
  fn: () => PromiseLike<unknown>,
  note: string | undefined,
): PromiseLike<unknown> {
  const message = `Function throws when expected to reject${remark(note)}`;
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (cause) {
    throw new AssertionError(message, { cause });
  }
  if (typeof promise?.then !== "function") throw new AssertionError(message);
  return promise;
}
