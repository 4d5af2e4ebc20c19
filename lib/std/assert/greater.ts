import { AssertionError } from "./assertion_error.ts";
import { brief, remark } from "./_message.ts";

/**
 * Asserts that `actual > expected`; false when either is NaN.
 *
 * @example
 * ```ts
 * import { assertGreater } from "@std/assert";
 *
 * assertGreater(2, 1);
 * ```
 */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (actual > expected) return;
  throw new AssertionError(
    `Expected actual: ${brief(actual)} to be greater than: ${brief(expected)}${remark(msg)}`,
  );
}
