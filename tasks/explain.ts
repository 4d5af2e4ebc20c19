/** deno task explain: why steps would run. */
import { chainOf, Explainer, type Explanation } from "../lib/steps/explanation.ts";
import { becauseText, causeText, chainText } from "../lib/steps/explanation_text.ts";
import type { Inspector } from "../lib/steps/inspector.ts";
import { Store } from "../lib/store/mod.ts";
import { type Reason, reasons } from "../lib/reasons.ts";
import { remadeForFiles } from "../lib/plan/standings.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { nearest } from "../lib/bits/nearest.ts";
import type { PresetName } from "../lib/paper/presets.ts";
import { parseId } from "../lib/plan/ids.ts";
import { isPaperName, namedRun, ownNamed } from "../lib/runs/named.ts";
import { requestOf } from "./runs/_targets.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  main,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  UsageError,
  type Words,
} from "./_command.ts";
import { presetOf } from "./_figures.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { say } from "./_output.ts";

export const command: Command = {
  name: "explain",
  words: "<figure, run or id>",
  summary:
    "Says why the steps of a figure or of a run of your own, or one step, would run: what differs from the last time.",
  examples: [
    ["explain fig3", "why reproduce would compute anything for figure 3"],
    ["explain wide~2", "why anything of a run of your own would run"],
    ["explain train/syn-relu-8/r00/a0/s01", "why one step would run"],
  ],
  flags: {
    preset: { help: "smoke, quick or paper", value: "NAME", default: "quick", check: presetOf },
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  if (words.positional.length !== 1) {
    throw new UsageError(
      `Cannot explain: it must be one figure or one id of a step, current value is ${
        words.positional.join(" ") || "none"
      }`,
    );
  }
  const preset = presetOf(words), [name] = words.positional;
  const figure = Object.hasOwn(FIGURES, name) ? FIGURES[name] : undefined;
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store);
  const { inspector, whole } = figure !== undefined
    ? {
      inspector: await study.inspect(presetRequest([figure], preset)),
      whole: { name: `figure ${name}`, preset },
    }
    : await runOrStep(name, preset, study, store);
  const explainer = await Explainer.open(store, inspector);
  const text = whole === undefined
    ? stepText(name, await explainer.explain(name), words.on.json)
    : await wholeText(whole, inspector, explainer, store, words.on.json);
  say(text);
  return 0;
}

/** What is explained as a whole, and the preset of a figure. */
interface Whole {
  readonly name: string;
  readonly preset?: string;
}

/** The plan of a run, or the one that has a step: of a preset, or of a run whose seed or label is in the id. */
async function runOrStep(
  name: string,
  preset: PresetName,
  study: Study,
  store: Store,
): Promise<{ readonly inspector: Inspector; readonly whole?: Whole }> {
  const { registeredRuns } = await import("../lib/runs/registry.ts");
  const runs = await registeredRuns(store), run = runs.find(({ label }) => label === name);
  if (run !== undefined) {
    const inspector = await study.inspect(requestOf(ownNamed(run)));
    return { inspector, whole: { name: `run ${name}` } };
  }
  if (isPaperName(name)) {
    const named = await namedRun(name, { runs, published: undefined }).catch((error: Error) => {
      throw new UsageError(error.message);
    });
    return { inspector: await study.inspect(requestOf(named)), whole: { name: `run ${name}` } };
  }
  const inspector = await study.inspect(presetRequest(Object.values(FIGURES), preset));
  if (inspector.standings.has(name)) return { inspector };
  for (const run of runs.filter(({ own, label }) => mayHave(name, own.training.seed, label))) {
    const inspector = await study.inspect(requestOf(ownNamed(run)));
    if (inspector.standings.has(name)) return { inspector };
  }
  throw unknown(name, preset, runs.map(({ label }) => label));
}

/** Whether a run's plan may have the step of an id. */
function mayHave(text: string, seed: string, label: string): boolean {
  const id = parseId(text);
  if (id === undefined) return false;
  if ("seed" in id) return id.seed === seed;
  return "figure" in id && id.figure.startsWith(`${label}-`);
}

function unknown(name: string, preset: string, labels: readonly string[]): UsageError {
  const meant = nearest(name, [...Object.keys(FIGURES), ...labels]);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return new UsageError(
    `Cannot explain: it must be a figure (${
      Object.keys(FIGURES).join(" ")
    }), a run, or the id of a ` +
      `step of preset ${preset} or of a run${hint}, current value is ${name}`,
  );
}

function stepText(id: string, explained: Explanation, json: boolean): string {
  const { action, key, cause } = explained;
  if (json) {
    const chain = links(explained);
    const restored = cause === undefined ? { outputs: action!.outputs, cost: action!.cost } : {};
    return JSON.stringify({ id, runs: cause !== undefined, key, ...restored, chain });
  }
  if (cause === undefined) {
    return `${id} would not run: it is restored, key ${key}, it took ${action!.cost.seconds} s`;
  }
  if (cause.kind === "lost") {
    return `${id} has a valid entry, but ${causeText(cause)}: it runs again once they are needed`;
  }
  return [becauseText(id, explained), ...chainText(explained).map((line) => `  ${line}`)].join(
    "\n",
  );
}

/** Each link from a step to its root cause, as data. */
function links(explained: Explanation): unknown[] {
  return chainOf(explained).flatMap(({ step: { id }, cause }): unknown[] => {
    if (cause === undefined) return [];
    const text = causeText(cause);
    if (cause.kind !== "key") return [{ id, text, component: cause.kind }];
    const { difference, changes } = cause;
    return [{ id, text, ...difference, ...(changes && { changes }) }];
  });
}

async function wholeText(
  { name, preset }: Whole,
  { standings }: Inspector,
  explainer: Explainer,
  store: Store,
  json: boolean,
): Promise<string> {
  const remade = await remadeForFiles(standings, store);
  const found = await reasons(standings, remade, explainer);
  const restored: Record<string, number> = {}, run: Record<string, number> = {};
  for (const { step, standing } of standings.values()) {
    const counts = standing === "restored" && !remade.has(step.id) ? restored : run;
    counts[step.kind] = (counts[step.kind] ?? 0) + 1;
  }
  if (json) {
    const causes = found.map(({ text, first, kinds }) => ({ text, kinds, chain: links(first) }));
    const [kind, of] = name.split(" ");
    return JSON.stringify({ [kind]: of, ...(preset && { preset }), restored, run, causes });
  }
  if (found.length === 0) {
    const about = preset === undefined ? name : `${name} (${preset})`;
    return `${about} would not run: ${countsText(restored)} are restored`;
  }
  const kept = Object.keys(restored).filter((kind) => !Object.hasOwn(run, kind));
  return [
    ...found.map((reason) => reasonText(name, reason)),
    `restored: ${countsText(restored) || "nothing"}`,
    ...(kept.length > 0 ? [`no key changes of ${kept.join(", ")}`] : []),
  ].join("\n");
}

function reasonText(name: string, { first, kinds }: Reason): string {
  return `${becauseText(name, first)}\n  would run: ${countsText(kinds)}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([kind, n]) => `${n} ${kind}`).join(", ");
}

if (import.meta.main) await main(command);
