/** deno task status: what is cached, what is missing, what the missing part would take here. */
import { Store } from "../lib/store/mod.ts";
import { type Discarded, discardedAttempts } from "../lib/plan/discarded_attempts.ts";
import { Predictor } from "../lib/forecast/predictor.ts";
import type { Part } from "../lib/plan/recorded/overview.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  main,
  noPositional,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  type Words,
} from "./_command.ts";
import { OUT_FLAG, recordedFailures } from "./_files.ts";
import { presetOf } from "./_figures.ts";
import { planText, rowsText, totalText } from "./_plan.ts";
import type { Failure } from "../lib/failures.ts";
import type { Prediction } from "../lib/forecast/predict.ts";
import type { Request } from "../lib/plan/request.ts";
import { requestOf, targetsOf } from "./runs/_targets.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { say } from "./_output.ts";

export const command: Command = {
  name: "status",
  words: "[figure or run...]",
  summary:
    "Says what the store has of figures (all, if nothing is named) or of runs of your own, and what would run.",
  examples: [
    ["status", "all figures in small"],
    ["status fig3 --preset paper", "figure 3 in the paper's size, step by step"],
    ["status wide~2", "a run of your own, as deno task runs calls it"],
    ["status --watch", "follows what deno task submit has handed to Slurm"],
  ],
  flags: {
    preset: { help: "smoke, quick or paper", value: "NAME", default: "quick", check: presetOf },
    watch: { help: "follow what was submitted to Slurm until it has ended" },
    ...STORE_FLAG,
    out: { ...OUT_FLAG.out, help: "folder of the results: what failed there is named" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  if (words.on.watch) {
    noPositional("status --watch", words);
    return await (await import("./cluster/_watch.ts")).watch(words);
  }
  const { figures, runs } = await targetsOf(words.positional, words);
  const preset = presetOf(words), failed = await recordedFailures(words.text.out);
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store), parts: Standing[] = [];
  if (figures.length > 0) {
    parts.push(await standingOf(study, store, presetRequest(figures, preset), `preset ${preset}`));
  }
  for (const run of runs) {
    parts.push(await standingOf(study, store, requestOf(run), `run ${run.label}`, run.label));
  }
  if (words.on.json) say(JSON.stringify(jsonOf(parts, preset, failed)));
  else {
    for (const part of parts) sayStanding(part, preset);
    for (const one of failed) say(`failed in the last run: ${one.missing}: ${one.message}`);
  }
  return 0;
}

/** How the figures of a preset stand, or a run. */
interface Standing {
  readonly name: string;
  /** Label of the run. */
  readonly run: string | undefined;
  readonly plans: readonly { readonly id: string; readonly plan: Prediction }[];
  readonly total: Prediction;
  readonly imported: number;
  readonly discarded: readonly Discarded[];
}

async function standingOf(
  study: Study,
  store: Store,
  request: Request,
  name: string,
  run?: string,
): Promise<Standing> {
  const overview = await study.overview(request), { figures } = request, { imported } = overview;
  const workers = navigator.hardwareConcurrency;
  const predictor = await Predictor.open(overview.standings, store, { workers });
  const predicted = ({ standings, recorded }: Part) =>
    predictor.predict(standings, false, recorded);
  const total = predicted(overview.whole), alone = figures.length === 1 || run !== undefined;
  const plans = alone
    ? [{ id: run ?? figures[0].id, plan: total }]
    : figures.map((figure) => ({ id: figure.id, plan: predicted(overview.part(figure)) }));
  const discarded = await discardedAttempts(overview.standings, store);
  return { name, run, plans, total, imported, discarded };
}

function jsonOf(parts: readonly Standing[], preset: string, failed: readonly Failure[]): object {
  const rows = (of: readonly Standing[]) =>
    Object.fromEntries(
      of.flatMap(({ plans }) => plans.map(({ id, plan }) => [id, plan.kinds])),
    );
  const figures = parts.filter(({ run }) => run === undefined);
  const runs = parts.filter(({ run }) => run !== undefined);
  return {
    ...{ preset, figures: rows(figures), ...(runs.length > 0 && { runs: rows(runs) }) },
    ...(figures.length > 0 && { total: figures[0].total }),
    imported: parts.reduce((sum, { imported }) => sum + imported, 0),
    discarded: parts.flatMap(({ discarded }) => discarded),
    failed,
  };
}

function sayStanding({ name, run, plans, total, imported, discarded }: Standing, preset: string) {
  if (plans.length === 1) {
    const [{ id, plan }] = plans;
    const complete = Object.values(plan.kinds).every((row) => row.missing + row.unknown === 0);
    const about = run === undefined ? `${id} (${preset})` : name;
    say(`${about}\n${complete ? totalText(plan) : planText(plan)}`);
  } else {
    say(`${name}\n${rowsText(plans)}`);
    say(`in all, steps that figures share counted once: ${totalText(total)}`);
  }
  if (imported > 0) say(`${imported} results are imported, not recomputed`);
  for (const one of discarded) say(discardedText(one));
}

function discardedText({ id, stopped, accuracy }: Discarded): string {
  const where = stopped === undefined
    ? ""
    : ` at epoch ${stopped}, accuracy ${accuracy!.toFixed(4)}`;
  return `discarded by the restart rule: ${id}${where}`;
}

if (import.meta.main) await main(command);
