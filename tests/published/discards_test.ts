import { assert, assertEquals } from "@std/assert";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { DISCARDED, discardedSegments, replayDiscarded } from "../../lib/published/discards.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { WorkerPool } from "../../lib/steps/pool.ts";
import { Runner } from "../../lib/steps/runner.ts";
import { withStore } from "../store/helpers.ts";

Deno.test("a discarded attempt on the synthetic data, trained once more, is as it was found", async () => {
  const published = await PublishedFolder.open();
  if (published === undefined) return;
  const experiment = "SYN-ReLU-4";
  const [last] = discardedSegments(await published.experiment(experiment));
  const pool = new WorkerPool(new URL("../../lib/plan/worker.ts", import.meta.url), 1);
  try {
    await withStore(async (store) => {
      const digester = await createCodeDigester();
      const runner = new Runner({ store, digester, pool, entries: ENTRIES });
      const replayed = await replayDiscarded(published.lock, experiment, last, runner);
      assertEquals(replayed, DISCARDED.find((one) => one.experiment === experiment));
      // A dead layer, and so a network that answers the same to all inputs.
      assertEquals(replayed.ixt.at(-1), 0);
      assert(replayed.stopped >= 1000 && replayed.accuracy < 0.55);
    });
  } finally {
    pool.close();
  }
});

Deno.test("every discarded attempt on the synthetic data was trained once more", async () => {
  const published = await PublishedFolder.open();
  if (published === undefined) return;
  for (const experiment of Object.keys(published.lock.experiments)) {
    if (!experiment.startsWith("SYN-")) continue;
    const segments = discardedSegments(await published.experiment(experiment));
    const found = DISCARDED.filter((one) => one.experiment === experiment);
    const names = (all: readonly { repeat: number; attempt: number }[]) =>
      all.map(({ repeat, attempt }) => `${repeat} ${attempt}`).sort();
    assertEquals(names(found), names(segments), experiment);
  }
});
