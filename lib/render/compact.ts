/**
 * Writes the same picture in fewer bytes: Vega spends 150 bytes on a point and 110 on a line, a
 * figure has ten thousands of both.
 *
 * @module
 */

const SYMBOLS = /(<g class="mark-symbol role-mark[^>]*>)((?:<path [^>]*\/>)+)(?=<\/g>)/g;
const RULES = /(<g class="mark-rule role-mark[^>]*>)((?:<line [^>]*\/>)+)(?=<\/g>)/g;
const RECTS = /(<g class="mark-rect role-mark[^>]*>)((?:<path [^>]*\/>){2,})(?=<\/g>)/g;
const RECT =
  /<path (?:transform="translate\(([^,]+),([^)]+)\)" )?d="M([-\d.]+),([-\d.]+)h([-\d.]+)v([-\d.]+)h-[\d.]+Z" ([^>]*)\/>/g;
const CIRCLE = /<path transform="translate\(([^,]+),([^)]+)\)" d="M([\d.]+),0A[^"]*" ([^>]*)\/>/g;
const LINE = /<line transform="translate\(([^,]+),([^)]+)\)" x2="([^"]+)" y2="([^"]+)" ([^>]*)\/>/g;
const COORDINATES = / (?:transform|d|x|y|x1|x2|y1|y2|width|height)="[^"]*"/g;

/** Neighbours that are drawn alike: `style` holds their common attributes. */
interface Run {
  readonly style: string;
  readonly marks: string[];
}

/**
 * Shortens an SVG that Vega wrote: points become circles, lines that continue each other become one
 * path, neighbours of the same style share a group that holds it, coordinates are rounded and
 * colours are hexadecimal. Every point and the order of painting are kept; a line shorter than the
 * rounding vanishes. Marks that do not fit (other shapes, transparency of the mark as a whole,
 * which would mean something else on a group) stay as they are.
 *
 * @param svg the output of Vega
 * @param decimals decimals of a coordinate in pixels
 * @returns the shorter SVG
 */
export function compactSvg(svg: string, decimals = 1): string {
  const format = (value: number) => String(Number(value.toFixed(decimals)) || 0);
  return svg
    .replace(SYMBOLS, (_, open, marks) => open + circles(marks, format))
    .replace(RULES, (_, open, marks) => open + paths(marks, format))
    .replace(RECTS, (_, open, marks) => open + cells(marks, decimals))
    .replace(COORDINATES, (attribute) => shorten(attribute, format))
    .replace(/rgb\((\d+), (\d+), (\d+)\)/g, (_, r, g, b) => hexColour([r, g, b]));
}

function shorten(attribute: string, format: (value: number) => string): string {
  return attribute.replace(/-?\d+\.\d{2,}/g, (digits) => format(Number(digits)));
}

function circles(symbols: string, format: (value: number) => string): string {
  const found = [...symbols.matchAll(CIRCLE)];
  if (!allFit(symbols, found)) return symbols;
  const runs: Run[] = [];
  for (const [, x, y, r, style] of found) {
    const circle = `<circle cx="${format(Number(x))}" cy="${format(Number(y))}" r="${r}"/>`;
    marksOf(runs, style!).push(circle);
  }
  return groups(runs);
}

function paths(rules: string, format: (value: number) => string): string {
  const found = [...rules.matchAll(LINE)];
  if (!allFit(rules, found)) return rules;
  const runs: Run[] = [];
  let end = "";
  for (const [, x, y, dx, dy, style] of found) {
    const from = `${format(Number(x))},${format(Number(y))}`;
    const to = `${format(Number(x) + Number(dx))},${format(Number(y) + Number(dy))}`;
    if (from === to) continue;
    const marks = marksOf(runs, style!);
    if (marks.length > 0 && from === end) marks.push(`${marks.pop()}L${to}`);
    else marks.push(`M${from}L${to}`);
    end = to;
  }
  return groups(runs.map(({ style, marks }) => ({
    style,
    marks: marks.map((d) => `<path d="${d}"/>`),
  })));
}

/** Rectangles without a stroke, which may share a path: a grid of cells has no other. */
function cells(rects: string, decimals: number): string {
  const found = [...rects.matchAll(RECT)];
  if (!allFit(rects, found) || / stroke="/.test(rects)) return rects;
  const round = (value: number) => Number(value.toFixed(decimals)) || 0;
  const runs: Run[] = [];
  for (const [, dx = "0", dy = "0", x, y, width, height, style] of found) {
    const [left, top] = [Number(dx) + Number(x), Number(dy) + Number(y)];
    // Edges are rounded, not sizes, so that neighbours still meet.
    const right = round(left + Number(width)) - round(left);
    const bottom = round(top + Number(height)) - round(top);
    marksOf(runs, style!).push(
      `M${round(left)},${round(top)}h${round(right)}v${round(bottom)}h${round(-right)}Z`,
    );
  }
  return groups(runs.map(({ style, marks }) => ({
    style,
    marks: [`<path d="${marks.join("")}"/>`],
  })));
}

function allFit(marks: string, found: RegExpExecArray[]): boolean {
  return found.map(([mark]) => mark).join("") === marks && !/ opacity="(?!1")/.test(marks);
}

function marksOf(runs: Run[], style: string): string[] {
  if (runs.at(-1)?.style !== style) runs.push({ style, marks: [] });
  return runs.at(-1)!.marks;
}

function groups(runs: Run[]): string {
  return runs.map(({ style, marks }) => `<g ${style.trim()}>${marks.join("")}</g>`).join("");
}

function hexColour(channels: string[]): string {
  return `#${channels.map((c) => Number(c).toString(16).padStart(2, "0")).join("")}`;
}
