/** deno task dev:discards [experiment...]: replays the discarded attempts of the published runs, and writes what they were like. */
import {
  DISCARDED,
  type DiscardedAttempt,
  discardedSegments,
  replayDiscarded,
} from "../../lib/published/discards.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";
import { WorkerPool } from "../../lib/steps/pool.ts";
import { Runner } from "../../lib/steps/runner.ts";
import { Store } from "../../lib/store/mod.ts";
import { complain, say } from "../_output.ts";

const published = await PublishedFolder.open();
if (published === undefined) {
  complain("Cannot replay discarded attempts: there are no published results");
  Deno.exit(1);
}
const { lock } = published, folder = await Deno.makeTempDir({ prefix: "discards-" });
const pool = new WorkerPool(new URL("../../lib/plan/worker.ts", import.meta.url), 1);
try {
  const digester = await createCodeDigester(), store = await Store.open(`${folder}/store`);
  const runner = new Runner({ store, digester, pool, entries: ENTRIES });
  const all = [...DISCARDED];
  for (const experiment of Object.keys(lock.experiments)) {
    if (Deno.args.length > 0 && !Deno.args.includes(experiment)) continue;
    for (const last of discardedSegments(await published.experiment(experiment))) {
      const replayed = await replayDiscarded(lock, experiment, last, runner);
      const place = all.findIndex((one) => isSame(one, replayed));
      all.splice(place < 0 ? all.length : place, place < 0 ? 0 : 1, replayed);
      say(JSON.stringify(replayed));
    }
  }
  const text = JSON.stringify(all, null, 2) + "\n";
  await Deno.writeTextFile(new URL("fixtures/discards.json", projectRoot), text);
} finally {
  pool.close();
  await Deno.remove(folder, { recursive: true });
}

function isSame(a: DiscardedAttempt, b: DiscardedAttempt): boolean {
  return a.experiment === b.experiment && a.repeat === b.repeat && a.attempt === b.attempt;
}
