/**
 * Estimators of activations on one record of 4096 rows and six layers, as wide as those of the synthetic networks and as
 * saturated as theirs; every row is different, which is what takes longest.
 *
 *     deno run --lock=dev.lock --allow-read --allow-write bench/estimators.ts FOLDER && python3 bench/estimators.py FOLDER
 *
 * Writes the record, our estimates and our times; the Python script checks the estimates, times NumPy, SciPy and
 * scikit-learn on the same arrays and prints the ratios.
 *
 * @module
 */
import { tensor } from "../lib/bits/tensor.ts";
import { syntheticDataset } from "../lib/data/synthetic.ts";
import type { Matrix } from "../lib/information/estimators/rows.ts";
import { type ActivationRecord, estimateRecord } from "../lib/information/estimators/estimate.ts";
import { activationEstimatorName, parseEstimator } from "../lib/information/estimators/settings.ts";
import { encodeNpz } from "../lib/runs/npz.ts";
import type { Row } from "./row.ts";
import { alternate } from "./timing.ts";

const ROUNDS = 5, UNITS = [10, 7, 5, 4, 3, 2];

/** Estimators with a bar: those that look at pairs or buckets, at their authors' settings and another one. */
const WORDS = ["exact", "uniform", "adaptive", "width", "kde", "kde:0.1", "knn", "edge"];

/** With whose estimates those of another implementation must agree: nothing in them is drawn at random. */
const COMPARED = ["kde", "kde:0.1", "knn:3:noise=0", "edge:floor:epsilon=0.05/0.1:normalise=false"];

/** Values in [-1, 1], near the ends more often than not, from a linear congruential generator. */
function* values(): Generator<number, never> {
  for (let x = 1;;) {
    x = Math.imul(x, 1664525) + 1013904223 >>> 0;
    const u = x / 2147483648 - 1;
    yield Math.fround(u * (1.5 - 0.5 * u * u));
  }
}

/** The record: made-up layers, and the rows and labels of the synthetic data. */
export function benchRecord(): ActivationRecord {
  const { x, y, columns } = syntheticDataset(), rows = y.length, source = values();
  const layer = (columns: number): Matrix => ({
    ...{ rows, columns },
    values: Float64Array.from({ length: rows * columns }, () => source.next().value),
  });
  const inputs = { rows, columns, values: Float64Array.from(x) };
  return { layers: UNITS.map(layer), inputs, labels: y, classes: 2, extent: [-1, 1] };
}

/** Median seconds of each estimator, by its name. */
async function seconds(record: ActivationRecord): Promise<Record<string, number>> {
  return await alternate(
    WORDS.map(parseEstimator).map((estimator) => ({
      name: activationEstimatorName(estimator),
      times: 1,
      run: () => void estimateRecord(record, estimator),
    })),
    ROUNDS,
  );
}

/** Rows of the table. */
export async function benchEstimators(): Promise<Row[]> {
  return Object.entries(await seconds(benchRecord())).map(([name, value]) => ({
    ...{ what: `a record of 4096 rows and 6 layers, ${name}`, value, unit: "s" },
    bar: { most: 0.2 },
  }));
}

/** The record and our estimates into a folder. */
export async function main([folder]: readonly string[]): Promise<number> {
  if (folder === undefined) {
    console.error("Cannot bench: folder must be given, current value is none");
    return 2;
  }
  const record = benchRecord(), { layers, inputs } = record;
  const of = ({ rows, columns, values }: Matrix) => tensor(values, [rows, columns]);
  const arrays = Object.fromEntries(layers.map((layer, l) => [`T${l + 1}`, of(layer)]));
  const estimates = COMPARED.map(parseEstimator).flatMap((one) => estimateRecord(record, one));
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(
    `${folder}/record.npz`,
    await encodeNpz({
      ...arrays,
      inputs: of(inputs!),
      labels: tensor(Uint8Array.from(record.labels)),
    }),
  );
  const ours = { estimates, seconds: await seconds(record) };
  await Deno.writeTextFile(`${folder}/ours.json`, JSON.stringify(ours));
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
