/** deno task cache pin, unpin, pins: runs that gc keeps. */
import { addPin, listPins, removePin, sealPin, Store } from "../../lib/store/mod.ts";
import { type CacheAction, keysOfTargets, noWords, onlyWord, PRESET_FLAG } from "./_action.ts";
import { existingStore, reportDamage, reportNotice, UsageError, type Words } from "../_command.ts";
import { presetOf } from "../_figures.ts";
import { targetsOf } from "../runs/_targets.ts";
import { say } from "../_output.ts";

export const pinAction: CacheAction = {
  name: "pin",
  words: "<name> [figure or run...]",
  summary:
    "keeps figures (all, if nothing is named) or runs of your own under a name: gc never removes it. What of it has not been computed yet is kept too, as far as its keys are known.",
  flags: PRESET_FLAG,
  run: pin,
};

export const unpinAction: CacheAction = {
  name: "unpin",
  words: "<name>",
  summary: "forgets a pin; nothing is removed until gc runs.",
  flags: {},
  run: unpin,
};

export const pinsAction: CacheAction = {
  name: "pins",
  summary: "lists the pins.",
  flags: {},
  run: pins,
};

async function pin(words: Words): Promise<number> {
  const [name, ...ids] = words.positional;
  if (name === undefined) {
    throw new UsageError("Cannot pin: name must be given, current value is none");
  }
  const preset = presetOf(words);
  // A bad name is said before anything is opened.
  sealPin({ name, figures: [], preset, keys: [] });
  const targets = await targetsOf(ids, words), { figures, runs } = targets;
  const names = [...figures.map(({ id }) => id), ...runs.map(({ label }) => label)];
  const empty = { name, figures: names, preset, keys: [] };
  const store = await Store.open(await existingStore(words, "pin"), {
    onDamage: reportDamage,
    onNotice: reportNotice,
  });
  const { keys, present, steps } = await keysOfTargets("pin", store, targets, preset);
  await addPin(store.root, sealPin({ ...empty, keys }));
  const summary = {
    name,
    figures: names,
    preset,
    steps,
    pinned: keys.length,
    present: present.length,
  };
  if (words.on.json) say(JSON.stringify(summary));
  else {
    say(
      `${name}: ${present.length} of ${steps} steps are in the store and stay` +
        (present.length === steps
          ? ""
          : "; pin again under another name when the run has finished"),
    );
  }
  return 0;
}

async function unpin(words: Words): Promise<number> {
  const name = onlyWord("unpin", "name", words);
  const store = await Store.open(await existingStore(words, "unpin"));
  await removePin(store.root, name);
  if (words.on.json) say(JSON.stringify({ name }));
  else say(`${name}: no longer pinned`);
  return 0;
}

async function pins(words: Words): Promise<number> {
  noWords("pins", words);
  const all = (await listPins(await existingStore(words, "list pins")))
    .map(({ name, figures, preset, keys }) => ({ name, figures, preset, steps: keys.length }));
  if (words.on.json) say(JSON.stringify(all));
  else {
    for (const { name, figures, preset, steps } of all) {
      say(`${name}: ${figures.join(" ")} (${preset}), ${steps} steps`);
    }
    if (all.length === 0) say("no pins");
  }
  return 0;
}
