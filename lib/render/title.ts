/**
 * Title and subtitle of a specification: set, and broken into lines.
 *
 * @module
 */
import type { Spec } from "./tables.ts";

/**
 * Writes another title, broken into lines as a caption is.
 *
 * @param spec specification whose `title` has a `limit` in pixels; changed
 * @param text one line of text
 * @param width width in pixels of a text in the title's font
 * @throws {RangeError} if the title has no limit
 */
export function setTitle(spec: Spec, text: string, width: (text: string) => number): void {
  const title = spec["title"] as { text?: unknown; limit?: unknown } | undefined;
  if (typeof title?.limit !== "number") throw refusal("a limit", title);
  title.text = wrap(text, title.limit, width);
}

/** The title that a specification has, in one line; undefined if it has none. */
export function titleOf(spec: Spec): string | undefined {
  const { text } = Object(spec["title"]) as { text?: unknown };
  return text === undefined ? undefined : [text].flat().join(" ");
}

/**
 * Writes a caption in the place of the first line of the title's subtitle, and breaks all of it into lines that are not
 * wider than the title's `limit`: beyond it Vega would cut.
 *
 * @param spec specification whose `title` has a list `subtitle` and a `limit` in pixels; changed
 * @param caption one line of text
 * @param width width in pixels of a text in the subtitle's font
 * @throws {RangeError} if the title has no such list or limit
 */
export function setSubtitle(spec: Spec, caption: string, width: (text: string) => number): void {
  const title = spec["title"] as { subtitle?: unknown; limit?: unknown } | undefined;
  const lines = title?.subtitle, limit = title?.limit;
  if (!Array.isArray(lines) || typeof limit !== "number") {
    throw refusal("a list subtitle and a limit", title);
  }
  title!.subtitle = [caption, ...lines.slice(1)].flatMap((line) => wrap(line, limit, width));
}

function refusal(rule: string, title: unknown): RangeError {
  const value = JSON.stringify(title);
  return new RangeError(
    `Cannot render figure: title must have ${rule}, current value is ${value}`,
  );
}

function wrap(text: string, limit: number, width: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && width(longer) <= limit) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
