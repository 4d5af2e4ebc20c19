import { AssertionError } from "./assertion_error.ts";
import { remark } from "./_message.ts";

/**
 * Asserts that two numbers differ by at most `tolerance`, by default 1e-7 of the absolute expected
 * value (so nothing but 0 is near 0); NaN is near NaN, and an infinity near itself.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(0.1 + 0.2, 0.3);
 * assertAlmostEquals(1e-12, 0, 1e-9);
 * ```
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  if (delta <= tolerance) return;
  const show = (x: number) => Number.isInteger(x) ? `${x}` : x.toExponential();
  throw new AssertionError(
    `Expected actual: "${show(actual)}" to be close to "${show(expected)}": ` +
      `delta "${show(delta)}" is greater than "${show(tolerance)}"${remark(msg)}`,
  );
}
