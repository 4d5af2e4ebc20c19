/**
 * The training loss of a run as a table.
 *
 * @module
 */
import { csvOf, decimal } from "../study/steps/tables/text.ts";
import type { RunResults } from "./results.ts";
import { meanAndDeviation } from "../study/steps/aggregate.ts";

/**
 * Mean training loss over the repeats at the recorded epochs, nats, its standard deviation (ddof 0), and the smallest and
 * largest of them: `epoch,mean,sd,least,most`. Undefined where no repeat has its loss at hand.
 */
export function lossTable({ epochs, repeats }: RunResults): Uint8Array | undefined {
  const series = repeats.flatMap(({ loss }) => loss === undefined ? [] : [loss]);
  if (series.length === 0) return undefined;
  const { mean, sd } = meanAndDeviation(series);
  const rows = Array.from(epochs, (epoch, k) => {
    const values = series.map((one) => one[k]);
    return [epoch, ...[mean[k], sd[k], Math.min(...values), Math.max(...values)].map(decimal)];
  });
  return csvOf("epoch,mean,sd,least,most", rows);
}
