/**
 * The table of accuracies (paper appendix F).
 *
 * @module
 */
import type { Bytes } from "../io.ts";
import { csvOf, decimal, decodeAggregate, halfInterval, jointCaption } from "./text.ts";

/**
 * Mean accuracies with their 95% intervals: `network,part,epoch,mean,low,high`; in training over the epoch, in test
 * after it. Inputs: `train-1`, `train-2`, … in the order of the labels.
 */
export function accuracyTable(labels: readonly string[], inputs: Bytes): Bytes {
  const networks = labels.map((_, k) => decodeAggregate(inputs[`train-${k + 1}`]));
  const rows = networks.flatMap(({ epochs, repeats, series }, k) =>
    ["train", "test"].flatMap((part) => {
      const mean = series(`${part}_accuracy_mean`), sd = series(`${part}_accuracy_sd`);
      return Array.from(epochs, (epoch, e) => {
        const half = halfInterval(sd[e], repeats);
        const values = [mean[e], mean[e] - half, mean[e] + half].map(decimal);
        return [labels[k], part, epoch, ...values];
      });
    })
  );
  return {
    csv: csvOf("network,part,epoch,mean,low,high", rows),
    caption: new TextEncoder().encode(
      jointCaption(labels, networks.map(({ caption }) => caption)),
    ),
  };
}
