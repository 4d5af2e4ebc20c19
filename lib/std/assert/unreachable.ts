import { AssertionError } from "./assertion_error.ts";
import { remark } from "./_message.ts";

/**
 * Fails always: for code that no input can reach.
 *
 * @example
 * ```ts
 * import { assertThrows, unreachable } from "@std/assert";
 *
 * assertThrows(() => unreachable(), Error, "Unreachable");
 * ```
 */
export function unreachable(reason?: string): never {
  throw new AssertionError(`Unreachable${remark(reason)}`);
}
