/** deno task cache import: takes over the objects of an archive. */
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { WorkerPool } from "../../lib/steps/pool.ts";
import { type Action, importArchive, Store } from "../../lib/store/mod.ts";
import { requireLocked } from "../../lib/published/lock/comparison.ts";
import { LockedMaterial } from "../../lib/published/lock/material.ts";
import { LockResolver } from "../../lib/published/lock/resolver.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { type Recheck, recheckImported } from "../../lib/recheck.ts";
import { type CacheAction, onlyWord } from "./_action.ts";
import {
  reportDamage,
  reportNotice,
  storeFolder,
  typedPath,
  UsageError,
  type Words,
} from "../_command.ts";
import { ProgressLine } from "../_progress.ts";
import { say } from "../_output.ts";

export const importAction: CacheAction = {
  name: "import",
  words: "<file>",
  summary:
    "takes over the objects of an archive. Every byte is checked: names, digests, entries against their keys, the store and the lock; the first bad member ends it with one line,\n" +
    "  and what came before stays. That an entry's step really makes these bytes is believed, and remembered as imported, unless --recheck computes it again.",
  flags: {
    recheck: {
      help: "import: compute again what was imported, N passes drawn at random, or all",
      value: "N",
      check: mostOf,
    },
  },
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
  const file = typedPath(onlyWord("import", "file", words)), most = mostOf(words);
  const published = await PublishedFolder.open();
  const locked = published && await LockResolver.of(published);
  await requireFile(file);
  const store = await Store.open(storeFolder(words), {
    onDamage: reportDamage,
    onNotice: reportNotice,
  });
  const material = published && locked && new LockedMaterial(published, locked);
  const imported: Action[] = [];
  let known = 0;
  const report = await importArchive(store, file, async (action) => {
    const id = await material?.idOf(action.key);
    if (locked !== undefined && requireLocked(locked, action, id)) known++;
    imported.push(action);
  });
  const checked = most === undefined ? undefined : await recheck(store, imported, most);
  const { blobs, actions, bytes } = report;
  if (words.on.json) {
    say(JSON.stringify({ file, ...report, locked: known, ...(checked && { checked }) }));
  } else {
    say(
      `${blobs} blobs and ${actions} action entries, ${bytes} bytes: digests are right, ${known} entries agree with the lock\n` +
        (checked === undefined
          ? "That the steps of the entries make these bytes is believed; --recheck computes them again"
          : recheckText(checked)),
    );
  }
  return checked !== undefined && checked.differing.length > 0 ? 3 : 0;
}

function mostOf({ text: { recheck } }: Words): number | undefined {
  if (recheck === undefined || recheck === "all") return recheck && Infinity;
  if (/^[1-9]\d{0,8}$/.test(recheck)) return Number(recheck);
  throw new UsageError(
    `Cannot read flags: --recheck must be a whole number of at least 1 or all, current value is ${recheck}`,
  );
}

async function recheck(store: Store, imported: readonly Action[], most: number): Promise<Recheck> {
  const pool = new WorkerPool(
    new URL("../../lib/plan/worker.ts", import.meta.url),
    navigator.hardwareConcurrency,
  );
  const line = new ProgressLine("computing again what was imported");
  line.plan(Math.min(most, imported.length));
  try {
    const digester = await createCodeDigester();
    const onChecked = (id: string) => line.add(1, id);
    return await recheckImported(imported, { store, digester, pool, most, onChecked });
  } finally {
    line.end();
    pool.close();
  }
}

function recheckText({ agreed, differing, impossible, left }: Recheck): string {
  return [
    `computed again: ${agreed} agree, ${differing.length} DIFFER; ${left} were not drawn, ${impossible} cannot be computed by today's code from what is here`,
    ...differing.map(({ id, output, expected, found }) =>
      `  ${id}: ${output} must be ${expected}, imported was ${found}; what was computed is kept`
    ),
  ].join("\n");
}
