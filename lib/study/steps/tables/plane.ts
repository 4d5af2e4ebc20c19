/**
 * Tables of information planes: means over repeats in bits, layers counted from 1. Where a plane has the output layer
 * binned, rows of its exact states may stand beside, and a column `states` tells which are which.
 *
 * @module
 */
import { meanAndDeviation } from "../aggregate.ts";
import { decodeCurves } from "../curves.ts";
import type { Bytes } from "../io.ts";
import { type Aggregate, csvOf, decimal, decodeAggregate, jointCaption } from "./text.ts";

type Row = (string | number)[];

/** A plane to tabulate: its mean, and names of the inputs with exact curves of the repeats' output layers, if any. */
interface Plane {
  readonly aggregate: Aggregate;
  readonly exact: readonly string[] | undefined;
}

function* rowsOf({ aggregate, exact }: Plane, inputs: Bytes, first: Row = []): Generator<Row> {
  const { epochs, layers, series } = aggregate;
  const ixt = series("ixt_mean"), ity = series("ity_mean"), states = exact ? ["binned"] : [];
  for (let k = 0; k < ixt.length; k++) {
    const epoch = epochs[Math.floor(k / layers)];
    yield [...first, epoch, 1 + k % layers, ...states, decimal(ixt[k]), decimal(ity[k])];
  }
  if (exact?.length) yield* exactRows(exact.map((name) => inputs[name]), layers, first);
}

/** Rows of the output layer, layer `layer`: means over the repeats of its exact states. */
function* exactRows(repeats: readonly Uint8Array[], layer: number, first: Row): Generator<Row> {
  const curves = repeats.map(decodeCurves), [{ epochs }] = curves;
  const { mean: ixt } = meanAndDeviation(curves.map(({ ixt }) => ixt));
  const { mean: ity } = meanAndDeviation(curves.map(({ ity }) => ity));
  for (let e = 0; e < epochs.length; e++) {
    yield [...first, epochs[e], layer, "exact", decimal(ixt[e]), decimal(ity[e])];
  }
}

const columns = (exact: unknown) => `epoch,layer,${exact ? "states," : ""}ixt,ity`;

const encode = (text: string) => new TextEncoder().encode(text);

/** One plane: `epoch,layer,ixt,ity`, or with `states`. Inputs: `aggregate`, and those that `exact` names. */
export function planeTable(inputs: Bytes, exact?: readonly string[]): Bytes {
  const aggregate = decodeAggregate(inputs.aggregate);
  return {
    csv: csvOf(columns(exact), rowsOf({ aggregate, exact }, inputs)),
    caption: encode(aggregate.caption),
  };
}

/**
 * Planes side by side: `panel,epoch,layer,ixt,ity`, or with `states`. Inputs: `train-1`, `train-2`, … in the order of the
 * labels, and those that `exact` names panel by panel.
 */
export function panelsTable(
  labels: readonly string[],
  inputs: Bytes,
  exact?: readonly (readonly string[])[],
): Bytes {
  const panels = labels.map((_, k) => decodeAggregate(inputs[`train-${k + 1}`]));
  const rows = panels.flatMap((aggregate, k) => [
    ...rowsOf({ aggregate, exact: exact?.[k] }, inputs, [labels[k]]),
  ]);
  return {
    csv: csvOf(`panel,${columns(exact)}`, rows),
    caption: encode(jointCaption(labels, panels.map(({ caption }) => caption))),
  };
}

/**
 * Planes of both phases: `panel,phase,epoch,layer,ixt,ity`, or with `states`; exact ones in the second phase alone.
 * Inputs: `prefit-1`, `train-1`, …, and those that `exact` names panel by panel.
 */
export function phasesTable(
  labels: readonly string[],
  inputs: Bytes,
  exact?: readonly (readonly string[])[],
): Bytes {
  const captions: string[] = [];
  const rows = labels.flatMap((label, k) =>
    ["prefit", "train"].flatMap((phase) => {
      const aggregate = decodeAggregate(inputs[`${phase}-${k + 1}`]);
      if (phase === "train") captions.push(aggregate.caption);
      const shown = exact && (phase === "train" ? exact[k] : []);
      return [...rowsOf({ aggregate, exact: shown }, inputs, [label, phase])];
    })
  );
  return {
    csv: csvOf(`panel,phase,${columns(exact)}`, rows),
    caption: encode(jointCaption(labels, captions)),
  };
}
