/**
 * Statistics over repeats, element by element.
 *
 * @module
 */

/** Mean of each element over the series, which are of one length, at least one; summed in their order. */
export function meanOf(series: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(series[0].length);
  for (const one of series) one.forEach((value, k) => mean[k] += value);
  return mean.map((sum) => sum / series.length);
}
