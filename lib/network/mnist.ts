/**
 * Layers that only networks on images have (docs/protocol.md, section 7).
 *
 * @module
 */
import type { DenseLayer } from "./training.ts";

/** A convolution of stride 1 without padding, then max pooling; a bias for each filter. `units` is the number of filters. */
export interface ConvLayer extends DenseLayer {
  /** Height and width of a filter. */
  readonly kernel: 3;
  /** Height and width of a pooling window, and their distance; an odd end is in no window. */
  readonly pool: 2;
}

/** Whether a layer is a convolution; the others are dense, after a flattening where they follow a map. */
export function isConv(layer: DenseLayer): layer is ConvLayer {
  return "kernel" in layer;
}
