import { AssertionError } from "./assertion_error.ts";
import { remark } from "./_message.ts";
import type { AnyConstructor, GetConstructorType } from "./types.ts";

/**
 * Asserts that a value is an instance of a class.
 *
 * @example
 * ```ts
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new Map(), Map);
 * ```
 */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is GetConstructorType<T> {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    `Expected object to be an instance of "${expectedType.name || "anonymous class"}" ` +
      `but was ${describe(actual)}${remark(msg)}`,
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return `"${value}"`;
  if (typeof value !== "object") return `"${typeof value}"`;
  return `"${value.constructor?.name ?? "Object"}"`;
}
