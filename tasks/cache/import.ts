/** deno task cache import: takes over the objects of an archive. */
import { importArchive, Store } from "../../lib/store/mod.ts";
import { LockResolver } from "../../lib/published/lock/resolver.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { requireLocked } from "../../lib/published/lock/comparison.ts";
import { type CacheAction, onlyWord } from "./_action.ts";
import { reportDamage, reportNotice, storeFolder, type Words } from "../_command.ts";

export const importAction: CacheAction = {
  name: "import",
  words: "<file>",
  summary:
    "takes over the objects of an archive. Every byte is checked: names, digests, entries against their keys, the store and the lock; the first bad member ends it with one line,\n" +
    "  and what came before stays. That an entry's step really makes these bytes is believed: verify checks it.",
  flags: {},
  run,
};

/** Before a store is made for what is not there. */
async function requireFile(file: string): Promise<void> {
  await Deno.stat(file).catch(({ message }: Error) => {
    throw new Error(
      `Cannot import: file must be an archive that can be read, current value is ${file} (${message})`,
    );
  });
}

async function run(words: Words): Promise<number> {
  const file = onlyWord("import", "file", words), published = await PublishedFolder.open();
  const locked = published && await LockResolver.of(published);
  await requireFile(file);
  const store = await Store.open(storeFolder(words), {
    onDamage: reportDamage,
    onNotice: reportNotice,
  });
  let known = 0;
  const report = await importArchive(store, file, (action) => {
    if (locked !== undefined && requireLocked(locked, action)) known++;
  });
  const { blobs, actions, bytes } = report;
  if (words.on.json) console.log(JSON.stringify({ file, ...report, locked: known }));
  else {
    console.log(
      `${blobs} blobs and ${actions} action entries, ${bytes} bytes: digests are right, ${known} entries agree with the lock\n` +
        `That the steps of the entries make these bytes is believed; deno task verify recomputes a sample against the lock`,
    );
  }
  return 0;
}
