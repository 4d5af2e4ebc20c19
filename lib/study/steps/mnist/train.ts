/**
 * The `train` step of networks on images.
 *
 * @module
 */
import { decodeSplit } from "../../../data/codec.ts";
import { decodeSparse } from "../../../data/sparse.ts";
import { type MapObserver, runMapSegment } from "../../../engines/wasm/mnist/segment.ts";
import { encodeTrace } from "../../../engines/wasm/trace.ts";
import type { Bytes } from "../io.ts";
import type { TrainParams } from "../train.ts";

/**
 * Trains one segment of a network on images. Inputs: `dataset`, `split`, `snapshot`. Outputs: `trace`, and `snapshot`
 * unless the segment met the restart rule.
 *
 * @throws {RangeError} If the phase is not `train`: networks on images are not fitted to permuted labels.
 */
export function runMnistTrain(params: TrainParams, inputs: Bytes, observe?: MapObserver): Bytes {
  const { training, repeat, attempt, phase, from, to } = params;
  if (phase !== "train") {
    throw new RangeError(`Cannot train: phase must be train, current value is ${phase}`);
  }
  const { snapshot, trace } = runMapSegment({
    training,
    dataset: () => decodeSparse(inputs.dataset),
    split: decodeSplit(inputs.split),
    snapshot: inputs.snapshot,
    repeat,
    attempt,
    from,
    to,
  }, observe);
  return { trace: encodeTrace(trace), ...(snapshot === null ? {} : { snapshot }) };
}
