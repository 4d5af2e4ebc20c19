/**
 * The `dataset` step of the synthetic data.
 *
 * @module
 */
import { encodeDataset } from "../../data/codec.ts";
import { syntheticDataset } from "../../data/synthetic.ts";
import type { Bytes } from "./io.ts";

/** Generates the synthetic data set. Output: `dataset`. */
export function runDataset(): Bytes {
  return { dataset: encodeDataset(syntheticDataset()) };
}
