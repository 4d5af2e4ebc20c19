/**
 * Whole results in the formats of others: tidy tables as CSV and Parquet, arrays as npz and safetensors.
 *
 * @module
 */
import { concat } from "../bits/concat.ts";
import { encodeTensors, type Tensor, tensor } from "../bits/safetensors.ts";
import type { Compared } from "./compare.ts";
import { encodeNpz } from "./npz.ts";
import type { RunResults } from "./results.ts";

/** Formats of an export. */
export const EXPORTS: readonly ExportFormat[] = ["npz", "csv", "parquet", "safetensors"];

/** A format of an export. */
export type ExportFormat = "npz" | "csv" | "parquet" | "safetensors";

/** A file, by its name without folder. */
export interface ExportedFile {
  /** `results.csv` and the like. */
  readonly name: string;
  /** What it holds. */
  readonly bytes: Uint8Array;
}

/** A column of a tidy table. */
interface Column {
  readonly name: string;
  readonly type: "STRING" | "INT32" | "DOUBLE";
}

/** Columns of the tidy table: a row for each run, repeat, estimator, recorded epoch and layer. */
const COLUMNS: readonly Column[] = [
  { name: "run", type: "STRING" },
  { name: "repeat", type: "INT32" },
  { name: "epoch", type: "INT32" },
  { name: "layer", type: "INT32" },
  { name: "estimator", type: "STRING" },
  { name: "ixt", type: "DOUBLE" },
  { name: "ity", type: "DOUBLE" },
  { name: "train_accuracy", type: "DOUBLE" },
  { name: "test_accuracy", type: "DOUBLE" },
  { name: "loss", type: "DOUBLE" },
];

type Value = string | number | null;

/** Rows of a run; the loss is null where it is not at hand. Every number in full. */
function* rowsOf(
  { label, results: { repeats, epochs, layers, estimators } }: Compared,
): Generator<Value[]> {
  for (const { repeat, curves, loss } of repeats) {
    for (const estimator of estimators) {
      const { ixt, ity, trainAccuracy, testAccuracy } = curves[estimator];
      for (let k = 0; k < epochs.length; k++) {
        const rates = [trainAccuracy[k], testAccuracy[k], loss?.[k] ?? null];
        for (let l = 0; l < layers; l++) {
          const at = k * layers + l;
          yield [label, repeat, epochs[k], l + 1, estimator, ixt[at], ity[at], ...rates];
        }
      }
    }
  }
}

/** The tidy table of several runs as CSV: numbers as short as they can be read back the same. */
function csvOf(runs: readonly Compared[]): Uint8Array {
  const lines = [COLUMNS.map(({ name }) => name).join(",")], encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const flush = () => {
    parts.push(encoder.encode(lines.join("\n") + "\n"));
    lines.length = 0;
  };
  for (const run of runs) {
    for (const row of rowsOf(run)) {
      lines.push(row.map((value) => value ?? "").join(","));
      // One text of all would be longer than a text may be.
      if (lines.length >= MOST_LINES) flush();
    }
  }
  if (lines.length > 0) flush();
  return concat(parts);
}

const MOST_LINES = 100_000;

async function parquetOf(runs: readonly Compared[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const rows = runs.flatMap((run) => [...rowsOf(run)]);
  const columnData = COLUMNS.map(({ name, type }, c) => {
    const data = rows.map((row) => row[c]), nullable = data.includes(null);
    return { name, type, data, nullable };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/**
 * Arrays of a run: `epochs` [E], `repeats` [R], `exact/ixt` and `exact/ity` [R, E, L] by estimator, `train_accuracy`,
 * `test_accuracy` and, where it is at hand, `loss` [R, E].
 */
function arraysOf({ repeats, epochs, layers, estimators }: RunResults): Record<string, Tensor> {
  const [r, e] = [repeats.length, epochs.length];
  const stack = (series: readonly Float64Array[], shape: readonly number[]) => {
    const all = new Float64Array(series.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const one of series) {
      all.set(one, at);
      at += one.length;
    }
    return tensor(all, shape);
  };
  const arrays: Record<string, Tensor> = {
    epochs: tensor(Int32Array.from(epochs)),
    repeats: tensor(Int32Array.from(repeats, ({ repeat }) => repeat)),
  };
  for (const name of estimators) {
    for (const what of ["ixt", "ity"] as const) {
      arrays[`${name}/${what}`] = stack(repeats.map(({ curves }) => curves[name][what]), [
        r,
        e,
        layers,
      ]);
    }
  }
  const first = repeats.map(({ curves }) => curves[estimators[0]]);
  arrays.train_accuracy = stack(first.map(({ trainAccuracy }) => trainAccuracy), [r, e]);
  arrays.test_accuracy = stack(first.map(({ testAccuracy }) => testAccuracy), [r, e]);
  const losses = repeats.flatMap(({ loss }) => loss === undefined ? [] : [loss]);
  if (losses.length === r) arrays.loss = stack(losses, [r, e]);
  return arrays;
}

/** Arrays by name in one file. */
export async function encodeArrays(
  arrays: Readonly<Record<string, Tensor>>,
  format: "npz" | "safetensors",
): Promise<Uint8Array> {
  return format === "npz" ? await encodeNpz(arrays) : encodeTensors({ ...arrays });
}

/**
 * Whole results of runs in a format: one file, `results.<format>`. In npz and safetensors the arrays of a run have its
 * label before them, `wide/exact/ixt`.
 */
export async function exportRuns(
  runs: readonly Compared[],
  format: ExportFormat,
): Promise<ExportedFile> {
  return { name: `results.${format}`, bytes: await encoded(runs, format) };
}

async function encoded(runs: readonly Compared[], format: ExportFormat): Promise<Uint8Array> {
  if (format === "csv") return csvOf(runs);
  if (format === "parquet") return await parquetOf(runs);
  const arrays = runs.flatMap(({ label, results }) =>
    Object.entries(arraysOf(results)).map(([name, one]) => [`${label}/${name}`, one])
  );
  return await encodeArrays(Object.fromEntries(arrays), format);
}
