/**
 * What is compared of full trainings by two engines: the quantities, and where either engine's numbers are.
 *
 * @module
 */
import type { Curves } from "../../lib/study/steps/curves.ts";

/**
 * Epochs at which information is compared, fixed before TensorFlow.js trained: 0.5, 5, 20, 50 and 100 % of 8000. At the
 * first the moving ranges are still closing in, by the second the network fits, the last is the last recorded one.
 */
export const EPOCHS: readonly number[] = [40, 400, 1600, 4000, 7995];

/** Layers, counted from 0, of which information is compared: the last three, T4 to T6. */
export const LAYERS: readonly number[] = [3, 4, 5];

/** Networks that are compared, by experiment. */
export const NETWORKS = { "SYN-ReLU-8": "relu", "SYN-Tanh-8": "tanh" } as const;

/** Name of such an experiment. */
export type Experiment = keyof typeof NETWORKS;

/** Repeats 0 to 9 are trained by TensorFlow.js, and once more with the planted fault. */
export const REPEATS = 10;

/** The planted fault: decay of the moving ranges, 0.999 in the protocol. */
export const PLANTED_DECAY = 0.99;

/** What one repeat came to. */
export interface RepeatResult {
  /** Accuracies at the last of {@linkcode EPOCHS}. */
  readonly train: number;
  readonly test: number;
  /** I(X;T) and I(T;Y), bits, released estimator: for each of {@linkcode EPOCHS} those of {@linkcode LAYERS}. */
  readonly ixt: readonly (readonly number[])[];
  readonly ity: readonly (readonly number[])[];
}

/** Repeats 0, 1, … of one network. */
export interface Witnessed {
  /** By TensorFlow.js, backend wasm, all stacked. */
  readonly tfjs: readonly RepeatResult[];
  /** By our engine with {@linkcode PLANTED_DECAY}. */
  readonly planted: readonly RepeatResult[];
}

/** The committed file, tests/golden/witness.json; tests/long/witness/collect.ts writes it. */
export type Witness = Readonly<Record<Experiment, Witnessed>>;

/** The quantities of a repeat in one order: 2 accuracies, and 2 x 3 x 5 informations. */
export function quantitiesOf({ train, test, ixt, ity }: RepeatResult): number[] {
  return [train, test, ...ixt.flat(), ...ity.flat()];
}

/** What the quantities are called, in the same order. */
export const QUANTITIES: readonly string[] = [
  ...["training accuracy", "test accuracy"],
  ...["I(X;T)", "I(T;Y)"].flatMap((what) =>
    EPOCHS.flatMap((epoch) => LAYERS.map((layer) => `${what} of T${layer + 1} at epoch ${epoch}`))
  ),
];

/** The same numbers from published curves. */
export function resultOf(curves: Curves): RepeatResult {
  const records = EPOCHS.map((epoch) => curves.epochs.indexOf(epoch));
  const last = records[records.length - 1];
  const of = (all: Float64Array) =>
    records.map((record) => LAYERS.map((layer) => all[record * curves.layers + layer]));
  return {
    train: curves.trainAccuracy[last],
    test: curves.testAccuracy[last],
    ixt: of(curves.ixt),
    ity: of(curves.ity),
  };
}
