/** What the commands that run steps share: plan, conformance, progress, Ctrl-C, files. */
import expected from "../fixtures/conformance.json" with { type: "json" };
import type { Inspector } from "../lib/steps/inspector.ts";
import type { Outputs, Step } from "../lib/steps/step.ts";
import { type Damage, Store } from "../lib/store/mod.ts";
import { firstDifference } from "../lib/published/conformance.ts";
import { kindNamed } from "../lib/plan/kinds.ts";
import { workersFor } from "../lib/plan/engine.ts";
import type { Drawn } from "../lib/drawing.ts";
import type { Prediction } from "../lib/forecast/predict.ts";
import { Study } from "../lib/study.ts";
import {
  type FlagTable,
  MNIST_FLAG,
  reportDamage,
  reportNotice,
  STORE_FLAG,
  storeFolder,
  wholeNumber,
  type Words,
} from "./_command.ts";
import { FORMAT_FLAG, requireFolders, writeFigure } from "./_figures.ts";
import { planText, Predictor } from "./_plan.ts";
import { ProgressLine } from "./_progress.ts";
import { firstReplayed } from "./_replayed.ts";
import type { Request } from "../lib/plan/request.ts";

export const RUN_FLAGS: FlagTable = {
  jobs: { help: "number of workers (default: the number of cores)", value: "N" },
  "dry-run": { help: "say what would run, and run nothing" },
  ...FORMAT_FLAG,
  fresh: { help: "recompute everything; fail if bits differ from what is stored" },
  ...MNIST_FLAG,
  ...STORE_FLAG,
  out: { help: "folder of the results", value: "DIR", default: "out" },
};

/** Number of workers. */
export function jobsOf(words: Words): number {
  return wholeNumber(words, "jobs", 1, navigator.hardwareConcurrency);
}

/** Number of workers for a request. */
function workersOf({ engine }: Request, words: Words): number {
  const jobs = jobsOf(words);
  return engine === undefined ? jobs : workersFor(engine, jobs);
}

/** Says what a request would take; `about` goes before it in JSON. */
export async function sayPlan(request: Request, words: Words, about: object): Promise<void> {
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store), { standings } = await study.inspect(request);
  const predictor = await Predictor.open(standings, store, {
    workers: workersOf(request, words),
    measured: true,
  });
  const predicted = predictor.predict(standings, words.on.fresh);
  const plan = request.engine === undefined ? predicted : withoutTimes(predicted);
  console.log(words.on.json ? JSON.stringify({ ...about, ...plan }) : planText(plan));
}

/** A prediction whose times are NaN, null in JSON, where they are not known. */
function withoutTimes(plan: Prediction): Prediction {
  const kinds = { ...plan.kinds };
  let seconds = plan.seconds;
  // The time of others depends on a backend: neither the store nor a rate tells of it.
  const untimed = Object.keys(kinds).filter((kind) => kindNamed(kind)?.rate === undefined);
  for (const kind of untimed) {
    if (kinds[kind].missing + kinds[kind].unknown === 0 && !(kinds[kind].seconds > 0)) continue;
    kinds[kind] = { ...kinds[kind], seconds: NaN };
    seconds = NaN;
  }
  return { ...plan, kinds, seconds };
}

/** What a run came to. */
export interface Ran {
  readonly study: Study;
  readonly drawn: readonly Drawn[];
  readonly counts: { readonly restored: number; readonly computed: number };
  readonly damages: number;
  readonly seconds: number;
}

/**
 * Runs what is missing of a request, with progress.
 *
 * @param see Told of every step and what it made.
 * @returns Undefined if this machine would not give the published bits, which has been said.
 */
export async function runRequest(
  request: Request,
  words: Words,
  see: (step: Step, outputs: Outputs) => void = () => {},
): Promise<Ran | undefined> {
  const start = performance.now(), jobs = workersOf(request, words), { fresh } = words.on;
  await requireFolders(words.text.out);
  const damages: Damage[] = [];
  const store = await Store.open(storeFolder(words), {
    onDamage: (damage) => {
      damages.push(damage);
      reportDamage(damage);
    },
    onNotice: reportNotice,
  });
  const study = await Study.open(store), before = await study.inspect(request);
  if (words.on.finished) await requireBytes(before, store);
  const work = fresh ? totalWork(before) : missingWork(before);
  if (work > 0 && !conforms()) return undefined;
  const line = new ProgressLine(work);
  const counts = { restored: 0, computed: 0 };
  stopOnInterrupt(line);
  const drawn = await study.reproduce(request, {
    jobs,
    fresh,
    progress: ({ step, how, outputs }) => {
      counts[how]++;
      see(step, outputs);
      if (how === "computed") line.add(step.weight, step.id);
    },
  }).finally(() => line.end());
  const seconds = (performance.now() - start) / 1000;
  return { study, drawn, counts, damages: damages.length, seconds };
}

/** Asked before anything is trained: would this machine give the published bits? */
function conforms(): boolean {
  const difference = firstDifference(expected);
  if (difference === undefined) return true;
  const { name, expected: wanted, found } = difference;
  console.error(`Cannot reproduce: ${name} must be ${wanted}, current value is ${found}`);
  return false;
}

/** What is finished is not trained again because its bytes are gone: nobody would expect that of `--finished`. */
async function requireBytes({ standings }: Inspector, store: Store): Promise<void> {
  const replayed = await firstReplayed(standings, store);
  if (replayed === undefined) return;
  throw new Error(
    `Cannot take what is finished: the store must have its bytes, those of ${replayed} are gone; ` +
      `without --finished they are computed again`,
  );
}

function missingWork({ standings }: Inspector): number {
  let work = 0;
  for (const { step, standing } of standings.values()) {
    if (standing !== "restored") work += step.weight;
  }
  return work;
}

function totalWork({ standings }: Inspector): number {
  return [...standings.values()].reduce((work, { step }) => work + step.weight, 0);
}

/** Ctrl-C: what is finished is in the store, what runs is lost, the cursor comes back. */
function stopOnInterrupt(line: ProgressLine): void {
  Deno.addSignalListener("SIGINT", () => {
    line.end();
    console.error("Interrupted: finished segments are kept, the next run goes on from there.");
    Deno.exit(130);
  });
}

/** Writes drawn figures and, unless JSON is wanted, says where. Returns what JSON says of them, by id. */
export async function writeDrawn(
  drawn: readonly Drawn[],
  words: Words,
): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = {};
  for (const one of drawn) {
    const files = await writeFigure(one, words.text.out);
    figures[one.figure.id] = { files, digests: one.digests, caption: one.caption };
    if (words.on.json) continue;
    console.log(`${one.figure.id}  ${one.figure.title}. ${one.caption}`);
    for (const [format, path] of Object.entries(files)) {
      console.log(`  ${path}  sha256 ${one.digests[format]}`);
    }
  }
  return figures;
}
