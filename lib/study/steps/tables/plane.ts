/**
 * Tables of information planes: means over repeats in bits, layers counted from 1.
 *
 * @module
 */
import type { Bytes } from "../io.ts";
import { type Aggregate, csvOf, decimal, decodeAggregate, jointCaption } from "./text.ts";

type Row = (string | number)[];

function* rowsOf({ epochs, layers, series }: Aggregate, first: Row = []): Generator<Row> {
  const ixt = series("ixt_mean"), ity = series("ity_mean");
  for (let k = 0; k < ixt.length; k++) {
    const epoch = epochs[Math.floor(k / layers)];
    yield [...first, epoch, 1 + k % layers, decimal(ixt[k]), decimal(ity[k])];
  }
}

const encode = (text: string) => new TextEncoder().encode(text);

/** One plane: `epoch,layer,ixt,ity`. Input: `aggregate`. */
export function planeTable(inputs: Bytes): Bytes {
  const aggregate = decodeAggregate(inputs.aggregate);
  return {
    csv: csvOf("epoch,layer,ixt,ity", rowsOf(aggregate)),
    caption: encode(aggregate.caption),
  };
}

/** Planes side by side: `panel,epoch,layer,ixt,ity`. Inputs: `train-1`, `train-2`, … in the order of the labels. */
export function panelsTable(labels: readonly string[], inputs: Bytes): Bytes {
  const panels = labels.map((_, k) => decodeAggregate(inputs[`train-${k + 1}`]));
  const rows = panels.flatMap((panel, k) => [...rowsOf(panel, [labels[k]])]);
  return {
    csv: csvOf("panel,epoch,layer,ixt,ity", rows),
    caption: encode(jointCaption(labels, panels.map(({ caption }) => caption))),
  };
}

/** Planes of both phases: `panel,phase,epoch,layer,ixt,ity`. Inputs: `prefit-1`, `train-1`, … */
export function phasesTable(labels: readonly string[], inputs: Bytes): Bytes {
  const captions: string[] = [];
  const rows = labels.flatMap((label, k) =>
    ["prefit", "train"].flatMap((phase) => {
      const panel = decodeAggregate(inputs[`${phase}-${k + 1}`]);
      if (phase === "train") captions.push(panel.caption);
      return [...rowsOf(panel, [label, phase])];
    })
  );
  return {
    csv: csvOf("panel,phase,epoch,layer,ixt,ity", rows),
    caption: encode(jointCaption(labels, captions)),
  };
}
