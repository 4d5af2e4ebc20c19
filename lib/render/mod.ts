/**
 * From a Vega-Lite specification and its tables to SVG and PNG.
 *
 * @module
 */

export { type Fonts, loadFonts } from "./assets.ts";
export { type PngOptions, renderPng } from "./png.ts";
export { renderSvg, type SvgOptions } from "./svg.ts";
export type { Spec } from "./tables.ts";
