/**
 * Information of a record: all layers at one epoch, by any estimator.
 *
 * @module
 */
import type { Information } from "../entropy.ts";
import {
  adaptiveCodes,
  binnedCodes,
  codesInformation,
  exactCodes,
  type Extent,
  uniformCodes,
  widthCodes,
} from "./codes.ts";
import { edgePlane } from "./edge.ts";
import { kdeInformation } from "./kde.ts";
import { knnInformation } from "./knn.ts";
import { type Classes, type Matrix, requireMatrix } from "./rows.ts";
import { type ActivationEstimator, activationEstimatorName } from "./settings.ts";

/** A layer's activations. */
export interface LayerActivations extends Matrix {
  /** Its codes, where it is quantised and they are at hand: what `exact` counts in place of the values. */
  readonly codes?: Matrix;
}

/** All layers at one epoch. */
export interface ActivationRecord extends Classes {
  /** In the order of the network. */
  readonly layers: readonly LayerActivations[];
  /** Rows of the data set, which nearest neighbours and EDGE look at. */
  readonly inputs?: Matrix;
  /** Smallest and largest value of all epochs and layers, for bins with global bounds. */
  readonly extent?: Extent;
}

/** What an estimator says of each layer; kernel densities say two things. */
export interface Series {
  /** As {@linkcode activationEstimatorName}, of kernel densities with the bound. */
  readonly name: string;
  /** Of each layer, bits. */
  readonly information: readonly Information[];
}

/** Codes of a layer by an estimator that counts; undefined of one that does not. */
function codesOf(
  layer: LayerActivations,
  estimator: ActivationEstimator,
  extent: Extent | undefined,
): Float64Array | undefined {
  switch (estimator.kind) {
    case "exact":
      return exactCodes(layer.codes ?? layer);
    case "binned":
      return binnedCodes(layer, estimator.bits);
    case "uniform": {
      const bounds = estimator.bounds === "global" ? extent : estimator.bounds;
      if (bounds === undefined) throw missing(estimator, "the extent of all epochs and layers");
      return uniformCodes(layer, estimator.bins, bounds);
    }
    case "adaptive":
      return adaptiveCodes(layer, estimator.bins);
    case "width":
      return widthCodes(layer, estimator.width);
    default:
      return undefined;
  }
}

function missing(estimator: ActivationEstimator, what: string): RangeError {
  return new RangeError(
    `Cannot estimate by ${
      activationEstimatorName(estimator)
    }: ${what} must be given, current value is none`,
  );
}

/** Names of what an estimator says, in the order in which {@linkcode estimateRecord} says it. */
export function seriesNames(estimator: ActivationEstimator): string[] {
  const name = activationEstimatorName(estimator);
  return estimator.kind === "kde" ? [`${name}-upper`, `${name}-lower`] : [name];
}

/**
 * I(X;T) and I(T;Y) of each layer by one estimator.
 *
 * One job: it may take the shared memory anew.
 *
 * @throws {RangeError} If sizes disagree, a value is NaN or infinite, the estimator lacks inputs or an extent, or has no
 * answer for a layer.
 */
export function estimateRecord(record: ActivationRecord, estimator: ActivationEstimator): Series[] {
  const { layers, inputs, labels, extent } = record, names = seriesNames(estimator);
  layers.forEach((layer, l) => {
    requireMatrix(layer, labels.length, `layer ${l + 1}`);
    if (layer.codes) requireMatrix(layer.codes, labels.length, `codes of layer ${l + 1}`);
  });
  if (estimator.kind === "kde") {
    const bounds = layers.map((layer) => kdeInformation(layer, record, estimator.variance));
    return [
      { name: names[0], information: bounds.map(({ upper }) => upper) },
      { name: names[1], information: bounds.map(({ lower }) => lower) },
    ];
  }
  if (estimator.kind === "knn" || estimator.kind === "edge") {
    if (inputs === undefined) throw missing(estimator, "the rows of the data set");
    const information = estimator.kind === "knn"
      ? knnInformation(inputs, layers, record, estimator)
      : edgePlane(inputs, layers, record, estimator);
    return [{ name: names[0], information }];
  }
  const information = layers.map((layer) =>
    codesInformation(codesOf(layer, estimator, extent)!, record)
  );
  return [{ name: names[0], information }];
}
