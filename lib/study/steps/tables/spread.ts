/**
 * The table of the spread over repeats (paper appendix B).
 *
 * @module
 */
import { decodeCurves } from "../curves.ts";
import type { Bytes } from "../io.ts";
import { csvOf, decimal, decodeAggregate } from "./text.ts";

const HEADER = "epoch,layer,ixt_mean,ixt_sd,ity_mean,ity_sd,ixt_median,ity_median";

/**
 * Means and standard deviations (ddof 0) of both informations, and those of the median repeat, in bits. Inputs:
 * `aggregate`, and the curves of each repeat by its name.
 */
export function spreadTable(repeats: readonly string[], inputs: Bytes): Bytes {
  const { epochs, layers, series, medianRepeat, caption } = decodeAggregate(inputs.aggregate);
  const name = repeats[medianRepeat], median = decodeCurves(inputs[name]);
  const columns = [
    ...["ixt_mean", "ixt_sd", "ity_mean", "ity_sd"].map(series),
    median.ixt,
    median.ity,
  ];
  const rows = Array.from({ length: epochs.length * layers }, (_, k) => [
    epochs[Math.floor(k / layers)],
    1 + k % layers,
    ...columns.map((column) => decimal(column[k])),
  ]);
  const text = `${caption}; the median repeat is ${name}`;
  return { csv: csvOf(HEADER, rows), caption: new TextEncoder().encode(text) };
}
