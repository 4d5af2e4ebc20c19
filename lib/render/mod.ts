/**
 * From a Vega-Lite specification and its tables to SVG and PNG.
 *
 * @module
 */

export { type Asset, ASSETS } from "./assets.ts";
export { type PngOptions, renderPng } from "./png.ts";
export { renderSvg, type SvgOptions } from "./svg.ts";
export type { Spec } from "./tables.ts";
export type { Fonts } from "./text_width.ts";
