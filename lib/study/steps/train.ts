import { decodeDataset, decodeSplit } from "../../data/codec.ts";
import { type Observer, runSegment } from "../../engines/wasm/segment.ts";
import { encodeTrace } from "../../engines/wasm/trace.ts";
import type { Training } from "../../network/training.ts";
import type { Bytes } from "./io.ts";

/** Parameters of a `train` step: one segment of epochs `from` (0-based) up to but without `to`. */
export interface TrainParams {
  readonly training: Training;
  readonly repeat: number;
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Trains one segment. Inputs: `dataset`, `split`, `snapshot`. Outputs: `trace`, and `snapshot` unless the
 * segment met the restart rule.
 */
export function runTrain(params: TrainParams, inputs: Bytes, observe?: Observer): Bytes {
  const { training, repeat, attempt, from, to } = params;
  const { snapshot, trace } = runSegment({
    training,
    dataset: decodeDataset(inputs.dataset),
    split: decodeSplit(inputs.split),
    snapshot: inputs.snapshot,
    repeat,
    attempt,
    from,
    to,
  }, observe);
  return { trace: encodeTrace(trace), ...(snapshot === null ? {} : { snapshot }) };
}
