import { assertEquals } from "@std/assert";
import type { ShardReport } from "../lib/cluster/chains.ts";
import { registeredRuns } from "../lib/runs/registry.ts";
import { cellsOf } from "../lib/runs/sweep.ts";
import type { Request } from "../lib/plan/request.ts";
import type { Store } from "../lib/store/mod.ts";
import { Study } from "../lib/study.ts";
import { runSweep } from "../lib/sweeps.ts";
import { withRuns } from "./runs/support.ts";

const BASE = {
  ...{ name: "swept", network: { layers: [2], activation: "tanh" }, repeats: 1, epochs: 1 },
  estimators: ["exact"],
};
const CELLS = cellsOf({ over: { seed: ["a", "b"] } }, [BASE], "grid.json");

/** A study that does something more once it has done what it was asked. */
async function studyThen(store: Store, then: (request: Request) => Promise<void>): Promise<Study> {
  const study = await Study.open(store), reproduce = study.reproduce.bind(study);
  study.reproduce = async (request, options) => {
    const drawn = await reproduce(request, options);
    await then(request);
    return drawn;
  };
  return study;
}

Deno.test("of two parts of a sweep at once the one that ends last has all of it", async () => {
  await withRuns(async (store) => {
    const reports: ShardReport[] = [];
    const part = async (index: number, study: Study) =>
      await runSweep(study, store, CELLS, {
        ...{ jobs: 1, shard: { index, of: 2 } },
        onShard: (report) => reports.push(report),
      });
    let other = 0;
    // What the first part has nothing to do with is finished behind its back, when it has looked at it already.
    const study = await studyThen(store, async () => {
      if (++other === CELLS.length) await part(2, await Study.open(store));
    });
    const swept = await part(1, study);
    assertEquals(swept.map(({ results }) => results.repeats.length), [1, 1]);
    assertEquals(reports.map(({ unfinished }) => unfinished), [[], []]);
    const recorded = (await registeredRuns(store)).map(({ results }) => results.length);
    assertEquals(recorded, [1, 1]);
  });
});
