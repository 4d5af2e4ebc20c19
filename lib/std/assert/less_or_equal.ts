import { AssertionError } from "./assertion_error.ts";
import { brief, remark } from "./_message.ts";

/**
 * Asserts that `actual <= expected`; false when either is NaN.
 *
 * @example
 * ```ts
 * import { assertLessOrEqual } from "@std/assert";
 *
 * assertLessOrEqual(2, 2);
 * ```
 */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual <= expected) return;
  throw new AssertionError(
    `Expected actual: ${brief(actual)} to be less than or equal to: ${brief(expected)}${
      remark(msg)
    }`,
  );
}
