import { AssertionError } from "./assertion_error.ts";
import { diff } from "./_diff.ts";
import { brief, format, remark } from "./_message.ts";

/**
 * Asserts that two values are the same value by Object.is: the same object, NaN equals NaN, 0
 * differs from -0.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 *
 * assertStrictEquals(1 + 1, 2);
 * ```
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const [a, b] = [format(actual), format(expected)];
  throw new AssertionError(
    a === b
      ? `Values have the same structure but are not reference-equal${remark(msg)}\n\n${
        brief(actual)
      }\n`
      : `Values are not strictly equal${remark(msg)}\n\n${diff(a, b)}\n`,
  );
}
