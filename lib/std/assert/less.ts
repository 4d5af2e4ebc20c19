import { AssertionError } from "./assertion_error.ts";
import { brief, remark } from "./_message.ts";

/**
 * Asserts that `actual < expected`; false when either is NaN.
 *
 * @example
 * ```ts
 * import { assertLess } from "@std/assert";
 *
 * assertLess(1, 2);
 * ```
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (actual < expected) return;
  throw new AssertionError(
    `Expected actual: ${brief(actual)} to be less than: ${brief(expected)}${remark(msg)}`,
  );
}
