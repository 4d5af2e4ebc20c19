/**
 * A text in one line without characters that control, direct or hide others, each of them as `\uXXXX`, or two of these:
 * they might steer a terminal or show another text than there is, and what is quoted in a message may come from a foreign
 * file. JSON in one line stays the same value.
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
  // Line separators are no control characters, and JSON leaves them as they are; so it does directions (Cf).
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (c) =>
      c.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  );
}
