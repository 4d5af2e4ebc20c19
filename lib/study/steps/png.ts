/**
 * The `png` step: an SVG to PNG.
 *
 * @module
 */
import { renderPng } from "../../render/png.ts";
import type { Bytes } from "./io.ts";

/** Parameters of a `png` step. */
export interface PngParams {
  /** Pixels of the picture for one pixel of the SVG. */
  readonly scale: number;
}

/** Rasterises a figure. Inputs: `svg`, `rasteriser`, fonts `regular` and `bold`. Output: `png`. */
export async function runPng({ scale }: PngParams, inputs: Bytes): Promise<Bytes> {
  const png = await renderPng(new TextDecoder().decode(inputs.svg), {
    scale,
    fonts: { regular: inputs.regular, bold: inputs.bold },
    rasteriser: inputs.rasteriser,
  });
  return { png };
}
