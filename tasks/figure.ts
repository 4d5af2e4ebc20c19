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
  UsageError,
  type Words,
} from "./_command.ts";
import { drawFromLock } from "./_draw_published.ts";
import { firstReplayed, importedIn, isTrained } from "../lib/plan/standings.ts";
import { OUT_FLAG } from "./_files.ts";
import { figuresOf, FORMAT_FLAG, formatsOf, presetOf, writeFigure } from "./_figures.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { complain, say } from "./_output.ts";

/** Without --preset: the fullest results that the store has. */
const FULLEST: PresetName[] = ["paper", "quick", "smoke"];

export const command: Command = {
  name: "figure",
  words: "<id...>",
  summary:
    "Draws figures: the published results, or with --preset what the store has; trains nothing.",
  examples: [
    ["figure fig3", "draws the published results, in seconds"],
    ["figure fig2 fig4 --format pdf", "two figures for print"],
    ["figure fig3 --preset quick", "draws what reproduce has computed here"],
  ],
  flags: {
    preset: {
      help: "smoke, quick or paper (default: published, else the fullest that the store has)",
      value: "NAME",
      check: presetOf,
    },
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
  const figures = figuresOf(words.positional), formats = formatsOf(words);
  const presets = words.text.preset === undefined ? FULLEST : [presetOf(words)];
  const shown: Record<string, object> = {}, failed: Error[] = [];
  for (const figure of figures) {
    try {
      const { json, lines } = await draw(figure, presets, formats, words);
      shown[figure.id] = json;
      if (!words.on.json) say(lines.join("\n  "));
    } catch (error) {
      // Alone it is the command that fails; of several the others are drawn.
      if (figures.length === 1) throw error;
      failed.push(error as Error);
    }
  }
  if (words.on.json) {
    say(JSON.stringify(figures.length === 1 ? shown[figures[0].id] : { figures: shown }));
  }
  for (const { message } of failed) complain(message.split("\n")[0]);
  return failed.length > 0 ? 1 : 0;
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
      return await drawFromLock(figure, published, formats, words.text.out);
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
    const request = presetRequest([figure], preset, formats);
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
