import { AssertionError } from "./assertion_error.ts";

/**
 * Asserts that an expression is truthy.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert(1 + 1 === 2);
 * ```
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}
