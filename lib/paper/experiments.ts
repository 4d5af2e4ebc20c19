/**
 * The experiments of the paper by name: what is trained, how it is measured, how often it is repeated.
 *
 * Trainings that are alike are one: the paper's "32 bit" and its networks that are not quantised are both the ordinary
 * float32 network (docs/protocol.md, section 1), so one experiment is measured in both ways.
 *
 * @module
 */
import { BINNED, type Estimator, EXACT, globalBins } from "../information/estimator.ts";
import type { Training } from "../network/training.ts";
import type { Run } from "../plan/run.ts";
import { type MnistNetwork, mnistTraining } from "./mnist_trainings.ts";
import { type PresetName, PRESETS, type Scale } from "./presets.ts";
import type { Representation } from "../study/steps/mnist/representation.ts";
import { syntheticTraining } from "./synthetic_trainings.ts";

/** An experiment. */
export interface Experiment {
  readonly training: Training;
  readonly estimators: readonly Estimator[];
  /** Repeats as published. */
  readonly repeats: number;
  /** Which sizes of a preset are its own. */
  readonly scale: Scale;
  /** What is shown of its layer of two neurons. */
  readonly representation?: Representation;
}

const QUANTISED = [EXACT, BINNED];
const FLOAT = [EXACT, BINNED, globalBins(30), globalBins(100), globalBins(256)];

/** Epochs of fitting to random labels (paper appendix D). */
const PREFIT = 1000;

/** The study on the synthetic data (paper sections 4.1 and 4.3, appendices A, B, C, D, F). */
const SYNTHETIC = (["Tanh", "ReLU"] as const).flatMap((name): [string, Experiment][] => {
  const activation = name === "Tanh" ? "tanh" : "relu", scale = "synthetic";
  return [
    ...([8, 4, 32] as const).map((bits): [string, Experiment] => [`SYN-${name}-${bits}`, {
      training: syntheticTraining(activation, bits),
      estimators: bits === 32 ? FLOAT : QUANTISED,
      repeats: 50,
      scale,
    }]),
    [`SYN-${name}-8-Prefit`, {
      training: syntheticTraining(activation, 8, PREFIT),
      estimators: QUANTISED,
      repeats: 20,
      scale,
    }],
  ];
});

/** The layer of two neurons at the start, after its first fit, where the paper sees compression, and at the end. */
const REPRESENTATION: Representation = {
  kind: "representation",
  layer: 4,
  epochs: [0, 48, 1498, 2998],
};

/** The study on MNIST (paper section 4.2, appendices B, E and F), with the repeats of the released code. */
const MNIST = ([
  ["Bottleneck-2", 20],
  ["Bottleneck-4", 20],
  ["HourGlass", 20],
  ["4x10", 10],
  ["Conv", 10],
] as const satisfies readonly (readonly [MnistNetwork, number])[]).map(
  ([name, repeats]): [string, Experiment] => [`MNIST-${name}`, {
    training: mnistTraining(name),
    estimators: QUANTISED,
    repeats,
    scale: name === "Conv" ? "convolution" : "dense",
    ...(name === "Bottleneck-2" ? { representation: REPRESENTATION } : {}),
  }],
);

/** Experiments by name, in the paper's order. */
export const EXPERIMENTS: Readonly<Record<string, Experiment>> = Object.fromEntries(
  [...SYNTHETIC, ...MNIST],
);

/** The run of an experiment under a preset. */
export function runOf(experiment: string, preset: PresetName): Run {
  const { repeats, scale, ...what } = EXPERIMENTS[experiment], size = PRESETS[preset][scale];
  return { ...what, epochs: size.epochs, repeats: Math.min(repeats, size.repeats) };
}
