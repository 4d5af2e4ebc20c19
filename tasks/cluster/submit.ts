/** deno task submit: a study as a job array of Slurm. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chainsOf, deal } from "../../lib/cluster/deal.ts";
import { unfinishedChains } from "../../lib/cluster/chains.ts";
import { arrayScript, gatherScript, type SlurmStudy } from "../../lib/cluster/scripts.ts";
import { type Cut, cut } from "../../lib/cluster/size.ts";
import { parseJobId, parseMinutes, parseMostTasks } from "../../lib/cluster/slurm.ts";
import { MEMORY } from "../../lib/forecast/rates.ts";
import { paceOf } from "../../lib/forecast/predict.ts";
import { Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import {
  type Command,
  main,
  MNIST_FLAG,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  UsageError,
  wholeNumber,
  type Words,
} from "../_command.ts";
import { makeFolder, OUT_FLAG, writeWhole } from "../_files.ts";
import { complain, say } from "../_output.ts";
import { secondsText } from "../_plan.ts";
import { type NamedStudy, STUDY_FLAGS, studyOf } from "./_study.ts";
import { keepSubmission, printed, submissionFolder } from "./_submission.ts";

export const command: Command = {
  name: "submit",
  words: "[figure...|experiment.json|grid.json] [-- option of sbatch...]",
  summary:
    "Hands a study to Slurm: an array of tasks that train and measure, and a job that draws when all have ended. " +
    "What is finished already is not done again, so the same line goes on after anything that has failed.",
  examples: [
    ["submit fig3 --preset paper --slurm", "the paper's figure 3, in tasks of 30 to 60 minutes"],
    [
      "submit own.json --slurm --time 2h -- --partition=cpu",
      "an experiment of your own, on a partition",
    ],
    ["submit own.json --script", "writes the scripts, to be changed for PBS or LSF"],
    ["status --watch", "how the jobs stand, and which logs say why one failed"],
  ],
  flags: {
    slurm: { help: "write the scripts and submit them" },
    script: { help: "write the scripts and submit nothing" },
    time: {
      help: "what a task may take, such as 90m, 1h or 1-12:00:00",
      value: "TIME",
      default: "1h",
      check: minutesOf,
    },
    shards: {
      help: "number of parts (default: by what they are predicted to take)",
      value: "N",
      check: shardsOf,
    },
    requeue: { help: "let a task that its time cuts start again by itself" },
    jobs: { help: "workers of a task, and its cores", value: "N", default: "2", check: workersOf },
    ...STUDY_FLAGS,
    ...MNIST_FLAG,
    ...STORE_FLAG,
    ...OUT_FLAG,
  },
  run,
};

/** Slurm's default, where nobody can be asked. */
const MOST_TASKS = 1000;
/** Of its time a task takes this part, as predicted: a slower machine needs the rest. */
const SHARE = 0.75;

async function run(words: Words): Promise<number> {
  if (words.on.slurm === words.on.script) {
    throw new UsageError(
      `Cannot submit: one flag must be --slurm or --script, current value is ${
        words.on.slurm ? "both" : "none"
      }`,
    );
  }
  const { own, options } = parted(words), named = await studyOf({ ...words, positional: own });
  const unfinished = await unfinishedOf(named, words);
  if (unfinished.names.size === 0) {
    const [task, ...rest] = named.words;
    say(`everything is trained and measured: deno task ${[task, ...rest].join(" ")} draws it`);
    return 0;
  }
  const study = await slurmStudy(named, words, options, unfinished), { folder } = study;
  await makeFolder(`${folder}/logs`);
  const scripts = { array: arrayScript(study), gather: gatherScript(study) };
  for (const [name, text] of Object.entries(scripts)) {
    await writeWhole(`${folder}/${name}.sh`, new TextEncoder().encode(text));
  }
  if (words.on.script) {
    report({ folder, tasks: study.run.length, shards: study.shards }, words, [
      `${folder}/array.sh and gather.sh: ${study.run.length} tasks, nothing submitted`,
    ]);
    return 0;
  }
  const array = await sbatch([`${folder}/array.sh`]);
  const { text: { mnist } } = words, { shards } = study;
  const half = {
    ...{ name: named.name, words: named.words, array, shards, store: resolve(storeFolder(words)) },
    ...(mnist !== undefined && { mnist: resolve(mnist) }),
  };
  // At once: whatever happens to the other job, this one runs.
  await keepSubmission(folder, half);
  const after = [`--dependency=afterany:${array}`, `${folder}/gather.sh`];
  const gather = await sbatch(after).catch((error: Error) => {
    throw new Error(`${error.message}; job ${array} is submitted, scancel ${array} takes it back`);
  });
  const submission = { ...half, gather };
  await keepSubmission(folder, submission);
  report({ ...submission, folder, tasks: study.run.length }, words, [
    `job ${array}: ${study.run.length} tasks; job ${gather} gathers when they have ended`,
    `scripts and logs in ${folder}; deno task status --watch follows them`,
  ]);
  return 0;
}

function report(summary: object, { on }: Words, lines: readonly string[]): void {
  if (on.json) say(JSON.stringify(summary));
  else for (const line of lines) say(line);
}

/** Words of the study, and those for sbatch: everything from the first that begins with a dash. */
function parted({ positional }: Words): { own: string[]; options: string[] } {
  const from = positional.findIndex((word) => word.startsWith("-"));
  const at = from < 0 ? positional.length : from;
  return { own: positional.slice(0, at), options: positional.slice(at) };
}

/** The chains that are not finished, and how much slower than the committed rates the store's machine was. */
interface Unfinished {
  readonly names: ReadonlySet<string>;
  readonly pace: number;
}

async function unfinishedOf({ requests }: NamedStudy, words: Words): Promise<Unfinished> {
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store), names = new Set<string>();
  let pace: number | undefined;
  for (const request of requests) {
    const { standings } = await study.inspect(request);
    for (const name of unfinishedChains(request, standings)) names.add(name);
    pace ??= await paceOf(standings, store);
  }
  return { names, pace: pace ?? 1 };
}

async function slurmStudy(
  named: NamedStudy,
  words: Words,
  options: readonly string[],
  { names, pace }: Unfinished,
): Promise<SlurmStudy> {
  const workers = workersOf(words), minutes = minutesOf(words);
  const chains = chainsOf(...named.requests).map(({ name, seconds }) => ({
    ...{ name, seconds: pace * seconds },
  }));
  const most = words.on.slurm ? await mostTasks() : MOST_TASKS;
  const wanted = shardsOf(words), size = { workers, target: SHARE * 60 * minutes, most };
  const parts = wanted === undefined
    ? cut(chains, names, size)
    : cut(chains, names, { ...size, exactly: Math.min(wanted, most) });
  warn(parts, minutes, words);
  const dealt = deal(chains, parts.shards);
  const run = [...new Set([...names].map((name) => dealt.get(name)!))];
  const { text: { out, mnist } } = words, path = (name: string) => resolve(name);
  const places = ["--store", path(storeFolder(words)), "--out", path(out)];
  const jobs = ["--jobs", String(workers)];
  const images = mnist === undefined ? [] : ["--mnist", path(mnist)];
  return {
    name: `exact-ib-${named.name}`,
    project: fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, ""),
    deno: Deno.execPath(),
    words: [...named.words, ...places, ...jobs, ...images],
    ...{ shards: parts.shards, workers, run, minutes, requeue: words.on.requeue },
    options: [...words.settings?.slurm ?? [], ...options],
    folder: path(submissionFolder(out, named.name)),
    memory: 2 * (MEMORY.base + workers * MEMORY.worker),
  };
}

/** A chain cannot be cut; what it has done when its task ends is in the store. */
function warn({ longest }: Cut, minutes: number, { on }: Words): void {
  if (longest <= 60 * minutes) return;
  const then = on.requeue
    ? "it starts again where it was cut"
    : "--requeue has it start again where it was cut";
  complain(
    `A task is predicted to take ${secondsText(longest)}, more than --time ${minutes}m: ${then}.`,
  );
}

async function mostTasks(): Promise<number> {
  return parseMostTasks(await printed("scontrol", ["show", "config"]) ?? "") ?? MOST_TASKS;
}

async function sbatch(args: readonly string[]): Promise<string> {
  let said = "there is no sbatch";
  try {
    const { code, stdout, stderr } = await new Deno.Command("sbatch", {
      args: ["--parsable", ...args],
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).output();
    const id = parseJobId(new TextDecoder().decode(stdout));
    if (code === 0 && id !== undefined) return id;
    said = new TextDecoder().decode(stderr).trim().split("\n").at(-1) || `exit code ${code}`;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) said = (error as Error).message;
  }
  throw new Error(
    `Cannot submit: sbatch must take ${
      args.at(-1)
    }, current value is ${said}; --script writes it alone`,
  );
}

function minutesOf({ text: { time } }: Words): number {
  const minutes = parseMinutes(time);
  if (minutes !== undefined) return minutes;
  throw new UsageError(
    `Cannot read flags: --time must be such as 90m, 1h or 1-12:00:00, current value is ${time}`,
  );
}

function shardsOf(words: Words): number | undefined {
  return words.text.shards === undefined ? undefined : wholeNumber(words, "shards", 1, 1);
}

function workersOf(words: Words): number {
  return wholeNumber(words, "jobs", 1, 2);
}

if (import.meta.main) await main(command);
