/** Stacked steps end to end: real groups on real workers and a store, with attempts that are discarded. */
import { assert, assertEquals } from "@std/assert";
import { decodeTensors } from "../../lib/bits/safetensors.ts";
import { decodeTrace } from "../../lib/engines/wasm/trace.ts";
import { BINNED, globalBins } from "../../lib/information/estimator.ts";
import type { Training } from "../../lib/network/training.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { Inspector } from "../../lib/steps/inspector.ts";
import { WorkerPool } from "../../lib/steps/pool.ts";
import { Runner } from "../../lib/steps/runner.ts";
import type { Store } from "../../lib/store/mod.ts";
import { engineOf } from "../../lib/plan/engine.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { aggregateStep, type View } from "../../lib/plan/results.ts";
import { type Repeat, settleRun } from "../../lib/plan/settle.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { settleStacked } from "../../lib/plan/repeat_groups.ts";
import { withStore } from "../store/helpers.ts";

const GLOBAL = globalBins(30);

/** The ReLU network in short segments; one of the attempts 0 lies below 0.52 at epoch 4. */
const base = (() => {
  const { training } = EXPERIMENTS["SYN-ReLU-8"], restart = { from: 4, below: 0.52 };
  const protocol = { ...training.protocol, firstSegment: 3, segment: 6, restart };
  const own: Training = { ...training, protocol, seed: "restart-test" };
  return { training: own, estimators: [BINNED, GLOBAL], repeats: 2, epochs: 6 };
})();
const engine = engineOf({ engine: "tfjs", backend: "wasm", version: "4.22.0" });
const stacked = { ...base, engine };

const view = (estimator: View["estimator"]): View => ({
  estimator,
  phase: "train",
  layers: "all",
});

/** Aggregates of a run on a new runner, as a process of its own would make them. */
async function aggregates(store: Store, engine: boolean) {
  const pool = new WorkerPool(new URL("../../lib/plan/worker.ts", import.meta.url), 2);
  const told = { restored: [] as string[], computed: [] as string[] };
  const runner = new Runner({
    ...{ store, pool, digester: await createCodeDigester(), entries: ENTRIES },
    progress: ({ step, how }) => told[how].push(step.id),
  });
  try {
    const run = engine ? stacked : base;
    const repeats = await (engine ? settleStacked(stacked, runner) : settleRun(base, runner));
    const bytes = (estimator: View["estimator"]) =>
      runner.bytes({ step: aggregateStep(run, repeats, view(estimator)), output: "aggregate" });
    const [binned, global] = await Promise.all([bytes(BINNED), bytes(GLOBAL)]);
    const traces = await Promise.all(
      repeats.flatMap(({ repeat, discarded }) =>
        discarded.map((step) =>
          runner.bytes({ step, output: engine ? `trace-r0${repeat}` : "trace" })
        )
      ),
    );
    return { repeats, binned, global, told, ends: traces.map(decodeTrace) };
  } finally {
    pool.close();
  }
}

const attempts = (repeats: readonly Repeat[]) =>
  repeats.map(({ survivor, discarded }) => [survivor.attempt, ...discarded.map(({ id }) => id)]);
const attemptsAlone = (repeats: readonly Repeat[]) =>
  repeats.map(({ survivor }) => survivor.attempt);

Deno.test("stacked repeats meet the restart rule, are stored and restored, apart from the default engine's", async () => {
  await withStore(async (store) => {
    const first = await aggregates(store, true);
    const [zero, one] = attemptsAlone(first.repeats);
    assert(zero !== one, "no group was left by one of its repeats: the test shows nothing");
    for (const { stopped, trainCorrect, trainRows } of first.ends) {
      assert(stopped !== null && stopped >= 4 && trainCorrect.at(-1)! / trainRows < 0.52);
    }
    const { tensors } = decodeTensors(first.binned);
    assertEquals(
      [...tensors.discarded_epoch_and_accuracy.data].map(Number),
      first.ends.flatMap((end) => [end.stopped!, end.trainCorrect.at(-1)! / end.trainRows]),
    );

    const other = await aggregates(store, false);
    const shared = other.told.restored.map((id) => id.split("/")[0]);
    assertEquals([...new Set(shared)].sort(), ["dataset", "init", "split"]);
    // The same networks: six epochs are too few for last bits to change what is discarded.
    assertEquals(attemptsAlone(other.repeats), attemptsAlone(first.repeats));
    assertEquals(
      other.ends.map(({ stopped }) => stopped),
      first.ends.map(({ stopped }) => stopped),
    );
    const shapes = (bytes: Uint8Array) =>
      Object.entries(decodeTensors(bytes).tensors).map(([name, { shape }]) => [name, shape]);
    assertEquals(shapes(first.global), shapes(other.global));

    const inspector = new Inspector(store, await createCodeDigester(), ENTRIES);
    const seen = await settleStacked(stacked, inspector);
    assertEquals(attempts(seen), attempts(first.repeats));
    const second = await aggregates(store, true);
    assertEquals(second.told.computed, []);
    assertEquals([second.binned, second.global], [first.binned, first.global]);
  });
});
