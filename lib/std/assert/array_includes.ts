import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { brief, remark } from "./_message.ts";
import type { ArrayLikeArg } from "./types.ts";

/**
 * Asserts that an array holds every one of the expected elements, each by deep equality, in any
 * order.
 *
 * @example
 * ```ts
 * import { assertArrayIncludes } from "@std/assert";
 *
 * assertArrayIncludes([1, 2, 3], [3, 1]);
 * ```
 */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  const present = Array.from(actual);
  const missing = Array.from(expected).filter((item) => !present.some((x) => equal(x, item)));
  if (missing.length === 0) return;
  throw new AssertionError(
    `Expected actual: ${brief(actual)} to include: ${brief(expected)}${remark(msg)}\n` +
      `missing: ${brief(missing)}`,
  );
}
