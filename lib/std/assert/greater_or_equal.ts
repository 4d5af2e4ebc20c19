import { AssertionError } from "./assertion_error.ts";
import { brief, remark } from "./_message.ts";

/**
 * Asserts that `actual >= expected`; false when either is NaN.
 *
 * @example
 * ```ts
 * import { assertGreaterOrEqual } from "@std/assert";
 *
 * assertGreaterOrEqual(2, 2);
 * ```
 */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual >= expected) return;
  throw new AssertionError(
    `Expected actual: ${brief(actual)} to be greater than or equal to: ${brief(expected)}${
      remark(msg)
    }`,
  );
}
