/** deno task compare: several runs in one figure, and how they differ. */
import { drawTables } from "../../lib/drawing.ts";
import {
  compare,
  type Compared,
  type Comparison,
  differencesCsv,
  MOST_COMPARED,
  type RunDifference,
} from "../../lib/runs/compare.ts";
import { tableFile } from "../../lib/plan/figure.ts";
import type { NamedRun } from "../../lib/runs/named.ts";
import { comparisonFigure } from "../../lib/runs/request.ts";
import { resultsOfRun } from "../../lib/own_runs.ts";
import { type Band, BANDS } from "../../lib/runs/statistics.ts";
import { Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import {
  type Command,
  main,
  oneOf,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  UsageError,
  type Words,
} from "../_command.ts";
import { FORMAT_FLAG, formatsOf, formOf, writeFigure } from "../_figures.ts";
import { OUT_FLAG, writeWhole } from "../_files.ts";
import { say } from "../_output.ts";
import { runsNamed } from "./_targets.ts";

export const command: Command = {
  name: "compare",
  words: "<run> <run...>",
  summary:
    "Draws runs side by side, curves with bands and planes, and tells how each differs from the first: differences of means with 95% intervals (Welch's t) and a permutation test where there are three repeats of each. Nothing is trained.",
  examples: [
    ["compare wide wide~2", "two runs of your own"],
    ["compare wide paper:SYN-ReLU-8 --estimator binned", "one with an experiment as published"],
    ["compare wide wide~2 --band quantiles --epochs 0,100,500", "at chosen epochs"],
  ],
  flags: {
    estimator: {
      help: "of the informations (default: exact, or the first that all runs have)",
      value: "NAME",
    },
    band: {
      help: "t (95% interval of the mean) or quantiles (10% to 90%)",
      value: "NAME",
      default: "t",
      check: bandOf,
    },
    epochs: {
      help: "of the differences, separated by commas (default: the last common one)",
      value: "LIST",
      check: epochsOf,
    },
    ...FORMAT_FLAG,
    ...STORE_FLAG,
    ...OUT_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const names = [...new Set(words.positional)];
  if (names.length < 2 || names.length > MOST_COMPARED) {
    throw new UsageError(
      `Cannot compare: runs must be 2 to ${MOST_COMPARED}, current value is ${
        names.length === 1 ? names[0] : names.length || "none"
      }`,
    );
  }
  const runs = await runsNamed(names, words), compared = await resultsOf(runs, words);
  const { estimator } = words.text, epochs = epochsOf(words);
  const options = {
    band: bandOf(words),
    ...(estimator && { estimator }),
    ...(epochs && { epochs }),
  };
  const comparison = usage(() => compare(compared, options));
  const { files, digests } = await written(names, comparison, words);
  const { differences, caption } = comparison;
  if (words.on.json) {
    say(
      JSON.stringify({
        runs: names,
        estimator: comparison.estimator,
        caption,
        files,
        digests,
        differences,
      }),
    );
  } else {
    say(caption);
    say(tableText(differences));
    say(Object.values(files).join("\n"));
  }
  return 0;
}

function usage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

function bandOf({ text }: Words): Band {
  return oneOf("--band", text.band, BANDS);
}

function epochsOf({ text: { epochs } }: Words): number[] | undefined {
  if (epochs === undefined) return undefined;
  const all = epochs.split(",");
  if (all.every((one) => /^\d{1,7}$/.test(one))) return all.map(Number);
  throw new UsageError(
    `Cannot read flags: --epochs must be whole numbers separated by commas, current value is ${epochs}`,
  );
}

/** Whole results of each run; of its repeats those that are finished. */
async function resultsOf(runs: readonly NamedRun[], words: Words): Promise<Compared[]> {
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const compared: Compared[] = [];
  let study: Promise<Study> | undefined;
  for (const run of runs) {
    const { label } = run,
      results = await resultsOfRun(run, store, () => study ??= Study.open(store));
    if (results.repeats.length === 0) {
      throw new Error(
        `Cannot compare ${label}: its finished repeats must be at least 1, current value is 0`,
      );
    }
    compared.push({ label, results });
  }
  return compared;
}

async function written(names: readonly string[], comparison: Comparison, words: Words) {
  const { tables, caption, differences } = comparison, figure = comparisonFigure(names);
  const drawn = await drawTables(figure, tables, caption, {
    formats: formatsOf(words),
    form: formOf(words),
  });
  const files = await writeFigure(drawn, words.text.out);
  files.differences = `${words.text.out}/data/${tableFile(figure, "differences")}`;
  await writeWhole(files.differences, differencesCsv(differences));
  return { files, digests: drawn.digests };
}

/** Differences in lines: `wide~2 - wide  I(X;T) of T1 at epoch 500  -0.31 [-0.52, -0.10]  p 0.010`. */
function tableText(differences: readonly RunDifference[]): string {
  const rows = differences.map((
    { run, than, quantity, layer, epoch, mean, low, high, p, repeats },
  ) => [
    `${run} - ${than}`,
    QUANTITIES[quantity] + (layer === "" ? "" : layer === "output" ? ", output" : `, T${layer}`),
    `epoch ${epoch}`,
    mean.toFixed(4),
    Number.isFinite(low) ? `[${low.toFixed(4)}, ${high.toFixed(4)}]` : "no interval",
    p === undefined ? "" : `p ${p.toFixed(4)}`,
    `n ${repeats.join(", ")}`,
  ]);
  const widths = rows[0]?.map((_, k) => Math.max(...rows.map((row) => row[k].length))) ?? [];
  return rows.map((row) => row.map((cell, k) => cell.padEnd(widths[k])).join("  ").trimEnd())
    .join("\n");
}

const QUANTITIES: Readonly<Record<RunDifference["quantity"], string>> = {
  ixt: "I(X;T)",
  ity: "I(T;Y)",
  train: "accuracy, training",
  test: "accuracy, test",
  loss: "loss",
};

if (import.meta.main) await main(command);
