/**
 * The `estimate` step: information of a record of activations by one estimator.
 *
 * @module
 */
import {
  decodeInputs,
  decodeLabels,
  decodeLayers,
  encodeEstimates,
} from "../../information/estimators/codec.ts";
import type { Extent } from "../../information/estimators/codes.ts";
import { estimateRecord } from "../../information/estimators/estimate.ts";
import type { ActivationEstimator } from "../../information/estimators/settings.ts";
import type { Bytes } from "./io.ts";

/** Parameters of an `estimate` step. */
export interface EstimateParams {
  readonly estimator: ActivationEstimator;
  /** Smallest and largest value of all epochs and layers, where the estimator's bounds are global. */
  readonly extent?: Extent;
}

/** Estimates a record. Inputs: `layers`, `labels`, and `inputs` for estimators that need them. Output: `estimates`. */
export function runEstimate({ estimator, extent }: EstimateParams, bytes: Bytes): Bytes {
  const record = {
    layers: decodeLayers(bytes.layers),
    ...decodeLabels(bytes.labels),
    ...(bytes.inputs !== undefined && { inputs: decodeInputs(bytes.inputs) }),
    ...(extent !== undefined && { extent }),
  };
  return { estimates: encodeEstimates(estimateRecord(record, estimator)) };
}
