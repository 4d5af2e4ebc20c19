import { AssertionError } from "./assertion_error.ts";
import type { Falsy } from "./types.ts";

/**
 * Asserts that an expression is falsy.
 *
 * @example
 * ```ts
 * import { assertFalse } from "@std/assert";
 *
 * assertFalse(1 > 2);
 * ```
 */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}
