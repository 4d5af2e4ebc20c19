/**
 * Writes the same picture in fewer bytes: Vega spends 150 bytes on a point and 110 on a line, a
 * figure has ten thousands of both.
 *
 * @module
 */

const SYMBOLS = /(<g class="mark-symbol role-mark[^>]*>)((?:<path [^>]*\/>)+)(?=<\/g>)/g;
const RULES = /(<g class="mark-rule role-mark[^>]*>)((?:<line [^>]*\/>)+)(?=<\/g>)/g;
const CIRCLE = /<path transform="translate\(([^,]+),([^)]+)\)" d="M([\d.]+),0A[^"]*" ([^>]*)\/>/g;
const LINE = /<line transform="translate\(([^,]+),([^)]+)\)" x2="([^"]+)" y2="([^"]+)" ([^>]*)\/>/g;

/** A run of neighbours that are drawn alike: `style` holds their common attributes. */
interface Run {
  readonly style: string;
  readonly parts: string[];
}

/**
 * Shortens an SVG that Vega wrote: points become circles, grouped by their colour; lines that
 * continue each other become one path; what would lie exactly on an equal neighbour is left out;
 * coordinates are rounded and colours written in hexadecimal. Order of painting is kept.
 *
 * @param svg the output of Vega, in which symbol marks are circles without opacity
 * @param decimals decimals of a coordinate in pixels
 * @returns the shorter SVG
 */
export function compactSvg(svg: string, decimals = 1): string {
  const format = (value: number) => String(Number(value.toFixed(decimals)) || 0);
  return svg
    .replace(SYMBOLS, (_, open, marks) => open + circles(marks, format))
    .replace(RULES, (_, open, marks) => open + paths(marks, format))
    .replace(/<[^>]+>/g, (tag) => tag.startsWith("<stop") ? tag : shorten(tag, format))
    .replace(/rgb\((\d+), (\d+), (\d+)\)/g, (_, r, g, b) => hexColour([r, g, b]));
}

function shorten(tag: string, format: (value: number) => string): string {
  return tag.replace(/-?\d+\.\d{2,}/g, (digits) => format(Number(digits)));
}

function circles(marks: string, format: (value: number) => string): string {
  const runs: Run[] = [];
  for (const [, x, y, r, style] of marks.matchAll(CIRCLE)) {
    const parts = runOf(runs, style!);
    const circle = `<circle cx="${format(Number(x))}" cy="${format(Number(y))}" r="${r}"/>`;
    if (!parts.includes(circle)) parts.push(circle);
  }
  return runs.map(({ style, parts }) => `<g ${style.trim()}>${parts.join("")}</g>`).join("");
}

function paths(marks: string, format: (value: number) => string): string {
  const runs: Run[] = [];
  let end = "";
  for (const [, x, y, dx, dy, style] of marks.matchAll(LINE)) {
    const from = `${format(Number(x))},${format(Number(y))}`;
    const to = `${format(Number(x) + Number(dx))},${format(Number(y) + Number(dy))}`;
    const parts = runOf(runs, style!);
    if (from === to) continue;
    parts.push(parts.length > 0 && from === end ? `L${to}` : `M${from}L${to}`);
    end = to;
  }
  return runs.filter(({ parts }) => parts.length > 0)
    .map(({ style, parts }) => `<path d="${parts.join("")}" ${style.trim()}/>`).join("");
}

function runOf(runs: Run[], style: string): string[] {
  if (runs.at(-1)?.style !== style) runs.push({ style, parts: [] });
  return runs.at(-1)!.parts;
}

function hexColour(channels: string[]): string {
  return `#${channels.map((c) => Number(c).toString(16).padStart(2, "0")).join("")}`;
}
