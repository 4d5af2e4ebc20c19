/** deno task figure: one figure from what the store has. */
import { Store } from "../lib/store/mod.ts";
import { tableDigests } from "../lib/published/lock/resolver.ts";
import { type PresetName, PRESETS } from "../lib/paper/presets.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  existingStore,
  main,
  oneOf,
  reportDamage,
  STORE_FLAG,
  UsageError,
  type Words,
} from "./_command.ts";
import { drawFromLock } from "./_draw_published.ts";
import { firstReplayed, importedIn, isTrained } from "../lib/plan/standings.ts";
import { figuresOf, FORMAT_FLAG, formatsOf, writeFigure } from "./_figures.ts";
import { presetRequest } from "../lib/paper/request.ts";

const NAMES = Object.keys(PRESETS) as PresetName[];
/** Without --preset: the fullest results that the store has. */
const FULLEST: PresetName[] = ["paper", "quick", "smoke"];

const command: Command = {
  name: "figure",
  words: "<id>",
  summary:
    "Draws one figure: the published results, or with --preset what the store has; trains nothing.",
  flags: {
    preset: {
      help: "smoke, quick or paper (default: published, else the fullest that the store has)",
      value: "NAME",
    },
    ...FORMAT_FLAG,
    ...STORE_FLAG,
    out: { help: "folder of the results", value: "DIR", default: "out" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  if (words.positional.length !== 1) {
    throw new UsageError(
      `Cannot draw: figure must be one id, current value is ${
        words.positional.join(" ") || "none"
      }`,
    );
  }
  const [figure] = figuresOf(words.positional);
  const formats = formatsOf(words);
  const presets = words.text.preset === undefined
    ? FULLEST
    : [oneOf("--preset", words.text.preset, NAMES)];
  if (words.text.preset === undefined) {
    const published = await PublishedFolder.open();
    if (published !== undefined && tableDigests(published.lock, figure) !== undefined) {
      return await drawFromLock(figure, published, formats, words);
    }
  }
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
    const [drawn] = await study.reproduce(request, { jobs: 1, before });
    const files = await writeFigure(drawn, words.text.out);
    const imported = importedIn(standings);
    if (words.on.json) {
      console.log(JSON.stringify({ preset, imported, files, digests: drawn.digests }));
    } else {
      console.log([`${figure.title}. ${drawn.caption}`, ...Object.values(files)].join("\n  "));
      if (imported > 0) console.log(`  ${imported} results behind it are imported, not recomputed`);
    }
    return 0;
  }
  throw new Error(
    `Cannot draw ${figure.id}: the store must have its results, current value is ${value}; ${hint}`,
  );
}

await main(command);
