/** deno task claims: the checkable sentences of the paper, each with its verdict. */
import { Store } from "../lib/store/mod.ts";
import {
  CLAIMS,
  judgeClaims,
  type Judgement,
  type Part,
  UNCHECKABLE,
} from "../lib/study/claims.ts";
import { type PresetName, PRESETS } from "../lib/study/presets.ts";
import { Published } from "../lib/study/published.ts";
import { Study } from "../lib/study/study.ts";
import {
  type Command,
  main,
  oneOf,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  type Words,
} from "./_command.ts";

const command: Command = {
  name: "claims",
  words: "[claim...]",
  summary:
    "Judges what the paper says about the synthetic data (all claims, if none is named) by the published results, and where they do not have it by the store.",
  flags: {
    preset: { help: "of the store: smoke, quick or paper", value: "NAME", default: "paper" },
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const preset = oneOf("--preset", words.text.preset, Object.keys(PRESETS) as PresetName[]);
  const ids = CLAIMS.map(({ id }) => id), named = words.positional;
  const wanted = named.length === 0
    ? CLAIMS
    : named.map((name) => CLAIMS[ids.indexOf(oneOf("claim", name, ids))]);
  const folder = storeFolder(words), info = await Deno.stat(folder).catch(() => undefined);
  const store = info?.isDirectory
    ? await Store.open(folder, { readOnly: true, onDamage: reportDamage })
    : undefined;
  const published = await Published.open();
  const look = store && (await Study.open(store)).looker();
  const judgements = await judgeClaims({
    preset,
    ...(published && { published }),
    ...(store && look && { store: { store, look } }),
  }, wanted);
  if (words.on.json) {
    console.log(JSON.stringify({ claims: judgements.map(jsonOf), notCheckable: UNCHECKABLE }));
    return 0;
  }
  for (const judgement of judgements) console.log(textOf(judgement) + "\n");
  if (named.length === 0) {
    for (const { id, where, text, why } of UNCHECKABLE) {
      console.log(`not checkable  ${id} (${where}): ${text}\n  ${why}\n`);
    }
  }
  const counts = Map.groupBy(judgements, ({ verdict }) => verdict);
  console.log([...counts].map(([verdict, { length }]) => `${length} ${verdict}`).join(", "));
  return 0;
}

function jsonOf({ claim, verdict, parts, missing }: Judgement) {
  const { id, where, text, quantity, side, threshold, why } = claim;
  return { id, where, text, quantity, side, threshold, why, verdict, parts, missing };
}

/** At most so many numbers of a claim are printed; all are in the JSON. */
const MOST = 4;

function textOf({ claim, verdict, parts, missing }: Judgement): string {
  const { id, where, text, quantity, side, threshold } = claim;
  const lines = [
    `${verdict.padEnd(13)}  ${id} (${where}): ${text}`,
    `  ${quantity}: must be ${side} ${threshold}`,
    ...parts.slice(0, MOST).map((part) => `    ${partText(part)}`),
  ];
  if (parts.length > MOST) lines.push(`    and ${parts.length - MOST} more, further on that side`);
  if (missing !== undefined) lines.push(`  missing: ${missing}`);
  return lines.join("\n");
}

function partText({ name, estimate: { mean, half } }: Part): string {
  const digits = Math.abs(mean) < 0.01 ? 5 : 3, text = (value: number) => value.toFixed(digits);
  const interval = half === 0 ? "" : ` (${text(mean - half)} to ${text(mean + half)})`;
  return `${name}: ${text(mean)}${interval}`;
}

await main(command);
