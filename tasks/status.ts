/** deno task status: what is cached and what is missing. */
import { Store } from "../lib/store/mod.ts";
import { type PresetName, PRESETS } from "../lib/study/presets.ts";
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
import { figuresOf } from "./_figures.ts";
import { planOf, planText } from "./_plan.ts";

const command: Command = {
  name: "status",
  words: "[figure...]",
  summary: "Says what the store has of the figures (all, if none is named) and what would run.",
  flags: {
    preset: { help: "smoke, quick or paper", value: "NAME", default: "quick" },
    ...STORE_FLAG,
  },
  run,
};

async function run(words: Words): Promise<number> {
  const figures = figuresOf(words.positional);
  const preset = oneOf("--preset", words.text.preset, Object.keys(PRESETS) as PresetName[]);
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store), plans: Record<string, unknown> = {};
  for (const figure of figures) {
    const inspector = await study.inspect([figure], preset);
    plans[figure.id] = planOf(inspector);
    if (!words.on.json) console.log(`${figure.id} (${preset})\n${planText(inspector)}\n`);
  }
  if (words.on.json) console.log(JSON.stringify({ preset, figures: plans }));
  return 0;
}

await main(command);
