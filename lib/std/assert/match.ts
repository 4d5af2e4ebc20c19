import { AssertionError } from "./assertion_error.ts";
import { remark } from "./_message.ts";

/**
 * Asserts that a text matches a regular expression.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch("fig2.svg", /^fig\d/);
 * ```
 */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to match: "${expected}"${remark(msg)}`,
  );
}
