/**
 * Estimators: how the states of a layer are told apart before they are counted (docs/protocol.md, sections 8 and 12).
 *
 * Plain data: an estimator is a part of an experiment's configuration and of the key of what measures with it.
 *
 * @module
 */

/** Where uniform bins lie: one range for a whole run, one for each layer or neuron at each epoch, or a fixed one. */
export type Bounds = "global" | "layer" | "neuron" | readonly [lower: number, upper: number];

/** What is counted as one state: the layer's neurons together, or each alone (the information is their mean then). */
export type Per = "layer" | "neuron";

/** The states themselves: codes of a quantised network, bit patterns of a float one. */
export interface Exact {
  /** Tells it from the other estimators. */
  readonly kind: "exact";
  /** A layer at once, or the mean over its neurons. */
  readonly per: Per;
}

/** As the released code measures every network: 2^bits + 1 uniform bins between a layer's smallest and largest value. */
export interface Binned {
  /** Tells it from the other estimators. */
  readonly kind: "binned";
  /** A layer at once, or the mean over its neurons. */
  readonly per: Per;
}

/** Bins of equal width, between bounds. */
export interface Uniform {
  /** Tells it from the other estimators. */
  readonly kind: "uniform";
  /** Number of bins. */
  readonly bins: number;
  /** Where they lie. */
  readonly bounds: Bounds;
  /** A layer at once, or the mean over its neurons. */
  readonly per: Per;
}

/** Bins of equal mass over the values of a layer at one epoch. */
export interface Adaptive {
  /** Tells it from the other estimators. */
  readonly kind: "adaptive";
  /** Number of bins. */
  readonly bins: number;
  /** A layer at once, or the mean over its neurons. */
  readonly per: Per;
}

/** An estimator. */
export type Estimator = Exact | Binned | Uniform | Adaptive;

/** The states themselves. */
export const EXACT: Exact = { kind: "exact", per: "layer" };

/** The released estimator. */
export const BINNED: Binned = { kind: "binned", per: "layer" };

/** The released binning of networks that are not quantised: bounds over all recorded epochs and layers of a repeat. */
export function globalBins(bins: number): Uniform {
  return { kind: "uniform", bins, bounds: "global", per: "layer" };
}

/** Whether the bounds of its bins depend on the whole run. */
export function isGlobal(estimator: Estimator): boolean {
  return estimator.kind === "uniform" && estimator.bounds === "global";
}

/** A number as a part of a name: `m` for minus, `p` for the point. */
function numberName(value: number): string {
  return String(value).replaceAll("-", "m").replaceAll("+", "").replace(".", "p");
}

function boundsName(bounds: Bounds): string {
  return typeof bounds === "string" ? bounds : `from-${bounds.map(numberName).join("-to-")}`;
}

/** Name of an estimator, letters, digits and dashes: a part of logical ids. Different estimators have different names. */
export function estimatorName(estimator: Estimator): string {
  const { kind, per } = estimator, parts: string[] = [kind];
  if ("bins" in estimator) parts.push(String(estimator.bins));
  if ("bounds" in estimator) parts.push(boundsName(estimator.bounds));
  if (per === "neuron") parts.push("neurons");
  return parts.join("-");
}
