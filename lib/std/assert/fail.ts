import { AssertionError } from "./assertion_error.ts";
import { remark } from "./_message.ts";

/**
 * Fails always: for places of a test that must not be reached.
 *
 * @example
 * ```ts
 * import { assertThrows, fail } from "@std/assert";
 *
 * assertThrows(() => fail("no"), Error, "no");
 * ```
 */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${remark(msg)}`);
}
