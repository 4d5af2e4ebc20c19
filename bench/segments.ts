/**
 * Segments as the pipeline runs them: training and both measurements in one pass.
 *
 * @module
 */
import { encodeDataset, encodeSplit } from "../lib/data/codec.ts";
import { syntheticSplit } from "../lib/data/split.ts";
import { syntheticDataset } from "../lib/data/synthetic.ts";
import type { Training } from "../lib/network/training.ts";
import { runInit } from "../lib/study/steps/init.ts";
import type { Bytes } from "../lib/study/steps/io.ts";
import type { TrainParams } from "../lib/study/steps/train.ts";

/** The data that every segment reads. */
export function studyData(): { dataset: Uint8Array; split: Uint8Array } {
  return { dataset: encodeDataset(syntheticDataset()), split: encodeSplit(syntheticSplit()) };
}

/** The first `to` epochs of a repeat, and the inputs they start from. */
export function firstSegment(
  training: Training,
  repeat: number,
  to: number,
): { params: TrainParams; inputs: Bytes } {
  const data = studyData(), attempt = 0;
  const { snapshot } = runInit({ training, repeat, attempt }, data);
  const params = { training, repeat, attempt, phase: "train" as const, from: 0, to };
  return { params, inputs: { ...data, snapshot } };
}
