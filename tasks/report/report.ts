/** deno task report: a folder of pages to look at, of what is published, of a preset, or of runs. */
import { PublishedFolder } from "../../lib/published/folder.ts";
import { MOST_RECEIPT_BYTES } from "../../lib/published/verify/receipt.ts";
import { CLAIMS } from "../../lib/paper/claims/judge.ts";
import type { ReceiptFile } from "../../lib/reported_trust.ts";
import {
  presetBasis,
  publishedBasis,
  report,
  type ReportBasis,
  runsBasis,
} from "../../lib/reporting.ts";
import { zipOf } from "../../lib/report/site.ts";
import { Store } from "../../lib/store/mod.ts";
import { readRegular } from "../../lib/store/regular_file.ts";
import { Study } from "../../lib/study.ts";
import {
  type Command,
  existingStore,
  jobsOf,
  main,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  typedPath,
  UsageError,
  type Words,
} from "../_command.ts";
import { presetOf } from "../_figures.ts";
import { makeFolder, OUT_FLAG, writeWhole } from "../_files.ts";
import { complain, say } from "../_output.ts";
import { ProgressLine } from "../_progress.ts";
import { type Targets, targetsOf } from "../runs/_targets.ts";

export const command: Command = {
  name: "report",
  words: "[figure or run...]",
  summary:
    "Writes pages to look at into <out>/report: figures that can be played and pointed at, tables, claims, " +
    "runs, what was verified. index.html opens from disk, without network. Of the published results, with " +
    "--preset of what the store has, or of runs. Trains nothing.",
  examples: [
    ["report", "the whole paper, from published results; then open out/report/index.html"],
    ["report --preset quick", "what reproduce has computed here"],
    ["report wide wide~2 paper:SYN-ReLU-8", "runs of your own, and one of the paper's beside them"],
    ["report --zip", "one file to hand on: out/report.zip"],
  ],
  flags: {
    preset: {
      help: "smoke, quick or paper, of the store (default: published)",
      value: "NAME",
      check: presetOf,
    },
    receipts: {
      help: "receipts of verify, separated by commas: what they say together",
      value: "LIST",
    },
    lean: { help: "without single repeats, which are nine tenths of its size" },
    zip: { help: "write one file, <out>/report.zip, and no folder" },
    jobs: {
      help: "number of workers that draw (default: the number of cores)",
      value: "N",
      check: jobsOf,
    },
    ...STORE_FLAG,
    ...OUT_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const targets = await targetsOf(words.positional, words);
  const receipts = await receiptsOf(words), basis = await basisOf(targets, words);
  const line = new ProgressLine("reading results");
  const pictures = basis.wanted.reduce((sum, { request }) => sum + request.figures.length, 0);
  line.plan(pictures + (basis.holding === undefined ? 0 : CLAIMS.length));
  const files = await report(basis, {
    ...{ jobs: jobsOf(words), lean: words.on.lean, receipts },
    onPart: (part) => line.add(1, part),
  }).finally(() => line.end());
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const written = await write(files, words);
  if (words.on.json) {
    say(JSON.stringify({ basis: basis.name, written, files: files.size, bytes }));
  } else {
    say(`${written}: ${files.size} files of ${(bytes / 1e6).toFixed(1)} MB, from ${basis.name}`);
    const next = words.on.zip ? "unpack it and open index.html" : "open it in a browser";
    say(`next: ${next}; sha256sum -c SHA256SUMS in its folder checks it`);
  }
  return 0;
}

async function basisOf({ figures, runs }: Targets, words: Words): Promise<ReportBasis> {
  if (runs.length > 0 && figures.length > 0) {
    throw new UsageError(
      `Cannot report: words must be figures or runs, current value is ${
        words.positional.join(" ")
      }`,
    );
  }
  const published = await PublishedFolder.open();
  if (runs.length > 0) {
    const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
    const study = await Study.open(store);
    return runsBasis(
      runs.map((run) => ({ run, source: run.published ?? study.results() })),
      published,
    );
  }
  if (words.text.preset === undefined) {
    if (published !== undefined) return await publishedBasis(published, figures);
    throw new Error(
      "Cannot report: there must be published results, or --preset with those of the store, current value is none",
    );
  }
  const preset = presetOf(words);
  const folder = await existingStore(
    words,
    "report",
    `; deno task reproduce --preset ${preset} makes it`,
  );
  const store = await Store.open(folder, { readOnly: true, onDamage: reportDamage });
  return presetBasis(await Study.open(store), preset, figures, published);
}

async function receiptsOf({ text: { receipts } }: Words): Promise<ReceiptFile[]> {
  if (receipts === undefined) return [];
  return await Promise.all(
    receipts.split(",").map(async (name) => {
      const bytes = await readRegular(typedPath(name), MOST_RECEIPT_BYTES, "followed")
        .catch((error: Error) => {
          throw new Error(
            `Cannot read receipt ${name}: it must be a file that can be read, current value is ${error.message}`,
          );
        });
      return { name: name.split("/").at(-1)!, bytes };
    }),
  );
}

/** Writes the files, and removes those of an earlier report that this one has not. Returns what to open. */
async function write(files: ReadonlyMap<string, Uint8Array>, words: Words): Promise<string> {
  const { out } = words.text;
  if (words.on.zip) {
    await makeFolder(out);
    await writeWhole(`${out}/report.zip`, zipOf(files, "report"));
    return `${out}/report.zip`;
  }
  const folder = `${out}/report`;
  for (
    const path of new Set([...files.keys()].map((path) => path.split("/").slice(0, -1).join("/")))
  ) {
    await makeFolder(`${folder}/${path}`);
  }
  await removeOld(folder, files);
  for (const [path, bytes] of files) await writeWhole(`${folder}/${path}`, bytes);
  return `${folder}/index.html`;
}

/** Only what the sums of the report that is there name as its own. */
async function removeOld(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const sums = await Deno.readTextFile(`${folder}/SHA256SUMS`).catch(() => "");
  for (const line of sums.split("\n")) {
    const path = /^[0-9a-f]{64} {2}((?:[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*)$/.exec(line)?.[1];
    if (path === undefined || files.has(path)) continue;
    await Deno.remove(`${folder}/${path}`).catch((error) => complain(error.message));
  }
}

if (import.meta.main) await main(command);
