/** deno task plan: a study in parts as a file that another engine runs. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chainsOf } from "../../lib/cluster/deal.ts";
import {
  makefile,
  nextflowScript,
  type ShardedStudy,
  snakefile,
} from "../../lib/cluster/scripts.ts";
import { cut } from "../../lib/cluster/size.ts";
import {
  type Command,
  main,
  MNIST_FLAG,
  oneOf,
  STORE_FLAG,
  storeFolder,
  UsageError,
  wholeNumber,
  type Words,
} from "../_command.ts";
import { OUT_FLAG } from "../_files.ts";
import { say } from "../_output.ts";
import { STUDY_FLAGS, studyOf } from "./_study.ts";

/** What writes a file, by name of the engine; `slurm` has a command of its own, since it is two files. */
const WRITERS: Readonly<Record<string, (study: ShardedStudy) => string>> = {
  snakemake: snakefile,
  nextflow: nextflowScript,
  make: makefile,
};

const ENGINES = [...Object.keys(WRITERS), "slurm"];

export const command: Command = {
  name: "plan",
  words: "[figure...|experiment.json|grid.json]",
  summary:
    "Prints a study in parts as a file for another engine: each part is one command line, and one more draws when all have ended.",
  examples: [
    ["plan fig3 --preset paper --as snakemake > Snakefile", "for snakemake --cores 8"],
    ["plan own.json --as make --shards 16 > Makefile", "for make -j 8"],
  ],
  flags: {
    as: { help: `what runs it: ${ENGINES.join(", ")}`, value: "NAME", check: engineOf },
    shards: {
      help: "number of parts (default: by what they are predicted to take)",
      value: "N",
      check: shardsOf,
    },
    jobs: { help: "workers of a part", value: "N", default: "2", check: workersOf },
    ...STUDY_FLAGS,
    ...MNIST_FLAG,
    ...STORE_FLAG,
    ...OUT_FLAG,
  },
  run,
};

/** Seconds that a part takes by default, on the machine that the rates were measured on. */
const TARGET = 45 * 60;

async function run(words: Words): Promise<number> {
  const engine = engineOf(words), { text: { out, mnist } } = words;
  const { name, words: own, requests } = await studyOf(words);
  const workers = workersOf(words), chains = chainsOf(...requests);
  const all = new Set(chains.map((chain) => chain.name));
  const fitting = cut(chains, all, { workers, target: TARGET, most: 1000 });
  const images = mnist === undefined ? [] : ["--mnist", resolve(mnist)];
  const places = ["--store", resolve(storeFolder(words)), "--out", resolve(out)];
  const text = WRITERS[engine]({
    name,
    project: fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, ""),
    deno: Deno.execPath(),
    words: [...own, ...places, "--jobs", String(workers), ...images],
    shards: shardsOf(words) ?? fitting.shards,
    workers,
  });
  say(words.on.json ? JSON.stringify({ engine, text }) : text.trimEnd());
  return 0;
}

function engineOf({ text }: Words): string {
  const engine = oneOf("--as", text.as ?? "none", ENGINES);
  if (engine !== "slurm") return engine;
  throw new UsageError(
    "Cannot plan: --as must be snakemake, nextflow or make, current value is slurm, which takes two files: " +
      "deno task submit --script writes them",
  );
}

function shardsOf(words: Words): number | undefined {
  return words.text.shards === undefined ? undefined : wholeNumber(words, "shards", 1, 1);
}

function workersOf(words: Words): number {
  return wholeNumber(words, "jobs", 1, 2);
}

if (import.meta.main) await main(command);
