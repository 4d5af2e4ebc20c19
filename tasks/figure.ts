/** deno task figure: figures from what is published, or from what the store has. */
import type { Figure } from "../lib/plan/figure.ts";
import type { Format } from "../lib/plan/kinds.ts";
import { Store } from "../lib/store/mod.ts";
import { tableDigests } from "../lib/published/lock/resolver.ts";
import type { PresetName } from "../lib/paper/presets.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  existingStore,
  main,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  UsageError,
  type Words,
} from "./_command.ts";
import { drawFromLock } from "./_draw_published.ts";
import { firstReplayed, importedIn, isTrained } from "../lib/plan/standings.ts";
import { OUT_FLAG } from "./_files.ts";
import { FORMAT_FLAG, formatsOf, formOf, presetOf, writeFigure } from "./_figures.ts";
import { drawRun } from "../lib/own_pictures.ts";
import type { NamedRun } from "../lib/runs/named.ts";
import { PICTURES_FLAG, picturesOf } from "./runs/_pictures.ts";
import { targetsOf } from "./runs/_targets.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { complain, say } from "./_output.ts";

/** Without --preset: the fullest results that the store has. */
const FULLEST: PresetName[] = ["paper", "quick", "smoke"];

export const command: Command = {
  name: "figure",
  words: "<figure or run...>",
  summary:
    "Draws figures: the published results, or with --preset what the store has; or runs of your own, and the paper's experiments as runs, repeat by repeat. Trains nothing.",
  examples: [
    ["figure fig3", "draws the published results, in seconds"],
    ["figure fig2 fig4 --for paper", "two figures for print, as PDF, with captions as LaTeX"],
    ["figure wide~2 paper:SYN-ReLU-8", "a run of your own; an experiment as published, as a run"],
    ["figure fig3 --preset quick", "draws what reproduce has computed here"],
  ],
  flags: {
    preset: {
      help: "smoke, quick or paper (default: published, else the fullest that the store has)",
      value: "NAME",
      check: presetOf,
    },
    ...PICTURES_FLAG,
    ...FORMAT_FLAG,
    ...STORE_FLAG,
    ...OUT_FLAG,
  },
  run,
};

/** A figure that was drawn: what JSON says of it, and what a person is told. */
interface Shown {
  readonly json: object;
  readonly lines: readonly string[];
}

async function run(words: Words): Promise<number> {
  if (words.positional.length === 0) {
    throw new UsageError("Cannot draw: figures must be one id or more, current value is none");
  }
  const { figures, runs } = await targetsOf(words.positional, words), formats = formatsOf(words);
  const presets = words.text.preset === undefined ? FULLEST : [presetOf(words)];
  const shown: Record<string, object> = {}, failed: Error[] = [];
  const targets = [
    ...figures.map((figure) => ({
      name: figure.id,
      make: () => draw(figure, presets, formats, words),
    })),
    ...runs.map((run) => ({ name: run.label, make: () => drawOwn(run, formats, words) })),
  ];
  for (const { name, make } of targets) {
    try {
      const { json, lines } = await make();
      shown[name] = json;
      if (!words.on.json) say(lines.join("\n  "));
    } catch (error) {
      // Alone it is the command that fails; of several the others are drawn.
      if (targets.length === 1) throw error;
      failed.push(error as Error);
    }
  }
  if (words.on.json) {
    say(JSON.stringify(targets.length === 1 ? shown[targets[0].name] : { figures: shown }));
  }
  for (const { message } of failed) complain(message.split("\n")[0]);
  return failed.length > 0 ? 1 : 0;
}

/** The pictures of a run, of what of it is finished. */
async function drawOwn(run: NamedRun, formats: readonly Format[], words: Words): Promise<Shown> {
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const source = run.published ?? (await Study.open(store)).results();
  const { drawn, failed } = await drawRun(
    run,
    source,
    { formats, form: formOf(words) },
    picturesOf(words),
  );
  if (drawn.length === 0) {
    const why = failed[0]?.message ?? "nothing";
    throw new Error(
      `Cannot draw ${run.label}: at least one of its repeats must be finished, current value is none (${why})`,
    );
  }
  const pictures: Record<string, object> = {}, lines = [drawn[0].caption];
  for (const one of drawn) {
    const files = await writeFigure(one, words.text.out);
    pictures[one.figure.id] = { files, digests: one.digests, caption: one.caption };
    lines.push(...Object.values(files));
  }
  return {
    json: { run: run.label, figures: pictures },
    lines: [`${run.label}: ${lines[0]}`, ...lines.slice(1)],
  };
}

async function draw(
  figure: Figure,
  presets: readonly PresetName[],
  formats: readonly Format[],
  words: Words,
): Promise<Shown> {
  if (words.text.preset === undefined) {
    const published = await PublishedFolder.open();
    if (published !== undefined && tableDigests(published.lock, figure) !== undefined) {
      return await drawFromLock(figure, published, formats, words);
    }
  }
  return await drawFromStore(figure, presets, formats, words);
}

async function drawFromStore(
  figure: Figure,
  presets: readonly PresetName[],
  formats: readonly Format[],
  words: Words,
): Promise<Shown> {
  const wanted = words.text.preset ?? "quick";
  const hint = `deno task reproduce ${figure.id} --preset ${wanted} computes them`;
  const folder = await existingStore(words, `draw ${figure.id}`, `; ${hint}`);
  const store = await Store.open(folder, { onDamage: reportDamage })
    .catch(() => Store.open(folder, { readOnly: true, onDamage: reportDamage }));
  const study = await Study.open(store);
  let value = "none";
  for (const preset of presets) {
    const request = { ...presetRequest([figure], preset, formats), form: formOf(words) };
    const before = await study.inspect(request), { standings } = before;
    if (!isTrained(standings)) continue;
    const replayed = await firstReplayed(standings, store);
    if (replayed !== undefined) {
      value = `${replayed}, whose bytes are gone`;
      continue;
    }
    const [drawn] = await study.reproduce(request, { jobs: 1, before, confined: true });
    const files = await writeFigure(drawn, words.text.out);
    const imported = importedIn(standings);
    const taken = imported > 0
      ? [`${imported} results behind it are imported, not recomputed`]
      : [];
    return {
      json: { preset, imported, files, digests: drawn.digests },
      lines: [`${figure.title}. ${drawn.caption}`, ...Object.values(files), ...taken],
    };
  }
  throw new Error(
    `Cannot draw ${figure.id}: the store must have its results, current value is ${value}; ${hint}`,
  );
}

if (import.meta.main) await main(command);
