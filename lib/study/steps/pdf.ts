/**
 * The `pdf` step: a specification and its tables to PDF.
 *
 * @module
 */
import { renderPdf } from "../../render/pdf.ts";
import { drawSvg } from "../../render/svg.ts";
import { titleOf } from "../../render/title.ts";
import type { Bytes } from "./io.ts";
import { drawingOf, type DrawingParams } from "./svg.ts";

/** Draws a figure as vectors for print. Inputs as of {@linkcode drawingOf}. Output: `pdf`. */
export async function runPdf(params: DrawingParams, inputs: Bytes): Promise<Bytes> {
  const [spec, tables, options] = drawingOf(params, inputs);
  const { fonts, title = titleOf(spec) } = options;
  return { pdf: await renderPdf(await drawSvg(spec, tables, options), { title, fonts }) };
}
