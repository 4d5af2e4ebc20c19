/**
 * The `split` step of the synthetic data.
 *
 * @module
 */
import { encodeSplit } from "../../data/codec.ts";
import { syntheticSplit } from "../../data/split.ts";
import type { Bytes } from "./io.ts";

/** The fixed split of the synthetic data set. Output: `split`. */
export function runSplit(): Bytes {
  return { split: encodeSplit(syntheticSplit()) };
}
