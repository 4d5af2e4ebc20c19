/**
 * Text in lines of a width.
 *
 * @module
 */

/**
 * A text in lines that fit behind an indent; the first is taken to be indented already. Words are never broken.
 *
 * @param columns Characters of a line, the indent included.
 *
 * @example
 * ```ts
 * import { wrapped } from "./wrapped.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(wrapped("to be or not to be", 2, 10), "to be or\n  not to\n  be");
 * ```
 */
export function wrapped(text: string, indent: number, columns = 80): string {
  const lines: string[] = [], [start] = /^ */.exec(text)!;
  for (const word of text.trim().split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length + indent <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return start + lines.join(`\n${" ".repeat(indent)}`);
}
