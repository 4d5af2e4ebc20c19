/**
 * Information by dependence graphs (docs/protocol.md, section 14): Noshad, Zeng and Hero, "Scalable mutual information
 * estimation using dependence graphs", ICASSP 2019, as version 4.3.1 of their code computes it.
 *
 * Both variables are hashed, and information is that of the buckets, each pair of buckets capped.
 *
 * @module
 */
import { log2 } from "../../bits/elementary.ts";
import { exp } from "../../bits/special.ts";
import type { Information } from "../entropy.ts";
import { bandwidths, type Buckets, bucketsOf, projected, streamOf } from "./hashing.ts";
import { type Classes, type Matrix, orderOf, requireMatrix } from "./rows.ts";

/** Settings of EDGE. */
export interface Edge {
  /** Tells it from the other estimators. */
  readonly kind: "edge";
  /** Random projections, the authors' default, or the columns themselves. */
  readonly hashing: "p-stable" | "floor";
  /** Most information of a pair of buckets, in bits: the authors have 10, so that 12 bits are never seen. */
  readonly cap: number;
  /** Smoothness of the first and of the second variable; 1 is the authors' default. */
  readonly gamma: readonly [number, number];
  /** Bandwidth of both variables in place of those of nearest neighbours; null: none. */
  readonly epsilon: readonly [number, number] | null;
  /** How far bandwidths of the ensemble reach: the last is 1 + range times the first. */
  readonly range: number;
  /** Members of the ensemble, whose median is taken. */
  readonly ensemble: number;
  /** Whether a second pass has its bandwidths from the first estimate, as is the authors' default. */
  readonly normalise: boolean;
  /** Name of the random streams. */
  readonly seed: string;
}

/** Least information of a pair of buckets, bits, in the authors' code. */
const FLOOR = 0.001;

/** What the authors' code multiplies smoothness by, in each pass. */
const SMOOTHING = 0.9;

const LN_2 = 0.6931471805599453;

/** A variable ready to be hashed: its columns, and their widths where smoothness is 1. */
interface Variable {
  readonly matrix: Matrix;
  readonly widths: Float64Array;
  /** Buckets by member and smoothness: many estimates begin with the same. */
  readonly hashed: Map<string, Buckets>;
}

/** Projects a variable and finds its bandwidths. */
function variableOf(given: Matrix, which: 0 | 1, name: string, settings: Edge): Variable {
  const { hashing, epsilon, seed } = settings;
  const matrix = hashing === "floor"
    ? given
    : projected(given, streamOf(seed, `edge/${name}/projection`));
  const own = epsilon === null
    ? bandwidths(matrix, streamOf(seed, `edge/${name}/bandwidth`))
    : new Float64Array(matrix.columns).fill(epsilon[which]);
  return { matrix, widths: own.map((width) => width * 3 * matrix.columns), hashed: new Map() };
}

function hash(
  variable: Variable,
  gamma: number,
  member: number,
  { range, ensemble }: Edge,
): Buckets {
  const key = `${member} ${gamma}`, known = variable.hashed.get(key);
  if (known !== undefined) return known;
  const factor = ensemble === 1 ? 1 : 1 + range * member / (ensemble - 1);
  const widths = variable.widths.map((width) => width * gamma * factor);
  const buckets = bucketsOf(variable.matrix, widths, member / ensemble);
  variable.hashed.set(key, buckets);
  return buckets;
}

/**
 * Information between buckets: the sum over occupied pairs, in order of first occurrence, of
 * N_xy/N max(min(log2(N_xy N / (N_x N_y)), cap), 0.001).
 */
export function bucketInformation(x: Buckets, y: Buckets, cap: number): number {
  const rows = x.of.length, counts = new Map<number, number>();
  for (let r = 0; r < rows; r++) {
    const pair = x.of[r] * y.sizes.length + y.of[r];
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  let sum = 0;
  for (const [pair, count] of counts) {
    const first = x.sizes[Math.floor(pair / y.sizes.length)],
      second = y.sizes[pair % y.sizes.length];
    const bits = log2(count * rows / (first * second));
    sum += count * Math.max(Math.min(bits, cap), FLOOR);
  }
  return sum / rows;
}

function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b), half = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
}

/** One pass: the ensemble's median. */
function pass(x: Variable, y: Variable, gamma: readonly [number, number], settings: Edge): number {
  return median(Array.from({ length: settings.ensemble }, (_, member) => {
    const [first, second] = [x, y].map((variable, v) => hash(variable, gamma[v], member, settings));
    return bucketInformation(first, second, settings.cap);
  }));
}

/** Both passes. The second begins with the first one's smoothness, so that the authors' 0.9 is in it twice. */
function edge(x: Variable, y: Variable, settings: Edge): number {
  const first: [number, number] = [SMOOTHING * settings.gamma[0], SMOOTHING * settings.gamma[1]];
  const estimate = pass(x, y, first, settings);
  if (!settings.normalise) return estimate;
  const factor = exp((0.5 / estimate - Math.sqrt(2 * estimate)) * LN_2) * SMOOTHING;
  return pass(x, y, [first[0] * factor, first[1] * factor], settings);
}

/** @throws {RangeError} If a setting is none. */
function requireSettings({ cap, gamma, epsilon, range, ensemble }: Edge): void {
  const refuse = (what: string, rule: string, value: unknown) => {
    throw new RangeError(
      `Cannot estimate by edge: ${what} must be ${rule}, current value is ${value}`,
    );
  };
  const positive = (value: number) => value > 0 && value < Infinity;
  if (!positive(cap)) refuse("cap", "above 0", cap);
  if (!gamma.every(positive)) refuse("gamma", "two numbers above 0", gamma);
  if (epsilon !== null && !epsilon.every(positive)) {
    refuse("epsilon", "two numbers above 0", epsilon);
  }
  if (!(range >= 0 && range < Infinity)) refuse("range", "0 or more", range);
  if (!(Number.isInteger(ensemble) && ensemble >= 1 && ensemble <= 1000)) {
    refuse("ensemble", "a whole number from 1 to 1000", ensemble);
  }
}

/**
 * Mutual information of two variables by EDGE, in bits.
 *
 * @param x First variable, a row an observation.
 * @param y Second variable, with as many rows.
 * @returns From 0.001 to the cap.
 * @throws {RangeError} If a setting is none, sizes disagree, a value is NaN or infinite, or there are too few rows.
 */
export function edgeInformation(x: Matrix, y: Matrix, settings: Edge): number {
  requireSettings(settings);
  requireMatrix(x, x.rows, "the first variable");
  requireMatrix(y, x.rows, "the second variable");
  return edge(variableOf(x, 0, "first", settings), variableOf(y, 1, "second", settings), settings);
}

/**
 * I(X;T) and I(T;Y) of each layer of a record by EDGE, in bits: inputs are the first variable beside a layer, a layer is
 * it beside labels.
 *
 * @param inputs Rows of the data set, X.
 * @param layers Activations, a row a label.
 * @throws {RangeError} As {@linkcode edgeInformation}; the message names the layer.
 * @example
 * ```ts
 * import { activationEstimator, edgePlane } from "@exact-ib/study";
 * import { assert } from "@std/assert";
 *
 * const values = Float64Array.from({ length: 200 }, (_, r) => r < 100 ? r / 1000 : 5 + r / 1000);
 * const rows = { rows: 200, columns: 1, values };
 * const labels = values.map((value) => Number(value > 1));
 * const settings = activationEstimator({ kind: "edge" });
 * const [{ ity }] = edgePlane(rows, [rows], { labels, classes: 2 }, settings);
 * assert(ity > 0.5 && ity < 1.1);
 * ```
 */
export function edgePlane(
  inputs: Matrix,
  layers: readonly Matrix[],
  classes: Classes,
  settings: Edge,
): Information[] {
  requireSettings(settings);
  orderOf(classes);
  const n = classes.labels.length;
  requireMatrix(inputs, n, "inputs");
  layers.forEach((layer, l) => requireMatrix(layer, n, `layer ${l + 1}`));
  const labels = { rows: n, columns: 1, values: Float64Array.from(classes.labels) };
  const x = variableOf(inputs, 0, "inputs", settings),
    y = variableOf(labels, 1, "labels", settings);
  return layers.map((layer) => {
    const second = variableOf(layer, 1, "layer", settings);
    // A bandwidth that is given belongs to the place of a variable; one that is found, to the variable.
    const first = settings.epsilon === null ? second : variableOf(layer, 0, "layer", settings);
    return { ixt: edge(x, second, settings), ity: edge(first, y, settings) };
  });
}
