/**
 * Exact information-bottleneck analysis of quantised neural networks, reproducible to the bit.
 *
 * Trains the networks of Lorenzen, Igel & Nielsen, "Information Bottleneck: Exact Analysis of (Quantized)
 * Neural Networks" (ICLR 2022), and computes how much information each layer holds about input and label.
 *
 * @example Count the states of a layer and compute its information
 * ```ts
 * import { mutualInformation } from "@exact-ib/study";
 * import { assertEquals } from "@std/assert";
 *
 * // Four rows in two states, each state one class: one bit about the input, one about the label.
 * const total = Uint32Array.of(2, 2), ofClass = Uint32Array.of(2, 1);
 * assertEquals(mutualInformation({ total, classes: [ofClass, ofClass] }), { ixt: 1, ity: 1 });
 * ```
 *
 * @module
 */
export { type Dataset, syntheticDataset } from "./lib/data/synthetic.ts";
export { type Split, syntheticSplit } from "./lib/data/split.ts";
export {
  type Activation,
  type DenseLayer,
  type Network,
  type Protocol,
  type Quantization,
  segmentEnds,
  type Training,
} from "./lib/network/training.ts";
export { type Histogram, type LayerCounts } from "./lib/information/counts.ts";
export { entropy, type Information, mutualInformation } from "./lib/information/entropy.ts";
