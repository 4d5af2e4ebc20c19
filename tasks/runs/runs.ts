/** deno task runs: what has been run, and what it came to. */
import { engineText, fileOf } from "../../lib/runs/described.ts";
import { type ListedRun, listedRuns } from "../../lib/runs/listing.ts";
import { registeredRuns } from "../../lib/runs/registry.ts";
import { type RunTable, runTable } from "../../lib/runs/table.ts";
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
import { say } from "../_output.ts";
import { tableText } from "./_table.ts";

export const command: Command = {
  name: "runs",
  words: "[run...]",
  summary:
    "Lists the runs of your own (all, if none is named): what tells them apart and what they came to. Accuracies and informations are means over the repeats at the last epoch, layer by layer, in bits; best is the highest test accuracy.",
  examples: [
    ["runs", "all runs, the oldest first"],
    ['runs --where "units<8 and bits=4" --sort -test', "some of them, the best first"],
    ["runs --columns run,protocol.learningRate,test,ixt.2", "any field of the file or the results"],
    ["runs wide~2 --file", "the file of a run, as it was run"],
  ],
  flags: {
    where: {
      help: 'conditions such as "units<8 and bits=4"; ~ is a part of a text',
      value: "TEXT",
    },
    sort: { help: "field to sort by, with a dash before it the other way round", value: "FIELD" },
    columns: { help: "fields to show, separated by commas", value: "LIST" },
    estimator: { help: "of the informations (default: each run's first)", value: "NAME" },
    file: { help: "print the experiment's file of one run, and nothing else" },
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const { where, sort, columns, estimator } = words.text;
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const all = await registeredRuns(store), labels = all.map(({ label }) => label);
  for (const name of words.positional) oneOf("run", name, labels);
  const named = all.filter(({ label }) =>
    words.positional.length === 0 || words.positional.includes(label)
  );
  if (words.on.file) return sayFile(named, words);
  const study = await Study.open(store);
  const listed = await listedRuns(store, named, () => study.results());
  let table: RunTable;
  try {
    table = runTable(listed, {
      ...(where !== undefined && { where }),
      ...(sort !== undefined && { sort }),
      ...(columns !== undefined && { columns: columns.split(",") }),
      ...(estimator !== undefined && { estimator }),
    });
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
  if (words.on.json) {
    const byLabel = new Map(listed.map((one) => [one.label, one]));
    say(JSON.stringify(table.rows.map((row) => jsonOf(byLabel.get(String(row.get("run")))!))));
  } else say(listed.length === 0 ? NONE : tableText(table));
  return 0;
}

const NONE = "no runs yet: deno task run examples/tanh-relu.json makes one";

function sayFile(runs: readonly { readonly own: Parameters<typeof fileOf>[0] }[], words: Words) {
  if (words.positional.length !== 1) {
    const value = words.positional.join(" ") || "none";
    throw new UsageError(`Cannot print a file: run must be one, current value is ${value}`);
  }
  say(JSON.stringify(fileOf(runs[0].own), null, 2));
  return 0;
}

function jsonOf({ label, own, since, imported, summary, seconds }: ListedRun): object {
  const engine = engineText(own), day = new Date(since).toISOString();
  return { run: label, since: day, imported, engine, ...summary, seconds, file: fileOf(own) };
}

if (import.meta.main) await main(command);
