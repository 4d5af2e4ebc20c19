/**
 * The output layer, binned and exact: how much of its compression is in the states, and how much in the bins
 * (docs/protocol.md, section 9).
 *
 * @module
 */
import { meanAndDeviation } from "../aggregate.ts";
import { type Curves, decodeCurves } from "../curves.ts";
import type { Bytes } from "../io.ts";
import { csvOf, decimal, decodeAggregate, halfInterval, jointCaption } from "./text.ts";

/** A network of the table: its label, and the names of its repeats. */
export interface OutputNetwork {
  readonly label: string;
  readonly repeats: readonly string[];
}

const STATES = ["binned", "exact"] as const;

/** I(X;T) of the last layer. */
function outputOf({ ixt, layers }: Curves): Float64Array {
  return ixt.filter((_, k) => k % layers === layers - 1);
}

/** Peak over the recorded epochs, value at the last of them, and the fall from the one to the other. */
function landmarks(series: Float64Array): Float64Array {
  const peak = series.reduce((most, value) => Math.max(most, value), -Infinity);
  const end = series[series.length - 1];
  return Float64Array.of(peak, end, peak - end);
}

/** Mean and ends of its 95% interval, element by element. */
function intervals(series: readonly Float64Array[]): string[][] {
  const { mean, sd } = meanAndDeviation(series);
  return Array.from(mean, (value, k) => {
    const half = halfInterval(sd[k], series.length);
    return [value, value - half, value + half].map(decimal);
  });
}

/**
 * I(X;T) of the output layer against epoch, `activation,states,epoch,mean,low,high`, and its peak, end and fall as
 * means over the repeats' own, `activation,states,quantity,mean,low,high`; 95% intervals, bits. Inputs: for network
 * k (from 1) `aggregate-k`, and curves `binned-k-<repeat>`, `exact-k-<repeat>`. Outputs: `csv`, `summary`, `caption`.
 */
export function outputTable(networks: readonly OutputNetwork[], inputs: Bytes): Bytes {
  const curves: string[][] = [], summary: string[][] = [];
  networks.forEach(({ label, repeats }, k) => {
    for (const states of STATES) {
      const all = repeats.map((repeat) => decodeCurves(inputs[`${states}-${k + 1}-${repeat}`]));
      const series = all.map(outputOf), { epochs } = all[0];
      intervals(series).forEach((values, e) =>
        curves.push([label, states, String(epochs[e]), ...values])
      );
      intervals(series.map(landmarks)).forEach((values, q) =>
        summary.push([label, states, ["peak", "end", "fall"][q], ...values])
      );
    }
  });
  const captions = networks.map((_, k) => decodeAggregate(inputs[`aggregate-${k + 1}`]).caption);
  return {
    csv: csvOf("activation,states,epoch,mean,low,high", curves),
    summary: csvOf("activation,states,quantity,mean,low,high", summary),
    caption: new TextEncoder().encode(jointCaption(networks.map(({ label }) => label), captions)),
  };
}
