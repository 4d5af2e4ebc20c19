/**
 * The `train` step of the TensorFlow.js engine, many repeats at once.
 *
 * @module
 */
import { decodeTensors } from "../../../bits/safetensors.ts";
import { decodeDataset, decodeSplit } from "../../../data/codec.ts";
import { decodeSparse } from "../../../data/sparse.ts";
import type { EngineIdentity } from "../../../engines/tfjs/backend.ts";
import type { AnyDataset } from "../../../engines/tfjs/rows.ts";
import { runSegments, type StackedObserver } from "../../../engines/tfjs/segment.ts";
import type { TensorFlow } from "../../../engines/tfjs/tensorflow.ts";
import { encodeTrace } from "../../../engines/wasm/trace.ts";
import type { Extent, Training } from "../../../network/training.ts";
import type { Bytes } from "../io.ts";
import { stackedName } from "./names.ts";

/** One repeat of a group. */
export interface StackedRepeat {
  readonly repeat: number;
  readonly attempt: number;
}

/** Parameters of a stacked `train` step: one segment of the repeats that are trained together. */
export interface StackedTrainParams extends Extent {
  readonly training: Training;
  /** Which engine gives these bits. */
  readonly engine: EngineIdentity;
  /** At least one; what is computed together may differ in last bits from what is computed alone. */
  readonly repeats: readonly StackedRepeat[];
}

/** A data set of either encoding. */
export function decodeAnyDataset(bytes: Uint8Array): AnyDataset {
  return "starts" in decodeTensors(bytes).tensors ? decodeSparse(bytes) : decodeDataset(bytes);
}

/**
 * Trains one segment of some repeats at once. Inputs: `dataset`, `split`, and `snapshot-r00` … of each repeat. Outputs:
 * `trace-r00` … of each, and `snapshot-r00` … of those that did not meet the restart rule.
 *
 * @param tf With the backend that the parameters name as the current one.
 * @throws {TypeError} If a value became NaN; the message names the tensor.
 */
export async function runStackedTrain(
  tf: TensorFlow,
  { training, phase, from, to, repeats }: StackedTrainParams,
  inputs: Bytes,
  observe?: StackedObserver,
): Promise<Bytes> {
  const outputs = await runSegments(tf, {
    ...{ training, phase, from, to },
    dataset: decodeAnyDataset(inputs.dataset),
    split: decodeSplit(inputs.split),
    repeats: repeats.map((one) => ({
      ...one,
      snapshot: inputs[stackedName("snapshot", one.repeat)],
    })),
  }, observe);
  const bytes: Record<string, Uint8Array> = {};
  outputs.forEach(({ snapshot, trace }, k) => {
    const { repeat } = repeats[k];
    bytes[stackedName("trace", repeat)] = encodeTrace(trace);
    if (snapshot !== null) bytes[stackedName("snapshot", repeat)] = snapshot;
  });
  return bytes;
}
