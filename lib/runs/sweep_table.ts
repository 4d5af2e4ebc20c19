/**
 * A sweep as a table, and as small multiples over its grid.
 *
 * @module
 */
import { csvOf, decimal } from "../study/steps/tables/text.ts";
import { meanOf } from "./statistics.ts";
import { type Cell, valueText } from "./sweep.ts";
import type { RunResults } from "./results.ts";
import { summaryOf } from "./summary.ts";

/** A run of a sweep with its label and what it came to. */
export interface SweptRun {
  readonly label: string;
  readonly cell: Cell;
  readonly results: RunResults;
}

/** Quotes for a cell of a CSV that needs them. */
function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Runs by row: their label, the values of the fields that vary, repeats finished and asked, discarded attempts, accuracies
 * and the informations at the end, bits, of each layer by the first estimator; empty where a run has none.
 */
export function sweepCsv(runs: readonly SweptRun[]): Uint8Array {
  const paths = [...new Set(runs.flatMap(({ cell }) => [...cell.values.keys()]))];
  const layers = Math.max(0, ...runs.map(({ results }) => results.layers));
  const numbers = Array.from({ length: layers }, (_, k) => k + 1);
  const head = [
    ...["run", ...paths, "finished", "asked", "discarded", "train", "test", "best"],
    ...numbers.map((k) => `ixt${k}`),
    ...numbers.map((k) => `ity${k}`),
  ];
  const number = (value: number | undefined) => value === undefined ? "" : decimal(value);
  const rows = runs.map(({ label, cell: { values }, results }) => {
    const { finished, asked, discarded, train, test, end } = summaryOf(results);
    const first = end[results.estimators[0]];
    return [
      ...[
        label,
        ...paths.map((path) => quoted(values.has(path) ? valueText(values.get(path)) : "")),
      ],
      ...[finished, asked, discarded, number(train?.end), number(test?.end), number(test?.best)],
      ...numbers.map((k) => number(first?.ixt[k - 1])),
      ...numbers.map((k) => number(first?.ity[k - 1])),
    ];
  });
  return csvOf(head.map(quoted).join(","), rows);
}

/** A value in a picture: without what a table would have to quote. */
function plainText(value: unknown): string {
  const text = Array.isArray(value) ? value.map(valueText).join("-") : valueText(value);
  return text.replaceAll(/[",\n]/g, " ");
}

/**
 * Planes of the runs by the first estimator, means over the repeats: `row,column,place,epoch,layer,ixt,ity`. A column is
 * a value of the last field that varies, a row the values of the others; some 40 records of a run, log-uniform.
 */
export function multiplesCsv(runs: readonly SweptRun[]): Uint8Array {
  const rows = runs.flatMap(({ label, cell: { values }, results }, place) => {
    const { repeats, estimators: [name], layers, epochs } = results;
    if (repeats.length === 0) return [];
    const fields = [...values].map(([path, value]) =>
      `${path.split(".").at(-1)} ${plainText(value)}`
    );
    const row = fields.slice(0, -1).join("; ") || "all", column = fields.at(-1) ?? label;
    const of = (what: "ixt" | "ity") => meanOf(repeats.map(({ curves }) => curves[name][what]));
    const [ixt, ity] = [of("ixt"), of("ity")];
    return shown(epochs.length).flatMap((k) =>
      Array.from({ length: layers }, (_, l) => [
        ...[row, column, place, epochs[k], l + 1],
        ...[decimal(ixt[k * layers + l]), decimal(ity[k * layers + l])],
      ])
    );
  });
  return csvOf("row,column,place,epoch,layer,ixt,ity", rows);
}

/** Indices of records, the first and the last among them, ever farther apart: some 40 of 2000. */
function shown(records: number): number[] {
  const chosen: number[] = [];
  for (let k = 0; k < records - 1; k = Math.max(k + 1, Math.floor(k * 6 / 5))) chosen.push(k);
  return [...chosen, records - 1];
}
