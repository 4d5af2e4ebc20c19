/**
 * Quantiles at any level, for intervals that are corrected for several comparisons.
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import { studentQuantile } from "./student.ts";

/** What a 95% interval may miss. */
export const MISS = 0.05;

/**
 * Probability that Student's t lies between -t and t, by the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4.
 *
 * @param freedom A whole number of at least 1.
 */
export function studentWithin(t: number, freedom: number): number {
  const cosine = Math.sqrt(freedom / (freedom + t * t)), sine = t / Math.sqrt(freedom + t * t);
  const odd = freedom % 2;
  let term = odd === 1 ? cosine : 1, sum = freedom === 1 ? 0 : term;
  for (let k = odd + 2; k < freedom; k += 2) {
    term *= (k - 1) / k * cosine * cosine;
    sum += term;
  }
  return odd === 0 ? sine * sum : 2 / Math.PI * (Math.atan2(sine, cosine) + sine * sum);
}

/** Probability that a standard normal lies between -z and z, by the series of Marsaglia (2004). */
export function normalWithin(z: number): number {
  let term = z, sum = z;
  for (let k = 3; term > 1e-17 * sum; k += 2) {
    term *= z * z / k;
    sum += term;
  }
  return 2 * sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}

/** Quantiles by miss, then by degrees of freedom, of which the normal one has infinitely many. */
const known = new Map<number, Map<number, number>>();

function remember(miss: number, freedom: number, make: () => number): number {
  return getOrMake(getOrMake(known, miss, () => new Map<number, number>()), freedom, make);
}

/**
 * The t beyond which, on both sides together, Student's t lies with probability `miss`.
 *
 * @param freedom A whole number; infinite for one below 1.
 * @param miss In (0, 1).
 *
 * @example
 * ```ts
 * import { studentAt } from "./levels.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(studentAt(9, 0.01), 3.24984, 1e-5);
 * ```
 */
export function studentAt(freedom: number, miss: number): number {
  if (freedom < 1) return Infinity;
  if (miss === MISS) return studentQuantile(freedom);
  return remember(miss, freedom, () => {
    return bisect((t) => studentWithin(t, freedom), 1 - miss, 2 / (freedom === 1 ? miss : 1));
  });
}

/** The same of the standard normal. */
export function normalAt(miss: number): number {
  if (miss === MISS) return 1.959964;
  return remember(miss, Infinity, () => bisect(normalWithin, 1 - miss, 2));
}

/** Where a rising function takes a value, from an upper bound that is doubled while it is too low. */
function bisect(of: (x: number) => number, value: number, start: number): number {
  let low = 0, high = start;
  while (of(high) < value) high *= 2;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (of(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
