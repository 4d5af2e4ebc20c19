/** deno task reproduce: computes what is missing of the figures and draws them. */
import expected from "../fixtures/conformance.json" with { type: "json" };
import { firstDifference } from "../lib/study/conformance.ts";
import { type Damage, Store } from "../lib/store/mod.ts";
import type { Inspector } from "../lib/steps/inspector.ts";
import { codeStanding } from "../lib/study/code.ts";
import type { Figure } from "../lib/study/figures.ts";
import { Comparison, Locked, type Mismatch } from "../lib/study/locked.ts";
import { type PresetName, PRESETS } from "../lib/study/presets.ts";
import { Published } from "../lib/study/published.ts";
import type { Drawn } from "../lib/study/drawing.ts";
import { presetWish, Study } from "../lib/study/study.ts";
import {
  type Command,
  main,
  oneOf,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  wholeNumber,
  type Words,
} from "./_command.ts";
import { figuresOf, FORMAT_FLAG, formatsOf, writeFigure } from "./_figures.ts";
import { planText, Predictor } from "./_plan.ts";
import { ProgressLine } from "./_progress.ts";

const command: Command = {
  name: "reproduce",
  words: "[figure...]",
  summary:
    "Plans the figures (all, if none is named), runs the steps that are missing and draws them.",
  flags: {
    preset: { help: "how much is run: smoke, quick or paper", value: "NAME", default: "quick" },
    jobs: { help: "number of workers (default: the number of cores)", value: "N" },
    "dry-run": { help: "say what would run, and run nothing" },
    ...FORMAT_FLAG,
    fresh: { help: "recompute everything; fail if bits differ from what is stored" },
    ...STORE_FLAG,
    out: { help: "folder of the results", value: "DIR", default: "out" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  const figures = figuresOf(words.positional);
  const preset = oneOf("--preset", words.text.preset, Object.keys(PRESETS) as PresetName[]);
  const jobs = wholeNumber(words, "jobs", 1, navigator.hardwareConcurrency);
  const wish = presetWish(figures, preset, formatsOf(words));
  const dry = words.on["dry-run"], start = performance.now();
  const damages: Damage[] = [];
  const store = await Store.open(storeFolder(words), {
    readOnly: dry,
    onDamage: (damage) => {
      damages.push(damage);
      reportDamage(damage);
    },
  });
  const lock = dry ? undefined : await lockedRows();
  const study = await Study.open(store), before = await study.inspect(wish);
  if (dry) {
    const { json, fresh } = words.on, how = { workers: jobs, measured: true };
    const predictor = await Predictor.open(before.standings, store, how);
    const plan = predictor.predict(before.standings, fresh);
    console.log(json ? JSON.stringify({ preset, ...plan }) : planText(plan));
    return 0;
  }
  const work = words.on.fresh ? totalWork(before) : missingWork(before);
  if (work > 0 && !conforms()) return 3;
  const line = new ProgressLine(work);
  const counts = { restored: 0, computed: 0 };
  stopOnInterrupt(line);
  const drawn = await study.reproduce(wish, {
    jobs,
    fresh: words.on.fresh,
    progress: ({ step, how, outputs }) => {
      counts[how]++;
      lock?.comparison.see(step, outputs);
      if (how === "computed") line.add(step.weight, step.id);
    },
  }).finally(() => line.end());
  const seconds = (performance.now() - start) / 1000;
  const compared = lock && await comparedWith(lock, figures, study);
  const summary = { preset, ...counts, damages: damages.length, seconds };
  const different = compared !== undefined && compared.differing.length > 0;
  if (different) sayDifference(compared.differing[0]);
  try {
    await report(drawn, words, compared === undefined ? summary : { ...summary, lock: compared });
  } catch (error) {
    // Results that cannot be written must not hide that they are the wrong ones.
    if (!different) throw error;
    console.error((error as Error).message);
  }
  return different ? 3 : 0;
}

function sayDifference({ id, output, expected, found }: Mismatch): void {
  console.error(
    `Differs from the lock: ${id} ${output} must be ${expected}, current value is ${found}`,
  );
}

interface LockedRows {
  readonly published: Published;
  readonly comparison: Comparison;
}

/** The lock, if there is one; read before anything is run. */
async function lockedRows(): Promise<LockedRows | undefined> {
  const published = await Published.open();
  return published && { published, comparison: new Comparison(await Locked.of(published)) };
}

/** How what was run compares with what was published. */
interface Compared {
  readonly agreed: number;
  readonly differing: readonly Mismatch[];
  /** Kinds of steps whose code is another than at publication. */
  readonly changed: readonly string[];
}

async function comparedWith(
  { published: { lock }, comparison }: LockedRows,
  figures: readonly Figure[],
  study: Study,
): Promise<Compared> {
  const code = await study.code(), { agreed, differing } = comparison;
  const locked = figures.filter(({ id }) => Object.hasOwn(lock.figures, id));
  const changed = locked.flatMap(({ id }) => codeStanding(lock, id, code).changed);
  return { agreed, differing, changed: [...new Set(changed)] };
}

function comparedText({ agreed, differing, changed }: Compared): string {
  const all = agreed + differing.length;
  const code = changed.length === 0 ? "" : `, made with other code (${changed.join(", ")})`;
  return all === 0
    ? "lock: nothing of this run is in it"
    : `lock: ${agreed} of ${all} results agree with those published${code}`;
}

/** Asked before anything is trained: would this machine give the published bits? */
function conforms(): boolean {
  const difference = firstDifference(expected);
  if (difference === undefined) return true;
  const { name, expected: wanted, found } = difference;
  console.error(`Cannot reproduce: ${name} must be ${wanted}, current value is ${found}`);
  return false;
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

interface Summary {
  readonly preset: string;
  readonly restored: number;
  readonly computed: number;
  readonly damages: number;
  readonly seconds: number;
  readonly lock?: Compared;
}

async function report(drawn: readonly Drawn[], words: Words, summary: Summary): Promise<void> {
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
  if (words.on.json) console.log(JSON.stringify({ ...summary, figures }));
  else {
    const { restored, computed, seconds, preset } = summary;
    console.log(
      `${preset}: ${restored} steps restored, ${computed} computed, ${seconds.toFixed(1)} s`,
    );
    if (summary.lock !== undefined) console.log(comparedText(summary.lock));
  }
}

await main(command);
