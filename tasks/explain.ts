/** deno task explain: why steps would run. */
import { chainOf, Explainer, type Explanation } from "../lib/steps/explanation.ts";
import { becauseText, causeText, chainText } from "../lib/steps/explanation_text.ts";
import type { Inspector } from "../lib/steps/inspector.ts";
import { Store } from "../lib/store/mod.ts";
import { type Reason, reasons } from "../lib/reasons.ts";
import { remadeForFiles } from "../lib/plan/standings.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import type { Figure } from "../lib/plan/figure.ts";
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
  words: "<figure or id>",
  summary:
    "Says why the steps of a figure, or one step, would run: what differs from the last time.",
  examples: [
    ["explain fig3", "why reproduce would compute anything for figure 3"],
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
  const preset = presetOf(words);
  const [name] = words.positional;
  const figure = Object.hasOwn(FIGURES, name) ? FIGURES[name] : undefined;
  const figures = figure === undefined ? Object.values(FIGURES) : [figure];
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const inspector = await (await Study.open(store)).inspect(presetRequest(figures, preset));
  if (figure === undefined && !inspector.standings.has(name)) throw unknown(name, preset);
  const explainer = await Explainer.open(store, inspector);
  const text = figure === undefined
    ? stepText(name, await explainer.explain(name), words.on.json)
    : await figureText(figure, preset, inspector, explainer, store, words.on.json);
  say(text);
  return 0;
}

function unknown(name: string, preset: string): UsageError {
  return new UsageError(
    `Cannot explain: it must be a figure (${Object.keys(FIGURES).join(" ")}) or the id of a step ` +
      `of preset ${preset}, current value is ${name}`,
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

async function figureText(
  { id }: Figure,
  preset: string,
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
    return JSON.stringify({ figure: id, preset, restored, run, causes });
  }
  if (found.length === 0) {
    return `figure ${id} (${preset}) would not run: ${countsText(restored)} are restored`;
  }
  const kept = Object.keys(restored).filter((kind) => !Object.hasOwn(run, kind));
  return [
    ...found.map((reason) => reasonText(id, reason)),
    `restored: ${countsText(restored) || "nothing"}`,
    ...(kept.length > 0 ? [`no key changes of ${kept.join(", ")}`] : []),
  ].join("\n");
}

function reasonText(id: string, { first, kinds }: Reason): string {
  return `${becauseText(`figure ${id}`, first)}\n  would run: ${countsText(kinds)}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([kind, n]) => `${n} ${kind}`).join(", ");
}

if (import.meta.main) await main(command);
