import { AssertionError } from "./assertion_error.ts";
import { remark } from "./_message.ts";

/**
 * Asserts that a value is neither null nor undefined.
 *
 * @example
 * ```ts
 * import { assertExists } from "@std/assert";
 *
 * assertExists(0);
 * ```
 */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to not be null or undefined${remark(msg)}`,
  );
}
