/** The restart rule end to end: real segments on a real worker and store. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeTensors } from "../../lib/bits/safetensors.ts";
import { decodeTrace } from "../../lib/engines/wasm/trace.ts";
import type { Training } from "../../lib/network/training.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { Inspector } from "../../lib/steps/inspector.ts";
import { WorkerPool } from "../../lib/steps/pool.ts";
import { Runner } from "../../lib/steps/runner.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Store } from "../../lib/store/mod.ts";
import { BINNED, EXACT } from "../../lib/information/estimator.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { aggregateStep } from "../../lib/plan/results.ts";
import type { Run } from "../../lib/plan/run.ts";
import { type Repeat, settleRepeat } from "../../lib/plan/settle.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { withStore } from "../store/helpers.ts";

/** Some attempts of repeats 0 and 1 lie below this accuracy at epoch 4, others stay above it. */
const BELOW = 0.52;

/** The ReLU network in short segments, restarted when below `below` at epoch 4 or later. */
function runWith(below: number, repeats: number): Run {
  const base = EXPERIMENTS["SYN-ReLU-8"].training;
  const protocol = { ...base.protocol, firstSegment: 3, segment: 6, restart: { from: 4, below } };
  const training: Training = { ...base, protocol, seed: "restart-test" };
  return { training, estimators: [EXACT, BINNED], repeats, epochs: 9 };
}

/** Settles all repeats and aggregates them on a new runner, as a process of its own would. */
async function settled(store: Store, run: Run) {
  const pool = new WorkerPool(new URL("../../lib/plan/worker.ts", import.meta.url), 1);
  const told = { restored: [] as string[], computed: [] as string[] };
  const runner = new Runner({
    ...{ store, pool, digester: await createCodeDigester(), entries: ENTRIES },
    progress: ({ step, how }) => told[how].push(step.id),
  });
  try {
    const repeats = await Promise.all(
      Array.from({ length: run.repeats }, (_, repeat) => settleRepeat(run, repeat, runner)),
    );
    const step = aggregateStep(run, repeats, { estimator: BINNED, phase: "train", layers: "all" });
    const aggregate = await runner.bytes({ step, output: "aggregate" });
    const trace = (step: Step) => runner.bytes({ step, output: "trace" }).then(decodeTrace);
    const ends = await Promise.all(
      repeats.flatMap(({ discarded }) => discarded.map((step) => trace(step))),
    );
    return { repeats, aggregate, ends, told };
  } finally {
    pool.close();
  }
}

const attempts = (repeats: readonly Repeat[]) =>
  repeats.map(({ survivor, discarded }) => [survivor.attempt, ...discarded.map(({ id }) => id)]);

Deno.test("the restart rule discards attempts, stores their ends, and restores them next time", async () => {
  await withStore(async (store) => {
    const run = runWith(BELOW, 2), first = await settled(store, run);
    const stops = first.repeats.flatMap(({ discarded }) => discarded);
    assert(stops.length > 0, "no attempt was discarded: the test shows nothing");
    for (const { stopped, trainCorrect, trainRows, from } of first.ends) {
      const accuracies = [...trainCorrect].map((correct) => correct / trainRows);
      assertEquals(stopped, from + trainCorrect.length - 1);
      assert(stopped! >= 4 && accuracies.at(-1)! < BELOW);
      // It stopped at the first epoch that met the rule.
      accuracies.slice(0, -1).forEach((one, k) => assert(from + k < 4 || !(one < BELOW)));
    }
    const { tensors } = decodeTensors(first.aggregate);
    assertEquals(
      [...tensors.discarded_epoch_and_accuracy.data].map(Number),
      first.ends.flatMap((end) => [end.stopped!, end.trainCorrect.at(-1)! / end.trainRows]),
    );

    const inspector = new Inspector(store, await createCodeDigester(), ENTRIES);
    const seen = await Promise.all(
      Array.from({ length: run.repeats }, (_, repeat) => settleRepeat(run, repeat, inspector)),
    );
    assertEquals(attempts(seen), attempts(first.repeats));

    const second = await settled(store, run);
    assertEquals(second.told.computed, []);
    assertEquals(attempts(second.repeats), attempts(first.repeats));
    assertEquals(second.aggregate, first.aggregate);
    assert(stops.every(({ id }) => second.told.restored.includes(id)));
  });
});

Deno.test("a training whose every attempt meets the rule ends in one clear error", async () => {
  await withStore(async (store) => {
    await assertRejects(
      () => settled(store, runWith(1.1, 1)),
      Error,
      "all of them met the restart rule",
    );
  });
});
