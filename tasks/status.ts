/** deno task status: what is cached, what is missing, what the missing part would take here. */
import { Store } from "../lib/store/mod.ts";
import { type Discarded, discardedAttempts } from "../lib/plan/discarded_attempts.ts";
import { Predictor } from "../lib/forecast/predictor.ts";
import type { Part } from "../lib/plan/recorded/overview.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  main,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  type Words,
} from "./_command.ts";
import { OUT_FLAG, recordedFailures } from "./_files.ts";
import { figuresOf, presetOf } from "./_figures.ts";
import { planText, rowsText, totalText } from "./_plan.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { say } from "./_output.ts";

export const command: Command = {
  name: "status",
  words: "[figure...]",
  summary: "Says what the store has of the figures (all, if none is named) and what would run.",
  examples: [
    ["status", "all figures in small"],
    ["status fig3 --preset paper", "figure 3 in the paper's size, step by step"],
  ],
  flags: {
    preset: { help: "smoke, quick or paper", value: "NAME", default: "quick", check: presetOf },
    ...STORE_FLAG,
    out: { ...OUT_FLAG.out, help: "folder of the results: what failed there is named" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  const figures = figuresOf(words.positional);
  const preset = presetOf(words);
  const workers = navigator.hardwareConcurrency;
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const overview = await (await Study.open(store)).overview(presetRequest(figures, preset));
  const predictor = await Predictor.open(overview.standings, store, { workers });
  const predicted = ({ standings, recorded }: Part) =>
    predictor.predict(standings, false, recorded);
  const total = predicted(overview.whole), { imported } = overview;
  const discarded = await discardedAttempts(overview.standings, store);
  const failed = await recordedFailures(words.text.out);
  const plans = figures.map((figure) => {
    const plan = figures.length === 1 ? total : predicted(overview.part(figure));
    return { id: figure.id, plan };
  });
  if (words.on.json) {
    const rows = Object.fromEntries(plans.map(({ id, plan }) => [id, plan.kinds]));
    say(JSON.stringify({ preset, figures: rows, total, imported, discarded, failed }));
    return 0;
  }
  if (plans.length === 1) {
    const [{ id, plan }] = plans;
    const complete = Object.values(plan.kinds).every((row) => row.missing + row.unknown === 0);
    say(`${id} (${preset})\n${complete ? totalText(plan) : planText(plan)}`);
  } else {
    say(`preset ${preset}\n${rowsText(plans)}`);
    say(`in all, steps that figures share counted once: ${totalText(total)}`);
  }
  if (imported > 0) say(`${imported} results are imported, not recomputed`);
  for (const one of discarded) say(discardedText(one));
  for (const { missing, message } of failed) say(`failed in the last run: ${missing}: ${message}`);
  return 0;
}

function discardedText({ id, stopped, accuracy }: Discarded): string {
  const where = stopped === undefined
    ? ""
    : ` at epoch ${stopped}, accuracy ${accuracy!.toFixed(4)}`;
  return `discarded by the restart rule: ${id}${where}`;
}

if (import.meta.main) await main(command);
