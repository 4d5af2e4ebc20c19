/**
 * The 97.5% quantile of Student's t, from a table and a series: the same bits everywhere, so that what is hashed may use it.
 *
 * @module
 */

/** 97.5% quantiles of Student's t for 1 to 30 degrees of freedom. */
// deno-fmt-ignore
const QUANTILES = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
  2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
  2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];

/**
 * The 97.5% quantile of Student's t: to four places; beyond 30 degrees of freedom by the expansion in their inverse
 * (Abramowitz and Stegun 26.7.5). Infinite for none.
 */
export function studentQuantile(freedom: number): number {
  if (freedom < 1) return Infinity;
  if (freedom <= QUANTILES.length) return QUANTILES[freedom - 1];
  return 1.959964 + (2.372306 + (2.822564 + 2.555852 / freedom) / freedom) / freedom;
}

/**
 * Half the width of the 95% interval of a mean, from the standard deviation over the repeats with ddof 0, as aggregates
 * have it. Infinite for a single repeat.
 *
 * @example
 * ```ts
 * import { halfWidth } from "./student.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Repeats 1, 2, 6: the deviation is sqrt(14 / 3), t of two degrees of freedom is 4.3027.
 * assertAlmostEquals(halfWidth(Math.sqrt(14 / 3), 3), 4.3027 * Math.sqrt(7 / 3), 1e-12);
 * ```
 */
export function halfWidth(deviation: number, repeats: number): number {
  return repeats < 2 ? Infinity : studentQuantile(repeats - 1) * deviation / Math.sqrt(repeats - 1);
}
