import { type SparseDataset, sparseDataset } from "../../../../lib/data/sparse.ts";
import type { Split } from "../../../../lib/data/split.ts";
import { convReference } from "../../../../lib/engines/wasm/conv_reference.ts";
import { initialSnapshot } from "../../../../lib/engines/wasm/mnist/initialize.ts";
import type { MapKernels } from "../../../../lib/engines/wasm/mnist/kernels.ts";
import type { MapSegmentInput } from "../../../../lib/engines/wasm/mnist/segment.ts";
import { referenceKernels } from "../../../../lib/engines/wasm/reference.ts";
import { sparseReference } from "../../../../lib/engines/wasm/sparse_reference.ts";
import type { ConvLayer } from "../../../../lib/network/mnist.ts";
import type { DenseLayer, Training } from "../../../../lib/network/training.ts";
import { mnistTraining } from "../../../../lib/paper/mnist_trainings.ts";
import { Draw } from "../support.ts";

/** All families in plain TypeScript. */
export const plainKernels: MapKernels = {
  ...referenceKernels,
  ...sparseReference,
  ...convReference,
};

/** More rows than one pass of an evaluation has, and no multiple of 8. */
const ROWS = 275;
const SIDE = 10;
const CLASSES = 3;

const draw = new Draw("small images");

/** 275 images of 10 x 10 levels in 3 classes: a bright line at a height that depends on the class, and noise. */
export const IMAGES: SparseDataset = (() => {
  const y = Uint8Array.from({ length: ROWS }, () => draw.below(CLASSES));
  const x = Uint8Array.from({ length: ROWS * SIDE * SIDE }, (_, k) => {
    const line = Math.floor(k / SIDE) % SIDE, label = y[Math.floor(k / SIDE / SIDE)];
    return line === 3 * label + 1 && draw.below(3) ? 255 : draw.below(6) ? 0 : draw.below(256);
  });
  return sparseDataset({
    x,
    y,
    scale: Math.fround(1 / 255),
    columns: SIDE * SIDE,
    classes: CLASSES,
  });
})();

/** 150 rows to train, in batches of 64, 64 and 22; the rest to test. */
export const IMAGE_SPLIT: Split = (() => {
  const rows = Int32Array.from({ length: ROWS }, (_, r) => r * 7 % ROWS);
  return { train: rows.slice(0, 150), test: rows.slice(150) };
})();

function trainingOf(layers: readonly DenseLayer[], bits: 4 | 8 = 8): Training {
  const base = mnistTraining("Conv");
  const output = { units: CLASSES, activation: "softmax" as const };
  return {
    ...base,
    data: "images",
    network: { ...base.network, layers: [...layers, output] },
    quantization: { ...base.quantization!, bits, start: 1 },
    protocol: { ...base.protocol, batch: 64, learningRate: 0.01 },
  };
}

const filters: ConvLayer = { units: 2, activation: "relu", kernel: 3, pool: 2 };
const dense = (units: number): DenseLayer => ({ units, activation: "relu" });

/** The kinds of network: sparse first layer, two convolutions (maps of 8 and 2 pixels a side), an odd map. */
export const NETWORKS: readonly (readonly [string, Training])[] = [
  ["dense", trainingOf([dense(7), dense(5)])],
  ["dense, 4 bit", trainingOf([dense(16), dense(2)], 4)],
  ["conv", trainingOf([filters, filters, dense(6)])],
  ["conv, 3 filters", trainingOf([{ ...filters, units: 3 }, dense(5)])],
  ["dense, 37 neurons", trainingOf([dense(37), dense(9)])],
  ["conv, 4 filters, 4 bit", trainingOf([{ ...filters, units: 4 }, dense(5)], 4)],
];

/** A segment of the small images from its initial snapshot. */
export function imageSegment(training: Training, from: number, to: number): MapSegmentInput {
  return {
    training,
    dataset: () => IMAGES,
    split: IMAGE_SPLIT,
    snapshot: initialSnapshot(training, SIDE * SIDE, 0, 0),
    repeat: 0,
    attempt: 0,
    from,
    to,
  };
}
