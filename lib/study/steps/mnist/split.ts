/**
 * The `split` step of MNIST.
 *
 * @module
 */
import { encodeSplit } from "../../../data/codec.ts";
import { mnistSplit } from "../../../data/mnist.ts";
import type { Bytes } from "../io.ts";

/** The published split of MNIST. Output: `split`. */
export function runMnistSplit(): Bytes {
  return { split: encodeSplit(mnistSplit()) };
}
