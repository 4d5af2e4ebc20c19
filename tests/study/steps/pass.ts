import { BINNED, EXACT } from "../../../lib/information/estimator.ts";
import type { Bytes } from "../../../lib/study/steps/io.ts";
import { type Measurement, runSegmentPass } from "../../../lib/study/steps/measure.ts";
import type { TrainParams } from "../../../lib/study/steps/train.ts";

const NAMED = { exact: EXACT, binned: BINNED };

/** Trains a segment and measures it in one pass; counts in the order of the measurements. */
export function measureSegment(
  params: TrainParams,
  measurements: readonly (keyof typeof NAMED | Measurement)[],
  inputs: Bytes,
): { trained: Bytes; counts: Uint8Array[] } {
  const measures = measurements.map((one) => {
    const estimator = typeof one === "string" ? NAMED[one] : one;
    return { kind: "measure", params: { ...params, estimator } };
  });
  const [trained, ...made] = runSegmentPass([{ kind: "train", params }, ...measures], inputs);
  return { trained, counts: made.map((outputs) => outputs.counts ?? outputs.extents) };
}
