/**
 * The experiments of the paper by name: what is trained, how it is measured, how often it is repeated.
 *
 * Trainings that are alike are one: the paper's "32 bit" and its networks that are not quantised are both the ordinary
 * float32 network (PROTOCOL section 1), so one experiment is measured in both ways.
 *
 * @module
 */
import { BINNED, type Estimator, EXACT, globalBins } from "../information/estimator.ts";
import type { Training } from "../network/training.ts";
import type { Run } from "./graph.ts";
import { type PresetName, PRESETS } from "./presets.ts";
import { syntheticTraining } from "./trainings.ts";

/** An experiment. */
export interface Experiment {
  readonly training: Training;
  readonly estimators: readonly Estimator[];
  /** Repeats as published. */
  readonly repeats: number;
}

const QUANTISED = [EXACT, BINNED];
const FLOAT = [EXACT, BINNED, globalBins(30), globalBins(100), globalBins(256)];

/** Epochs of fitting to random labels (paper appendix D). */
const PREFIT = 1000;

/** The study on the synthetic data (paper sections 4.1 and 4.3, appendices A, B, C, D, F). */
export const EXPERIMENTS: Readonly<Record<string, Experiment>> = Object.fromEntries(
  (["Tanh", "ReLU"] as const).flatMap((name): [string, Experiment][] => {
    const activation = name === "Tanh" ? "tanh" : "relu";
    return [
      ...([8, 4, 32] as const).map((bits): [string, Experiment] => [`SYN-${name}-${bits}`, {
        training: syntheticTraining(activation, bits),
        estimators: bits === 32 ? FLOAT : QUANTISED,
        repeats: 50,
      }]),
      [`SYN-${name}-8-Prefit`, {
        training: syntheticTraining(activation, 8, PREFIT),
        estimators: QUANTISED,
        repeats: 20,
      }],
    ];
  }),
);

/** The run of an experiment under a preset. */
export function runOf(experiment: string, preset: PresetName): Run {
  const { training, estimators, repeats } = EXPERIMENTS[experiment], { epochs } = PRESETS[preset];
  return { training, estimators, epochs, repeats: Math.min(repeats, PRESETS[preset].repeats) };
}
