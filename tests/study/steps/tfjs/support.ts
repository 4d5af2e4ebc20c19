/** Small networks for the tests of stacked steps. */
import { encodeDataset, encodeSplit } from "../../../../lib/data/codec.ts";
import { encodeSparse } from "../../../../lib/data/sparse.ts";
import type { EngineIdentity } from "../../../../lib/engines/tfjs/backend.ts";
import type { BackendName } from "../../../../lib/engines/tfjs/packages.ts";
import { initialSnapshot } from "../../../../lib/engines/wasm/initialize.ts";
import { initialSnapshot as initialMaps } from "../../../../lib/engines/wasm/mnist/initialize.ts";
import type { Training } from "../../../../lib/network/training.ts";
import type { Bytes } from "../../../../lib/study/steps/io.ts";
import type { Measurement } from "../../../../lib/study/steps/measure.ts";
import { stackedName } from "../../../../lib/study/steps/tfjs/names.ts";
import type { StackedTrainParams } from "../../../../lib/study/steps/tfjs/train.ts";
import { IMAGE_SPLIT, IMAGES } from "../../../engines/wasm/mnist/small.ts";
import { SMALL, SMALL_SPLIT } from "../../../engines/wasm/small.ts";

/** What names a backend in parameters. */
export function identityOf(backend: BackendName): EngineIdentity {
  return { engine: "tfjs", backend, version: "4.22.0" };
}

/** Data set and split of a small training, encoded. */
export function dataOf({ data }: Training): { dataset: Uint8Array; split: Uint8Array } {
  return data === "images"
    ? { dataset: encodeSparse(IMAGES), split: encodeSplit(IMAGE_SPLIT) }
    : { dataset: encodeDataset(SMALL), split: encodeSplit(SMALL_SPLIT) };
}

/** The snapshot that a repeat starts from. */
export function startOf(training: Training, repeat: number): Uint8Array {
  return training.data === "images"
    ? initialMaps(training, IMAGES.width, repeat, 0)
    : initialSnapshot(training, SMALL.columns, repeat, 0);
}

/** Repeats 0, 1 and 3. */
export const REPEATS = [0, 1, 3];

/** Parameters of a segment of the three. */
export function paramsOf(training: Training, to: number, from = 0): StackedTrainParams {
  return {
    ...{ training, engine: identityOf("cpu"), phase: "train", from, to },
    repeats: REPEATS.map((repeat) => ({ repeat, attempt: 0 })),
  };
}

/** Inputs of their first segment, or of one that goes on from other snapshots. */
export function inputsOf(
  training: Training,
  snapshot: (repeat: number) => Uint8Array = (repeat) => startOf(training, repeat),
): Bytes {
  const snapshots = REPEATS.map((repeat) => [stackedName("snapshot", repeat), snapshot(repeat)]);
  return { ...dataOf(training), ...Object.fromEntries(snapshots) };
}

/** What a job asks of a pass that trains and measures. */
export function wantedOf(params: StackedTrainParams, measurements: readonly Measurement[]) {
  const measures = measurements.map((estimator) => ({
    kind: "measure-tfjs",
    params: { ...params, estimator },
  }));
  return [{ kind: "train-tfjs", params }, ...measures];
}
