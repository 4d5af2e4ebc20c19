/**
 * Exact information-bottleneck analysis of quantised neural networks, reproducible to the bit.
 *
 * Trains the networks of Lorenzen, Igel & Nielsen, "Information Bottleneck: Exact Analysis of (Quantized)
 * Neural Networks" (ICLR 2022), and computes how much information each layer holds about input and label.
 *
 * A program outside this folder runs with `--config` and this folder's deno.json, which has the imports.
 *
 * @example Train, measure and tabulate an experiment of your own
 * ```ts
 * import { experiment, informationPlanes } from "@exact-ib/study";
 * import { assertEquals } from "@std/assert";
 *
 * const own = experiment({
 *   name: "small",
 *   network: { layers: [6, 3], activation: "tanh" },
 *   repeats: 2,
 *   epochs: 10,
 * });
 * const store = await Deno.makeTempDir();
 * const { exact } = await informationPlanes(own, { store });
 * assertEquals(exact.points.length, 2 * 3); // epochs 0 and 5 of two hidden layers and the output
 * assertEquals(exact.csv.split("\n")[0], "epoch,layer,ixt,ity");
 * await Deno.remove(store, { recursive: true });
 * ```
 *
 * @example Run it, read every repeat, compare it with another, take it elsewhere
 * ```ts
 * import { compare, experiment, exportRuns, runExperiment } from "@exact-ib/study";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const store = await Deno.makeTempDir(), runs = [];
 * for (const activation of ["tanh", "relu"] as const) {
 *   const own = experiment({ name: activation, network: { layers: [3], activation }, repeats: 2, epochs: 1 });
 *   runs.push(await runExperiment(own, { store, jobs: 2, onProgress: ({ done, total }) => assert(done <= total) }));
 * }
 * assertEquals(runs[0].results.repeats[1].curves.exact.ixt.length, 2); // one epoch of a hidden layer and the output
 * const { differences } = compare(runs);
 * assertEquals(differences[0].run, "relu");
 * const { name } = await exportRuns(runs, "csv");
 * assertEquals(name, "results.csv");
 * await Deno.remove(store, { recursive: true });
 * ```
 *
 * @example Count the states of a layer and compute its information
 * ```ts
 * import { mutualInformation } from "@exact-ib/study";
 * import { assertEquals } from "@std/assert";
 *
 * // Four rows in two states, each state one class: one bit about the input, one about the label.
 * const total = Uint32Array.of(2, 2), ofClass = Uint32Array.of(2, 1);
 * assertEquals(mutualInformation({ total, classes: [ofClass, ofClass] }), { ixt: 1, ity: 1 });
 * ```
 *
 * @module
 */
export { experiment, type OwnExperiment } from "./lib/runs/experiment.ts";
export { readExperiment } from "./lib/runs/file.ts";
export type {
  EstimatorInput,
  ExperimentInput,
  HiddenActivation,
  LayerInput,
  NetworkInput,
  ProtocolInput,
  Some,
} from "./lib/runs/input.ts";
export { ConformanceError } from "./lib/published/conformance_error.ts";
export type { Mismatch } from "./lib/steps/mismatch.ts";
export {
  informationPlanes,
  type Plane,
  type PlanePoint,
  type PlanesOptions,
} from "./lib/planes.ts";
export {
  type ExperimentOptions,
  type ExperimentRun,
  listRuns,
  readRun,
  readWeights,
  runExperiment,
  type RunProgress,
  type StoredRun,
} from "./lib/own_runs.ts";
export type { Failure } from "./lib/failures.ts";
export type { DiscardedAttempt, RepeatResults, RunResults } from "./lib/runs/results.ts";
export type { AccuracySummary, RunSummary } from "./lib/runs/summary.ts";
export {
  compare,
  type Compared,
  type CompareOptions,
  type Comparison,
  type Quantity,
  type RunDifference,
} from "./lib/runs/compare.ts";
export type { Band, Difference, Interval } from "./lib/runs/statistics.ts";
export { type ExportedFile, type ExportFormat, exportRuns } from "./lib/runs/export.ts";
export { type Cell, cellsOf, type GridInput } from "./lib/runs/sweep.ts";
export type { WeightsOf } from "./lib/weights.ts";
export type { Curves } from "./lib/study/steps/curves.ts";
export { type Tensor, tensor, type TensorData } from "./lib/bits/tensor.ts";
export type { Run, RunEngine } from "./lib/plan/run.ts";
export type { Representation } from "./lib/study/steps/mnist/representation.ts";
export type { EngineIdentity } from "./lib/engines/tfjs/backend.ts";
export type { BackendName } from "./lib/engines/tfjs/packages.ts";
export { useMnistFolder } from "./lib/data/mnist_files.ts";
export { type Dataset, syntheticDataset } from "./lib/data/synthetic.ts";
export { type Split, syntheticSplit } from "./lib/data/split.ts";
export type { ConvLayer } from "./lib/network/mnist.ts";
export {
  type Activation,
  type DenseLayer,
  type Network,
  type Protocol,
  type Quantization,
  segmentEnds,
  type Training,
} from "./lib/network/training.ts";
export type { Histogram, LayerCounts } from "./lib/information/counts.ts";
export { entropy, type Information, mutualInformation } from "./lib/information/entropy.ts";
export {
  type Adaptive,
  type Binned,
  type Bounds,
  type Estimator,
  estimatorName,
  type Exact,
  type Per,
  type Uniform,
} from "./lib/information/estimator.ts";
export {
  type ActivationEstimator,
  activationEstimator,
  activationEstimatorName,
  type AdaptiveActivations,
  type BinnedActivations,
  type EstimatorKind,
  type ExactActivations,
  type Kde,
  parseEstimator,
  type UniformActivations,
  type Width,
} from "./lib/information/estimators/settings.ts";
export {
  type ActivationRecord,
  estimateRecord,
  type LayerActivations,
  type Series,
} from "./lib/information/estimators/estimate.ts";
export type { Classes, Matrix } from "./lib/information/estimators/rows.ts";
export type { Extent } from "./lib/information/estimators/codes.ts";
export { type KdeBounds, kdeInformation } from "./lib/information/estimators/kde.ts";
export { type Knn, knnEntropy, knnInformation } from "./lib/information/estimators/knn.ts";
export { type Edge, edgeInformation, edgePlane } from "./lib/information/estimators/edge.ts";
export { type At, epochsAt } from "./lib/information/estimators/records.ts";
export {
  measureActivations,
  type Measured,
  type MeasuredPlane,
  type MeasureOptions,
  type MeasureProgress,
} from "./lib/measured.ts";
export { readActivations, readArray } from "./lib/data/activation_files.ts";
export { type Activations, activationsOf, type LayerRecord } from "./lib/data/activations.ts";
export type { NamedTensor } from "./lib/data/arrays.ts";
export { parseNpy, parseNpz, type StoredArray } from "./lib/data/npy.ts";
