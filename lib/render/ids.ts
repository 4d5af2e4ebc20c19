/**
 * Ids of an SVG, made the picture's own.
 *
 * @module
 */
import { sha256 } from "../bits/digest.ts";

/** Hexadecimal digits of a picture's digest before its ids: two of a million pictures share them with 2^-25. */
const DIGITS = 16;

/**
 * Gives the ids of an SVG a prefix of the picture's own. Vega numbers them from one in each picture, and ids count for a
 * whole page: of two figures in one page the clips and gradients of the first would cut and colour the second.
 *
 * @param svg an SVG that Vega wrote, which refers to an id by `url(#…)` or `href="#…"` alone
 * @returns the same picture; the prefix depends on the SVG alone, so pictures that share it are the same
 */
export function withOwnIds(svg: string): string {
  const prefix = `f${sha256(svg).slice(0, DIGITS)}-`;
  return svg.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ id="/g, `$&${prefix}`)
      .replace(/(?:="url\(| (?:xlink:)?href=")#/g, `$&${prefix}`));
}
