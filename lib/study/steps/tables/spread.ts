/**
 * The table of the spread over repeats (paper appendix B).
 *
 * @module
 */
import { type Curves, decodeCurves } from "../curves.ts";
import type { Bytes } from "../io.ts";
import { csvOf, decimal, decodeAggregate, quantile } from "./text.ts";

const HEADER = "epoch,layer,ixt_mean,ixt_low,ixt_high,ity_mean,ity_low,ity_high," +
  "ixt_median,ity_median";

/** Columns of the median repeat by exact states. */
const EXACT = "ixt_exact,ity_exact";

/** Shares of the repeats below the ends of a band. A deviation to either side would leave what is possible. */
const LOW = 0.1, HIGH = 0.9;

/** The ends of the band, element by element. */
function bandOf(series: readonly Float64Array[]): { low: Float64Array; high: Float64Array } {
  const { length } = series[0], low = new Float64Array(length), high = new Float64Array(length);
  const values = new Float64Array(series.length);
  for (let k = 0; k < length; k++) {
    for (const [repeat, one] of series.entries()) values[repeat] = one[k];
    values.sort();
    low[k] = quantile(values, LOW);
    high[k] = quantile(values, HIGH);
  }
  return { low, high };
}

/** Curves of all layers of which those of the output layer are others. */
function withOutput(all: Float64Array, output: Float64Array, layers: number): Float64Array {
  return all.map((value, k) => k % layers === layers - 1 ? output[(k + 1) / layers - 1] : value);
}

/**
 * Means of both informations over the repeats, quantiles of 10% and 90%, and the median repeat, in bits. Inputs:
 * `aggregate`, the curves of each repeat by its name, and those that `exact` names, in the same order, of the output
 * layer by its exact states: with them, two columns more have the median repeat by exact states. Of the hidden layers of
 * a quantised network these are the binned ones.
 */
export function spreadTable(
  repeats: readonly string[],
  inputs: Bytes,
  exact?: readonly string[],
): Bytes {
  const { epochs, layers, series, medianRepeat, caption } = decodeAggregate(inputs.aggregate);
  const all = repeats.map((name) => decodeCurves(inputs[name])), median = all[medianRepeat];
  const band = (pick: (one: Curves) => Float64Array) => bandOf(all.map(pick));
  const ixt = band(({ ixt }) => ixt), ity = band(({ ity }) => ity);
  const output = exact && decodeCurves(inputs[exact[medianRepeat]]);
  const columns = [
    ...[series("ixt_mean"), ixt.low, ixt.high],
    ...[series("ity_mean"), ity.low, ity.high],
    ...[median.ixt, median.ity],
    ...(output ? [withOutput(median.ixt, output.ixt, layers)] : []),
    ...(output ? [withOutput(median.ity, output.ity, layers)] : []),
  ];
  const rows = Array.from({ length: epochs.length * layers }, (_, k) => [
    epochs[Math.floor(k / layers)],
    1 + k % layers,
    ...columns.map((column) => decimal(column[k])),
  ]);
  const text = `${caption}; the median repeat is ${repeats[medianRepeat]}`;
  return {
    csv: csvOf(exact ? `${HEADER},${EXACT}` : HEADER, rows),
    caption: new TextEncoder().encode(text),
  };
}
