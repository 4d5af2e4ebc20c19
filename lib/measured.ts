/**
 * Information planes of activations that were made elsewhere.
 *
 * A record is one epoch: its estimates are kept in the store under the digests of its numbers and labels, and the
 * estimator's settings, whatever the files are called.
 *
 * @module
 */
import { sha256 } from "./bits/digest.ts";
import type { Activations, LayerRecord } from "./data/activations.ts";
import { inputsOf, type LabelClasses, labelsOf } from "./data/labelled.ts";
import type { NamedTensor } from "./data/arrays.ts";
import {
  decodeEstimates,
  encodeInputs,
  encodeLabels,
  encodeLayers,
} from "./information/estimators/codec.ts";
import type { Extent } from "./information/estimators/codes.ts";
import { seriesNames } from "./information/estimators/estimate.ts";
import { type At, epochsAt } from "./information/estimators/records.ts";
import {
  type ActivationEstimator,
  activationEstimatorName,
  needsInputs,
} from "./information/estimators/settings.ts";
import type { PlanePoint } from "./planes.ts";
import { lightStep } from "./plan/attempt.ts";
import { idText } from "./plan/ids.ts";
import { ENTRIES } from "./plan/kinds.ts";
import { createCodeDigester } from "./steps/code/digest.ts";
import { WorkerPool } from "./steps/pool.ts";
import { Runner } from "./steps/runner.ts";
import { type Source, sourceOf, type Step } from "./steps/step.ts";
import { StepError } from "./steps/step_error.ts";
import { Store } from "./store/mod.ts";

/** What is measured, and how. */
export interface MeasureOptions {
  /** Folder of the store, made if it is missing: what is in it is not computed again. */
  readonly store: string;
  /** Class of each row; by default those that the activations have. */
  readonly labels?: NamedTensor;
  /** Rows of the data set, which nearest neighbours and EDGE look at; by default those that the activations have. */
  readonly inputs?: NamedTensor;
  /** Each once; see `activationEstimator()`. */
  readonly estimators: readonly ActivationEstimator[];
  /** Which of the epochs; all if left out. */
  readonly at?: At;
  /** Number of workers, at least 1; by default the number of cores. */
  readonly jobs?: number;
  /** Told of every record and estimator that is done. */
  readonly onProgress?: (progress: MeasureProgress) => void;
}

/** How far a measurement has come. */
export interface MeasureProgress {
  /** Records times estimators that are done. */
  readonly done: number;
  /** All of them. */
  readonly total: number;
  /** Logical id of the last one. */
  readonly id: string;
  /** Whether the store had it. */
  readonly restored: boolean;
}

/** The plane of one estimator, or of one of the bounds that it gives. */
export interface MeasuredPlane {
  /** Of the estimator, with the bound: `kde-0p001-upper`. */
  readonly name: string;
  /** By epoch, then by layer. */
  readonly points: readonly PlanePoint[];
}

/** What a measurement came to. */
export interface Measured {
  /** Names of the layers. */
  readonly layers: readonly string[];
  /** Epochs that were looked at. */
  readonly epochs: readonly number[];
  /** Rows of the data set. */
  readonly rows: number;
  /** Distinct labels. */
  readonly classes: number;
  /** In the order of the estimators. */
  readonly planes: readonly MeasuredPlane[];
  /** Estimators that have no answer, and why, in one line. */
  readonly failed: readonly { readonly estimator: string; readonly message: string }[];
}

/** Name in logical ids: letters, digits, dashes. */
const NAME = "activations";

/** All that the records of a measurement share. */
interface Shared {
  readonly labels: Source;
  readonly inputs: Source | undefined;
  readonly extent: Extent | undefined;
}

/** A record as an input: known by its digest, read again when it is needed. */
async function recordSource(activations: Activations, epoch: number): Promise<Source> {
  const load = async () => encodeLayers(await activations.record(epoch));
  return { sha256: sha256(await load()), load };
}

/** Smallest and largest value of all layers at some epochs, as float32. */
async function extentOfAll(activations: Activations, epochs: readonly number[]): Promise<Extent> {
  let lower = Infinity, upper = -Infinity;
  const see = ({ values: { data } }: LayerRecord) => {
    for (let k = 0; k < data.length; k++) {
      const value = Number(data[k]);
      if (value < lower) lower = value;
      if (value > upper) upper = value;
    }
  };
  for (const epoch of epochs) (await activations.record(epoch)).forEach(see);
  return [Math.fround(lower) + 0, Math.fround(upper) + 0];
}

function estimateStep(
  estimator: ActivationEstimator,
  epoch: number,
  layers: Source,
  shared: Shared,
): Step {
  const isGlobal = estimator.kind === "uniform" && estimator.bounds === "global";
  return lightStep({
    role: "estimate",
    id: idText({
      role: "estimate",
      name: NAME,
      epoch,
      estimator: activationEstimatorName(estimator),
    }),
    params: { estimator, ...(isGlobal && { extent: shared.extent }) },
    inputs: {
      layers: { source: layers },
      labels: { source: shared.labels },
      ...(needsInputs(estimator) && { inputs: { source: shared.inputs! } }),
    },
    rank: epoch,
  });
}

/** @throws {RangeError} If labels are missing, or inputs that an estimator needs. */
function given(
  activations: Activations,
  options: Omit<MeasureOptions, "store">,
): LabelClasses & { inputs: Source | undefined } {
  const { estimators } = options, labels = options.labels ?? activations.labels;
  const inputs = options.inputs ?? activations.inputs;
  const lacks = (what: string, why: string) =>
    new RangeError(`Cannot measure: ${what} must be given${why}, current value is none`);
  if (labels === undefined) throw lacks("labels", "");
  const one = estimators.find(needsInputs);
  if (one !== undefined && inputs === undefined) {
    throw lacks("inputs, the rows of the data set,", ` for ${activationEstimatorName(one)}`);
  }
  return {
    ...labelsOf(labels, activations.rows),
    inputs: one && sourceOf(encodeInputs(inputsOf(inputs!, activations.rows))),
  };
}

/** Everything that a measurement would compute: steps by estimator, then epoch. */
async function stepsOf(
  activations: Activations,
  epochs: readonly number[],
  options: Omit<MeasureOptions, "store">,
) {
  const { inputs, ...classes } = given(activations, options), { estimators } = options;
  const isGlobal = estimators.some((one) => one.kind === "uniform" && one.bounds === "global");
  const shared: Shared = {
    labels: sourceOf(encodeLabels(classes)),
    inputs,
    extent: isGlobal ? await extentOfAll(activations, activations.epochs) : undefined,
  };
  const steps = estimators.map((): Step[] => []);
  for (const epoch of epochs) {
    const layers = await recordSource(activations, epoch);
    estimators.forEach((one, k) => steps[k].push(estimateStep(one, epoch, layers, shared)));
  }
  return { steps, classes: classes.classes };
}

/**
 * I(X;T) and I(T;Y) of every layer at every epoch, by every estimator. What the store has is restored.
 *
 * Needs to read and write the store's folder and to read the library's files.
 *
 * @throws {RangeError} in one line, if labels or inputs are missing or of another length than the layers, or a value is NaN
 * or infinite; the message names file, array, epoch, row and column.
 * @example Activations from arrays at hand
 * ```ts
 * import { activationEstimator, activationsOf, measureActivations, tensor } from "@exact-ib/study";
 * import { assertEquals } from "@std/assert";
 *
 * // Two epochs of four rows and one unit: first each row is a state, then each class.
 * const t = tensor(Float32Array.of(1, 2, 3, 4, 5, 5, 6, 6), [2, 4, 1]);
 * const activations = activationsOf([{ name: "T1", shape: t.shape, dtype: "<f4", read: () => t }], "arrays");
 * const labels = { name: "labels", tensor: tensor(Uint8Array.of(0, 0, 1, 1)) };
 * const store = await Deno.makeTempDir();
 * const { planes } = await measureActivations(activations, { store, labels, jobs: 1, estimators: [activationEstimator({ kind: "exact" })] });
 * assertEquals(planes[0].points.map(({ ixt, ity }) => [ixt, ity]), [[2, 1], [1, 1]]);
 * await Deno.remove(store, { recursive: true });
 * ```
 */
export async function measureActivations(
  activations: Activations,
  options: MeasureOptions,
): Promise<Measured> {
  let store: Store | undefined;
  try {
    return await measureIn(
      async () => store = await Store.open(options.store),
      activations,
      options,
    );
  } finally {
    store?.close();
  }
}

/** {@linkcode measureActivations} in a store that is opened once nothing speaks against it. */
export async function measureIn(
  open: () => Promise<Store>,
  activations: Activations,
  options: Omit<MeasureOptions, "store">,
): Promise<Measured> {
  const { jobs = navigator.hardwareConcurrency, at = "all", onProgress, estimators } = options;
  const epochs = epochsAt(activations.epochs, at);
  const { steps, classes } = await stepsOf(activations, epochs, options);
  const pool = new WorkerPool(new URL("./plan/worker.ts", import.meta.url), jobs);
  let done = 0;
  const runner = new Runner({
    store: await open(),
    digester: await createCodeDigester(),
    pool,
    entries: ENTRIES,
    progress: ({ step, how }) =>
      onProgress?.({
        done: ++done,
        total: epochs.length * steps.length,
        id: step.id,
        restored: how === "restored",
      }),
  });
  const planes: MeasuredPlane[] = [], failed: Measured["failed"][number][] = [];
  try {
    for (const [k, ofEstimator] of steps.entries()) {
      try {
        planes.push(...await planesOf(estimators[k], epochs, ofEstimator, runner));
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        failed.push({ estimator: activationEstimatorName(estimators[k]), message: error.message });
      }
    }
  } finally {
    pool.close();
  }
  return { layers: activations.layers, epochs, rows: activations.rows, classes, planes, failed };
}

/** Planes of one estimator. */
async function planesOf(
  estimator: ActivationEstimator,
  epochs: readonly number[],
  steps: readonly Step[],
  runner: Runner,
): Promise<MeasuredPlane[]> {
  const names = seriesNames(estimator);
  const found = await Promise.all(
    steps.map(async (step) =>
      decodeEstimates(await runner.bytes({ step, output: "estimates" }), names)
    ),
  );
  return names.map((name, s) => ({
    name,
    points: found.flatMap((series, e) =>
      series[s].information.map(({ ixt, ity }, l) => ({ epoch: epochs[e], layer: l + 1, ixt, ity }))
    ),
  }));
}
