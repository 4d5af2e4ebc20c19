/** deno task claims: the checkable sentences of the paper, each with its verdict. */
import { Store } from "../lib/store/mod.ts";
import {
  CLAIMS,
  type Holding,
  judgeClaims,
  type Measured,
  UNCHECKABLE,
} from "../lib/paper/claims/judge.ts";
import { judgementText, summaryText, uncheckableText } from "../lib/paper/claims/text.ts";
import { type PresetName, PRESETS } from "../lib/paper/presets.ts";
import { publishedHolding } from "../lib/published/holding.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  main,
  oneOf,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  type Words,
} from "./_command.ts";
import { presetOf } from "./_figures.ts";
import { say } from "./_output.ts";
import { ProgressLine } from "./_progress.ts";

export const command: Command = {
  name: "claims",
  words: "[claim...]",
  summary: "Judges what the paper says of its results (all claims, if none is named).",
  examples: [
    ["claims", "what the paper says, judged by the published results"],
    ["claims --preset quick", "by what reproduce has computed here"],
  ],
  flags: {
    preset: {
      help: "smoke, quick or paper, of the store (default: published, else what the store has)",
      value: "NAME",
      check: presetOf,
    },
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const ids = CLAIMS.map(({ id }) => id), named = [...new Set(words.positional)];
  const claims = named.length === 0
    ? CLAIMS
    : named.map((name) => CLAIMS[ids.indexOf(oneOf("claim", name, ids))]);
  const line = new ProgressLine("reading results");
  line.plan(claims.length);
  const judged = await judgeClaims(await holdingsOf(words), claims, ({ id }) => line.add(1, id))
    .finally(() => line.end());
  const uncheckable = named.length === 0 ? UNCHECKABLE : [];
  if (words.on.json) {
    say(JSON.stringify({ claims: judged.map(jsonOf), notCheckable: uncheckable }));
    return 0;
  }
  for (const one of judged) say(judgementText(one, named.length > 0) + "\n");
  for (const one of uncheckable) say(uncheckableText(one) + "\n");
  say(summaryText(judged.map(({ verdict }) => verdict), uncheckable.length));
  return 0;
}

/** With --preset the store alone, else published results, and what the store has, the fullest first. */
async function holdingsOf(words: Words): Promise<Holding[]> {
  const names = Object.keys(PRESETS) as PresetName[], holdings: Holding[] = [];
  const presets = words.text.preset === undefined ? names.toReversed() : [presetOf(words)];
  if (words.text.preset === undefined) {
    const published = await PublishedFolder.open();
    if (published !== undefined) holdings.push(await publishedHolding(published));
  }
  const folder = storeFolder(words), info = await Deno.stat(folder).catch(() => undefined);
  if (info?.isDirectory !== true) return holdings;
  const store = await Store.open(folder, { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store);
  return [...holdings, ...presets.map((preset) => study.holding(preset))];
}

function jsonOf({ claim, verdict, parts, basis }: Measured) {
  const { id, where, text, quantity, unit, why, epochs } = claim;
  return {
    ...{ id, where, text, quantity, unit, why, epochs, verdict, basis },
    parts: parts.map(({ part: { name, claimed, threshold }, verdict, estimate, missing }) => {
      // JSON has no infinity: an end of an interval that is not bounded is null.
      return { name, claimed, threshold, verdict, ...estimate, missing };
    }),
  };
}

if (import.meta.main) await main(command);
