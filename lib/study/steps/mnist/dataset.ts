/**
 * The `dataset` step of MNIST.
 *
 * @module
 */
import { mnistDataset, type MnistFile } from "../../../data/mnist.ts";
import { encodeSparse, sparseDataset } from "../../../data/sparse.ts";
import type { Bytes } from "../io.ts";

/**
 * MNIST as sparse rows. Inputs: the bytes of the four files, by the names of `MNIST_FILES`. Output: `dataset`, encoded
 * by `encodeSparse`.
 *
 * @throws {RangeError} If a file is not the known one, byte for byte.
 */
export function runMnistDataset(inputs: Bytes): Bytes {
  const files = inputs as Readonly<Record<MnistFile, Uint8Array>>;
  return { dataset: encodeSparse(sparseDataset(mnistDataset(files))) };
}
