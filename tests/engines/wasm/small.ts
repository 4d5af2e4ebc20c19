import type { Split } from "../../../lib/data/split.ts";
import type { Dataset } from "../../../lib/data/synthetic.ts";
import { initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import type { SegmentInput } from "../../../lib/engines/wasm/segment.ts";
import type { Activation, Quantization, Training } from "../../../lib/network/training.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";
import { Draw } from "./support.ts";

/** Rows of the training part: two batches of 16 and a short one of 12. */
const TRAIN = 44;
const ROWS = 60;
const COLUMNS = 5;
const CLASSES = 3;

const draw = new Draw("small data set");

/** 60 rows of 5 grey levels in 3 classes that a network can learn in part. */
export const SMALL: Dataset = (() => {
  const x = Uint8Array.from(draw.integers(ROWS * COLUMNS, 16));
  const y = Uint8Array.from(
    { length: ROWS },
    (_, r) => (x[r * COLUMNS] + x[r * COLUMNS + 1] + draw.below(6)) % 36 / 12 | 0,
  );
  return { x, scale: Math.fround(1 / 15), y, columns: COLUMNS, classes: CLASSES };
})();

/** Every third and some: no contiguous part, 44 to 16. */
export const SMALL_SPLIT: Split = (() => {
  const rows = Int32Array.from({ length: ROWS }, (_, r) => r * 7 % ROWS);
  return { train: rows.slice(0, TRAIN), test: rows.slice(TRAIN) };
})();

/** A network 5-7-4-3 for the small data set; every second epoch is recorded. */
export function smallTraining(
  activation: Exclude<Activation, "softmax">,
  quantization: Partial<Quantization> | null,
): Training {
  const base = syntheticTraining(activation, 8);
  return {
    ...base,
    data: "small",
    network: {
      initializer: "glorot_uniform",
      layers: [
        { units: 7, activation },
        { units: 4, activation },
        { units: CLASSES, activation: "softmax" },
      ],
    },
    quantization: quantization === null ? null : { ...base.quantization!, ...quantization },
    protocol: { ...base.protocol, batch: 16, learningRate: 0.01, every: 2 },
  };
}

/** The kinds of network that the engine trains. */
export const KINDS: readonly (readonly [string, Training])[] = [
  ["ReLU, 8 bit", smallTraining("relu", { bits: 8 })],
  ["Tanh, 8 bit", smallTraining("tanh", { bits: 8 })],
  ["ReLU, 4 bit", smallTraining("relu", { bits: 4, start: 1 })],
  ["Tanh, 4 bit", smallTraining("tanh", { bits: 4, start: 1 })],
  ["ReLU, batch ranges", smallTraining("relu", { ranges: "batch" })],
  ["ReLU, float", smallTraining("relu", null)],
  ["Tanh, float", smallTraining("tanh", null)],
];

/** A segment of the small data set from its initial snapshot. */
export function smallSegment(training: Training, from: number, to: number): SegmentInput {
  return {
    training,
    dataset: SMALL,
    split: SMALL_SPLIT,
    snapshot: initialSnapshot(training, COLUMNS, 0, 0),
    repeat: 0,
    attempt: 0,
    phase: "train",
    from,
    to,
  };
}
