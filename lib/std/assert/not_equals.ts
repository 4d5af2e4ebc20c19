import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { brief, remark } from "./_message.ts";

/**
 * Asserts that two values are not deeply equal.
 *
 * @example
 * ```ts
 * import { assertNotEquals } from "@std/assert";
 *
 * assertNotEquals([1, 2], [2, 1]);
 * ```
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${brief(actual)} not to be: ${brief(expected)}${remark(msg)}`,
  );
}
