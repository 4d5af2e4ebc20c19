/** deno task export: whole results of runs in the formats of others. */
import { encodeArrays, type ExportFormat, exportRuns, EXPORTS } from "../../lib/runs/export.ts";
import type { Compared } from "../../lib/runs/compare.ts";
import type { NamedRun } from "../../lib/runs/named.ts";
import { fileName } from "../../lib/runs/request.ts";
import { resultsOfRun } from "../../lib/own_runs.ts";
import { Study } from "../../lib/study.ts";
import { weightsAt, type WeightsOf } from "../../lib/weights.ts";
import {
  type Command,
  main,
  oneOf,
  STORE_FLAG,
  typedPath,
  UsageError,
  type Words,
} from "../_command.ts";
import { makeFolder, requireFolder, writeWhole } from "../_files.ts";
import { say } from "../_output.ts";
import { openStore } from "../_run.ts";
import { runsNamed } from "./_targets.ts";

export const command: Command = {
  name: "export",
  words: "<run...> <folder>",
  summary:
    "Writes whole results of runs, every repeat and recorded epoch, into a folder: as csv and parquet a tidy table of run, repeat, epoch, layer, estimator, ixt, ity, train_accuracy, test_accuracy, loss; as npz and safetensors arrays such as wide/exact/ixt of repeats, epochs, layers.\n" +
    "  weights <run>/r03@500 are the parameters of repeat 3 after epoch 500 (from 0), exact: what lies between the snapshot before it and the epoch is trained again. As npz or safetensors.",
  examples: [
    ["export wide wide~2 --to parquet results", "results/results.parquet, for pandas"],
    ["export paper:SYN-ReLU-8 --to npz results", "an experiment as published"],
    ["export weights wide/r03@500 --to npz results", "results/wide-r03-e500-weights.npz"],
  ],
  flags: {
    to: { help: `format: ${EXPORTS.join(", ")}`, value: "FORMAT", default: "csv", check: formatOf },
    ...STORE_FLAG,
  },
  run,
};

function formatOf({ text }: Words): ExportFormat {
  return oneOf<ExportFormat>("--to", text.to, EXPORTS);
}

async function run(words: Words): Promise<number> {
  const [names, folder] = await placeOf(words);
  const written = isOfWeights(names)
    ? await exportWeights(names.slice(1), folder, words)
    : await exportResults(names, folder, words);
  say(
    words.on.json ? JSON.stringify({ files: written }) : Object.entries(written)
      .map(([path, what]) => `${path}  ${what}`).join("\n"),
  );
  return 0;
}

/** Whether the words before the folder ask for weights: alone or behind others it is a run that is called so. */
export function isOfWeights([first, ...places]: readonly string[]): boolean {
  return first === "weights" && places.length > 0;
}

/** What is exported, and the folder, which is the last word. */
async function placeOf({ positional }: Words): Promise<[names: string[], folder: string]> {
  if (positional.length < 2) {
    throw new UsageError(
      `Cannot export: words must be runs and a folder, current value is ${
        positional.join(" ") || "none"
      }`,
    );
  }
  const folder = typedPath(positional[positional.length - 1]);
  await requireFolder(folder, "the folder");
  return [positional.slice(0, -1), folder];
}

async function exportResults(names: readonly string[], folder: string, words: Words) {
  const format = formatOf(words), runs = await runsNamed([...new Set(names)], words);
  const store = await openStore(words, true), compared: Compared[] = [];
  let study: Promise<Study> | undefined;
  for (const run of runs) {
    const { label } = run,
      results = await resultsOfRun(run, store, () => study ??= Study.open(store));
    if (results.repeats.length === 0) throw nothingOf(label);
    compared.push({ label, results });
  }
  const { name, bytes } = await exportRuns(compared, format);
  const repeats = compared.reduce((sum, { results }) => sum + results.repeats.length, 0);
  return await write(folder, name, bytes, `${compared.length} runs, ${repeats} repeats`);
}

function nothingOf(label: string): Error {
  return new Error(
    `Cannot export ${label}: its finished repeats must be at least 1, current value is 0`,
  );
}

const PLACE = /^(.+)\/r(\d{2,4})@(\d{1,6})$/;

async function exportWeights(places: readonly string[], folder: string, words: Words) {
  const format = formatOf(words);
  if (format !== "npz" && format !== "safetensors") {
    throw new UsageError(
      `Cannot export weights: --to must be npz or safetensors, current value is ${format}`,
    );
  }
  const wanted = places.map(placeNamed),
    runs = await runsNamed(wanted.map(({ run }) => run), words);
  const study = await Study.open(await openStore(words, true)),
    written: Record<string, string> = {};
  for (const [k, { repeat, epoch }] of wanted.entries()) {
    const arrays = await weightsOf(runs[k], { repeat, epoch }, study);
    const name = `${fileName(runs[k].label)}-r${
      String(repeat).padStart(2, "0")
    }-e${epoch}-weights.${format}`;
    const what = `${Object.keys(arrays).length} arrays`;
    Object.assign(written, await write(folder, name, await encodeArrays(arrays, format), what));
  }
  return written;
}

async function weightsOf({ own }: NamedRun, of: WeightsOf, study: Study) {
  return await weightsAt(own, of, study.results()).catch((error) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
}

function placeNamed(text: string): { run: string } & WeightsOf {
  const [, run, repeat, epoch] = PLACE.exec(text) ?? [];
  if (run !== undefined) return { run, repeat: Number(repeat), epoch: Number(epoch) };
  throw new UsageError(
    `Cannot export weights: they must be of a run, a repeat and an epoch such as wide/r03@500, current value is ${text}`,
  );
}

async function write(
  folder: string,
  name: string,
  bytes: Uint8Array,
  what: string,
): Promise<Record<string, string>> {
  const path = `${folder}/${name}`;
  await makeFolder(folder);
  await writeWhole(path, bytes, "the folder");
  return { [path]: `${what}, ${bytes.length} bytes` };
}

if (import.meta.main) await main(command);
