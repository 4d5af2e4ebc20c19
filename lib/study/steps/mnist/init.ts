/**
 * The `init` step of networks on images.
 *
 * @module
 */
import { decodeSparse } from "../../../data/sparse.ts";
import { initialSnapshot } from "../../../engines/wasm/mnist/initialize.ts";
import type { InitParams } from "../init.ts";
import type { Bytes } from "../io.ts";

/** The snapshot before training. Input: `dataset`. Output: `snapshot`. */
export function runMnistInit({ training, repeat, attempt }: InitParams, inputs: Bytes): Bytes {
  const { width } = decodeSparse(inputs.dataset);
  return { snapshot: initialSnapshot(training, width, repeat, attempt) };
}
