/** deno task cache export: results as one portable archive. */
import { exportArchive, Store } from "../../lib/store/mod.ts";
import { type CacheAction, keysOfTargets, PRESET_FLAG } from "./_action.ts";
import { existingStore, reportDamage, typedPath, UsageError, type Words } from "../_command.ts";
import { presetOf } from "../_figures.ts";
import { targetsOf } from "../runs/_targets.ts";
import { requirePlace } from "../_files.ts";
import { say } from "../_output.ts";

export const exportAction: CacheAction = {
  name: "export",
  words: "<file> [figure or run...]",
  summary:
    "writes results and their entries as one tar archive, packed if the file ends in .gz: those of figures or runs of your own, if such or a preset are given, else all that are complete.",
  flags: PRESET_FLAG,
  run,
};

async function run(words: Words): Promise<number> {
  const [typed, ...ids] = words.positional;
  if (typed === undefined) {
    throw new UsageError("Cannot export: file must be given, current value is none");
  }
  const file = typedPath(typed);
  await requirePlace(file, "an archive");
  const chosen = ids.length > 0 || words.text.preset !== undefined;
  const targets = await targetsOf(ids, words), preset = presetOf(words);
  const store = await Store.open(await existingStore(words, "export"), {
    readOnly: true,
    onDamage: reportDamage,
  });
  const keys = chosen ? (await keysOfTargets("export", store, targets, preset)).present : undefined;
  const report = await exportArchive(store, file, keys);
  const { blobs, actions, bytes, incomplete } = report;
  if (words.on.json) say(JSON.stringify({ file, ...report }));
  else {
    say(
      `${file}: ${blobs} blobs and ${actions} action entries, ${bytes} bytes; ` +
        `${incomplete} entries left out since a blob of theirs is gone`,
    );
  }
  return 0;
}
