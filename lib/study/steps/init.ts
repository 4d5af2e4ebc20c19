/**
 * The `init` step: the snapshot before training.
 *
 * @module
 */
import { decodeDataset } from "../../data/codec.ts";
import { initialSnapshot } from "../../engines/wasm/initialize.ts";
import type { Training } from "../../network/training.ts";
import type { Bytes } from "./io.ts";

/** Parameters of an `init` step. */
export interface InitParams {
  readonly training: Training;
  readonly repeat: number;
  readonly attempt: number;
}

/** The snapshot before training. Input: `dataset`. Output: `snapshot`. */
export function runInit({ training, repeat, attempt }: InitParams, inputs: Bytes): Bytes {
  const { columns } = decodeDataset(inputs.dataset);
  return { snapshot: initialSnapshot(training, columns, repeat, attempt) };
}
