/**
 * From a Vega-Lite specification and its tables to SVG, PNG and PDF.
 *
 * @module
 */

export { type Asset, ASSETS } from "./assets.ts";
export { type PdfOptions, renderPdf } from "./pdf.ts";
export { type PngOptions, renderPng } from "./png.ts";
export { drawSvg, renderSvg, type SvgOptions } from "./svg.ts";
export type { Spec } from "./tables.ts";
export type { Fonts } from "./text_width.ts";
