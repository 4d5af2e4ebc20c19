import type { Spec } from "./tables.ts";

/**
 * Writes a caption in the place of the first line of the title's subtitle, broken into lines that are not
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
    const value = JSON.stringify(title);
    throw new RangeError(
      `Cannot render figure: title must have a list subtitle and a limit, current value is ${value}`,
    );
  }
  title!.subtitle = [...wrap(caption, limit, width), ...lines.slice(1)];
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
