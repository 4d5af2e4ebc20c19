import { AssertionError } from "./assertion_error.ts";
import { remark } from "./_message.ts";

/**
 * Asserts that a text contains another.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes("one line", "line");
 * ```
 */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to contain: "${expected}"${remark(msg)}`,
  );
}
