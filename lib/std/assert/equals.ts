import { AssertionError } from "./assertion_error.ts";
import { diff } from "./_diff.ts";
import { equal } from "./equal.ts";
import { format, remark } from "./_message.ts";

/**
 * Asserts that two values are deeply equal, as {@linkcode equal} says; the message shows where not.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals({ a: [1, 2] }, { a: [1, 2] });
 * ```
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  // Texts are compared by their own lines.
  const [a, b] = typeof actual === "string" && typeof expected === "string"
    ? [actual, expected]
    : [format(actual), format(expected)];
  throw new AssertionError(`Values are not equal${remark(msg)}\n\n${diff(a, b)}\n`);
}
