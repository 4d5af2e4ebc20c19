/**
 * The `caption` step: a caption with a note on the engine.
 *
 * @module
 */
import type { Bytes } from "../io.ts";

/** Parameters of a `caption` step. */
export interface CaptionParams {
  /** What is to be said of all results behind a figure. */
  readonly note: string;
}

/** A figure's caption with a note at its end. Input and output: `caption`. */
export function runCaption({ note }: CaptionParams, inputs: Bytes): Bytes {
  const caption = new TextDecoder().decode(inputs.caption);
  return { caption: new TextEncoder().encode(`${caption}; ${note}`) };
}
