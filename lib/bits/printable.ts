/**
 * A text in one line without control characters, each of them as `\uXXXX`: they might steer a terminal, and what is
 * quoted in a message may come from a foreign file.
 *
 * @example
 * ```ts
 * import { printable } from "./printable.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(printable("a\tb\u001b[31m"), "a\\u0009b\\u001b[31m");
 * ```
 */
export function printable(text: string): string {
  // Line separators are no control characters, and JSON leaves them as they are.
  return text.replaceAll(
    /[\p{Cc}\u2028\u2029]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
