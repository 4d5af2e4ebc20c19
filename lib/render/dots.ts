/**
 * Points of a picture as paths of short lines with round ends, for small PDFs.
 *
 * @module
 */
import { compactSvg } from "./compact.ts";

const DOTS = /<g fill="([^"]*)"([^>]*)>((?:<circle [^>]*\/>)+)<\/g>/g;
const CIRCLE = /<circle cx="([^"]*)" cy="([^"]*)" r="([^"]*)"\/>/g;

/**
 * Draws neighbouring points of one style as one path of very short lines with round ends, which are circles
 * to the eye. A figure has ten thousand points, and a PDF has no circles: four curves and a change of
 * colour for each would make it half as large again, and slow to write.
 *
 * @param svg an SVG that Vega wrote
 * @returns the same picture, compact, with coordinates rounded to 0.01 pixels. Points that do not fit
 * (of several sizes, with an outline, or transparent: a path covers itself once) stay circles.
 */
export function drawDots(svg: string): string {
  return compactSvg(svg, 2).replace(DOTS, (group, fill, style, circles) => {
    const found = [...circles.matchAll(CIRCLE)];
    const radius = found[0]![3];
    if (found.some(([, , , r]) => r !== radius) || / (?:stroke|fill-opacity)=/.test(style)) {
      return group;
    }
    // Vega writes a width even where it strokes nothing.
    const rest = style.replace(/ stroke-width="[^"]*"/, "");
    const d = found.map(([, x, y]) => `M${x},${y}h0.01`).join("");
    return `<path fill="none" stroke="${fill}" stroke-width="${2 * radius}" ` +
      `stroke-linecap="round"${rest} d="${d}"/>`;
  });
}
