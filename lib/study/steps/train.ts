/**
 * The `train` step: one segment, from a snapshot to the next one and a trace.
 *
 * @module
 */
import { decodeDataset, decodeSplit } from "../../data/codec.ts";
import { type Observer, runSegment } from "../../engines/wasm/segment.ts";
import { encodeTrace } from "../../engines/wasm/trace.ts";
import type { Extent, Training } from "../../network/training.ts";
import type { Bytes } from "./io.ts";

/** Parameters of a `train` step: one segment of one phase, epochs `from` (0-based) up to but without `to`. */
export interface TrainParams extends Extent {
  readonly training: Training;
  readonly repeat: number;
  readonly attempt: number;
}

/**
 * Trains one segment. Inputs: `dataset`, `split`, `snapshot`. Outputs: `trace`, and `snapshot` unless the
 * segment met the restart rule.
 */
export function runTrain(params: TrainParams, inputs: Bytes, observe?: Observer): Bytes {
  const { training, repeat, attempt, phase, from, to } = params;
  const { snapshot, trace } = runSegment({
    training,
    dataset: decodeDataset(inputs.dataset),
    split: decodeSplit(inputs.split),
    snapshot: inputs.snapshot,
    repeat,
    attempt,
    phase,
    from,
    to,
  }, observe);
  return { trace: encodeTrace(trace), ...(snapshot === null ? {} : { snapshot }) };
}
