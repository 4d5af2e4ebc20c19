/**
 * Information by nearest neighbours (docs/protocol.md, section 14): Kozachenko and Leonenko (1987), Kraskov et al. (2004,
 * their first estimator), maximum norm, as NPEET has them.
 *
 * I(X;T) is between the rows of the data set and those of the layer; I(T;Y) = H(T) - sum of p_c H(T | c), with its sign,
 * where NPEET returns the absolute value.
 *
 * @module
 */
import { log } from "../../bits/elementary.ts";
import { Stream, streamKey } from "../../bits/random.ts";
import { digamma } from "../../bits/special.ts";
import { getOrMake } from "../../bits/memo.ts";
import type { Information } from "../entropy.ts";
import { type Neighbours, neighbours } from "./nearest.ts";
import { type Classes, type Matrix, type Order, orderOf, requireMatrix } from "./rows.ts";

/** Settings of the estimator by nearest neighbours. */
export interface Knn {
  /** Tells it from the other estimators. */
  readonly kind: "knn";
  /** Which neighbour, 1 to 100; 3 is usual. */
  readonly k: number;
  /**
   * Added to every value of inputs and layers, uniform from 0 to it: published code has 1e-10, without which equal rows
   * have no estimate. 0: none.
   */
  readonly noise: number;
  /** Name of the noise's random stream. */
  readonly seed: string;
}

/** 1 / ln 2, and ln 2. */
const BITS = 1.4426950408889634, LN_2 = 0.6931471805599453;

/** A matrix with noise, drawn row by row; the matrix itself where there is none. */
function noisy(matrix: Matrix, { noise, seed }: Knn, purpose: string): Matrix {
  if (noise === 0) return matrix;
  const stream = new Stream(streamKey({ seed, repeat: 0, attempt: 0, purpose, epoch: 0 }));
  return { ...matrix, values: matrix.values.map((value) => value + noise * stream.unit()) };
}

/** A refusal that names what is wrong with a layer. */
function refused(name: string, what: string, rule: string, value: unknown): RangeError {
  return new RangeError(
    `Cannot estimate ${name} by knn: ${what} must be ${rule}, current value is ${value}`,
  );
}

/** @throws {RangeError} If a row has k others at distance 0, of which no estimate can tell anything. */
function requireApart(name: string, distances: Float64Array, { rows }: Order, k: number): void {
  const tie = distances.indexOf(0);
  if (tie < 0) return;
  const rule = `different from ${k} other rows at least (noise tells equal rows apart)`;
  throw refused(name, `row ${rows[tie]}`, rule, "equal to them");
}

/** H = (psi(N) - psi(k) + d ln 2 + d mean ln e) / ln 2 of rows with these distances. */
function entropyOf(distances: Float64Array, columns: number, k: number): number {
  const n = distances.length, sum = distances.reduce((sum, distance) => sum + log(distance), 0);
  return (digamma(n) - digamma(k) + columns * (LN_2 + sum / n)) * BITS;
}

/** Sum of digammas, each computed once: many rows have the same count. */
function digammaSum(counts: Float64Array): number {
  const known = new Map<number, number>();
  return counts.reduce((sum, count) => sum + getOrMake(known, count, () => digamma(count)), 0);
}

/**
 * I(A;B) = (psi(k) + psi(N) - mean psi(n_A) - mean psi(n_B)) / ln 2, the first estimator of Kraskov et al.
 *
 * @param found Of the layer B, with A as inputs.
 * @param name What a message calls the layer.
 * @throws {RangeError} If k other rows are equal to one in both spaces.
 */
export function ksg(name: string, found: Neighbours, order: Order, k: number): number {
  requireApart(name, found.joint, order, k);
  const n = found.joint.length;
  const sum = digammaSum(found.counts) + digammaSum(found.inputCounts);
  return (digamma(k) + digamma(n) - sum / n) * BITS;
}

/**
 * I(T;Y) = H(T) - sum of p_c H(T | c).
 *
 * @throws {RangeError} If k other rows are equal to one.
 */
function mixed(name: string, found: Neighbours, columns: number, order: Order, k: number): number {
  requireApart(name, found.all, order, k);
  const n = found.all.length, { starts } = order;
  let conditional = 0;
  for (let c = 0; c + 1 < starts.length; c++) {
    const own = found.own.subarray(starts[c], starts[c + 1]);
    if (own.length > 0) conditional += own.length / n * entropyOf(own, columns, k);
  }
  return entropyOf(found.all, columns, k) - conditional;
}

/** @throws {RangeError} If a setting is none, or a class has too few rows. */
function requireSettings({ k, noise }: Knn, { starts }: Order): void {
  const refuse = (what: string, rule: string, value: unknown) => {
    throw new RangeError(
      `Cannot estimate by knn: ${what} must be ${rule}, current value is ${value}`,
    );
  };
  if (!(Number.isInteger(k) && k >= 1 && k <= 100)) refuse("k", "a whole number from 1 to 100", k);
  if (!(noise >= 0 && noise < Infinity)) refuse("noise", "0 or more", noise);
  for (let c = 0; c + 1 < starts.length; c++) {
    const rows = starts[c + 1] - starts[c];
    if (rows > 0 && rows <= k) refuse(`rows of class ${c}`, `more than k = ${k}`, rows);
  }
}

/**
 * I(X;T) and I(T;Y) of each layer of a record by nearest neighbours, in bits. Either may be negative.
 *
 * One job: it takes the shared memory anew. Time grows with the square of the rows.
 *
 * @param inputs Rows of the data set, X.
 * @param layers Activations, a row a label.
 * @param settings k and noise.
 * @throws {RangeError} If a setting is none, sizes disagree, a value is NaN or infinite, a class has no more than k rows,
 * or more than k rows are equal and there is no noise; the message names layer and row.
 * @example
 * ```ts
 * import { activationEstimator, knnInformation } from "@exact-ib/study";
 * import { assert } from "@std/assert";
 *
 * const values = Float64Array.from({ length: 100 }, (_, r) => r + 0.001 * r * r);
 * const rows = { rows: 100, columns: 1, values };
 * const labels = values.map((_, r) => Number(r >= 50));
 * const settings = activationEstimator({ kind: "knn", noise: 0 });
 * const [{ ixt, ity }] = knnInformation(rows, [rows], { labels, classes: 2 }, settings);
 * assert(ixt > 4 && Math.abs(ity - 1) < 0.1);
 * ```
 */
export function knnInformation(
  inputs: Matrix,
  layers: readonly Matrix[],
  classes: Classes,
  settings: Knn,
): Information[] {
  const order = orderOf(classes), n = classes.labels.length, { k } = settings;
  requireSettings(settings, order);
  requireMatrix(inputs, n, "inputs");
  layers.forEach((layer, l) => requireMatrix(layer, n, `layer ${l + 1}`));
  const [x, ...t] = [inputs, ...layers].map((matrix, m) =>
    noisy(matrix, settings, m === 0 ? "knn/inputs" : "knn/layer")
  );
  return neighbours(x, t, order, k).map((found, l) => {
    const name = `layer ${l + 1}`;
    return {
      ixt: ksg(name, found, order, k),
      ity: mixed(name, found, t[l].columns, order, k),
    };
  });
}

/**
 * Differential entropy by nearest neighbours, in bits: not drawn in planes, since it may be anything.
 *
 * @throws {RangeError} As {@linkcode knnInformation}.
 */
export function knnEntropy(matrix: Matrix, settings: Knn): number {
  const order = orderOf({ labels: new Uint8Array(matrix.rows), classes: 1 });
  requireSettings(settings, order);
  requireMatrix(matrix, matrix.rows, "rows");
  const rows = noisy(matrix, settings, "knn/layer");
  const [found] = neighbours(rows, [rows], order, settings.k);
  requireApart("rows", found.all, order, settings.k);
  return entropyOf(found.all, matrix.columns, settings.k);
}
