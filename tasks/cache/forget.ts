/** deno task cache forget: removes one result, so that it is computed again. */
import { History } from "../../lib/steps/history.ts";
import { keyOf } from "../../lib/steps/step.ts";
import { Store } from "../../lib/store/mod.ts";
import { type CacheAction, onlyWord } from "./_action.ts";
import { existingStore, reportDamage, reportNotice, type Words } from "../_command.ts";
import { say } from "../_output.ts";

export const forgetAction: CacheAction = {
  name: "forget",
  words: "<id>",
  summary: "removes the entries of one step, whatever code made them: the next run computes it.",
  flags: {},
  run,
};

async function run(words: Words): Promise<number> {
  const id = onlyWord("forget", "id", words);
  const store = await Store.open(await existingStore(words, "forget"), {
    onDamage: reportDamage,
    onNotice: reportNotice,
  });
  const entries = await (await History.open(store)).entries(id);
  if (entries.length === 0) {
    throw new Error(`Cannot forget ${id}: it must be a step in the store, current value is none`);
  }
  for (const { key } of entries) await store.removeAction(keyOf(key));
  if (words.on.json) say(JSON.stringify({ id, entries: entries.length }));
  else say(`${id}: ${entries.length} entries removed; the next run computes it`);
  return 0;
}
