/**
 * The table of accuracies repeat by repeat (paper appendix F), where a mean would hide that single ones collapse.
 *
 * @module
 */
import { type Curves, decodeCurves } from "../curves.ts";
import type { Bytes } from "../io.ts";
import type { OutputNetwork } from "./output.ts";
import { csvOf, decimal, decodeAggregate, jointCaption, quantile } from "./text.ts";

/** Of single repeats every tenth record is in the table, the first ten, and the last. */
const STRIDE = 10;

const PARTS = [
  ["train", ({ trainAccuracy }: Curves) => trainAccuracy],
  ["test", ({ testAccuracy }: Curves) => testAccuracy],
] as const;

/** The name of the median over the repeats, where a repeat's stands. */
const MEDIAN = "median";

/**
 * Accuracies of the repeats and their median at every record, `network,part,repeat,epoch,accuracy`; in training over the
 * epoch, in test after it. Inputs: for network k (from 1) `aggregate-k`, and curves `curves-k-<repeat>`.
 */
export function runsTable(networks: readonly OutputNetwork[], inputs: Bytes): Bytes {
  const rows = networks.flatMap(({ label, repeats }, k) => {
    const all = repeats.map((repeat) => decodeCurves(inputs[`curves-${k + 1}-${repeat}`]));
    return PARTS.flatMap(([part, pick]) => {
      const [{ epochs }] = all, series = all.map(pick), last = epochs.length - 1;
      const row = (repeat: string, value: number, e: number) => {
        return [label, part, repeat, epochs[e], decimal(value)];
      };
      const medians = Array.from(epochs, (_, e) => {
        const values = Float64Array.from(series, (one) => one[e]).sort();
        return row(MEDIAN, quantile(values, 0.5), e);
      });
      const singles = series.flatMap((one, r) =>
        [...one.keys()].filter((e) => e < STRIDE || e % STRIDE === 0 || e === last)
          .map((e) => row(repeats[r], one[e], e))
      );
      return [...medians, ...singles];
    });
  });
  const captions = networks.map((_, k) => decodeAggregate(inputs[`aggregate-${k + 1}`]).caption);
  const caption = jointCaption(networks.map(({ label }) => label), captions);
  return {
    csv: csvOf("network,part,repeat,epoch,accuracy", rows),
    caption: new TextEncoder().encode(caption.replaceAll("Mean of", "Median of")),
  };
}
