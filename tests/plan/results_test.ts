import { assertEquals, assertNotEquals } from "@std/assert";
import { BINNED, EXACT } from "../../lib/information/estimator.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { aggregateStep, informationStep } from "../../lib/plan/results.ts";
import { settleRepeat } from "../../lib/plan/settle.ts";
import { keyOf, materialOf } from "../../lib/steps/step.ts";
import { closure, inputsOf, paper, resolver, smoke, view } from "./support.ts";

Deno.test("informationStep() reads every segment's trace and counts", async () => {
  const repeat = await settleRepeat({ ...paper, epochs: 500 }, 2, resolver());
  const run = { ...paper, epochs: 500 }, s = "syn-relu-8/r02/a0/s0";
  const exact = informationStep(run, repeat, view(EXACT));
  assertEquals(exact.id, "information/syn-relu-8/r02/a0/e500/exact");
  assertEquals(exact.params, { segments: ["01", "02"], counts: ["exact"], layers: "all" });
  const inputs = {
    "trace-01": `train/${s}1 trace`,
    "exact-01": `measure/${s}1/exact counts`,
    "trace-02": `train/${s}2 trace`,
    "exact-02": `measure/${s}2/exact counts`,
  };
  assertEquals(inputsOf(exact), inputs);
  assertEquals(inputsOf(informationStep(run, repeat, view(BINNED))), {
    ...inputs,
    "binned-01": `measure/${s}1/binned counts`,
    "binned-02": `measure/${s}2/binned counts`,
  });
});

Deno.test("aggregateStep() names repeats in order and what was discarded of each", async () => {
  const run = { ...smoke, repeats: 3 };
  const asks = resolver((id) => /r01.a[01]/.test(id));
  const repeats = await Promise.all([0, 1, 2].map((repeat) => settleRepeat(run, repeat, asks)));
  const step = aggregateStep(run, repeats, view(BINNED));
  assertEquals(step.id, "aggregate/syn-relu-8/n3/e50/binned");
  assertEquals(step.params, {
    estimator: "binned",
    repeats: ["r00", "r01", "r02"],
    discarded: ["r01-discarded-a0", "r01-discarded-a1"],
    epochs: 50,
    restartFrom: 1000,
  });
  assertEquals(inputsOf(step), {
    r00: "information/syn-relu-8/r00/a0/e50/binned curves",
    r01: "information/syn-relu-8/r01/a2/e50/binned curves",
    "r01-discarded-a0": "train/syn-relu-8/r01/a0/s01 trace",
    "r01-discarded-a1": "train/syn-relu-8/r01/a1/s01 trace",
    r02: "information/syn-relu-8/r02/a0/e50/binned curves",
  });
});

Deno.test("ids are unique in a plan, and hold neither preset nor number of epochs below information", async () => {
  const ids = await Promise.all([smoke, paper].map(async (run) => {
    const repeats = await Promise.all(
      Array.from({ length: run.repeats }, (_, repeat) => settleRepeat(run, repeat, resolver())),
    );
    const steps = closure(aggregateStep(run, repeats, view(BINNED)));
    const keys = new Set<string>();
    for (const step of steps.values()) {
      if (step.kind === "train") keys.add(keyOf((await materialOf(step, "c0de", resolver()))!));
    }
    const trains = [...steps.keys()].filter((id) => id.startsWith("train/"));
    assertEquals(keys.size, trains.length);
    return trains;
  }));
  assertEquals([ids[0].length, ids[1].length], [2, 850]);
  assertEquals(ids[0].every((id) => ids[1].includes(id)), true);
  assertNotEquals(ids[0][0], ids[0][1]);
});

Deno.test("informationStep() of a phase reads that phase's segments alone", async () => {
  const { training, estimators } = EXPERIMENTS["SYN-Tanh-8-Prefit"];
  const run = { training, estimators, repeats: 1, epochs: 50 };
  const repeat = await settleRepeat(run, 0, resolver());
  const step = informationStep(run, repeat, { ...view(EXACT), phase: "prefit" });
  assertEquals(step.id, "information/syn-tanh-8-prefit/r00/a0/prefit/exact");
  assertEquals((step.params as { segments: string[] }).segments, ["01", "02", "03"]);
});

Deno.test("aggregateStep() of a prefit is over the prefit's epochs, of the training over the run's", async () => {
  const { training, estimators } = EXPERIMENTS["SYN-Tanh-8-Prefit"];
  const run = { training, estimators, repeats: 1, epochs: 50 };
  const repeats = [await settleRepeat(run, 0, resolver())];
  const epochs = (phase: "prefit" | "train") =>
    (aggregateStep(run, repeats, { ...view(EXACT), phase }).params as { epochs: number }).epochs;
  assertEquals([epochs("prefit"), epochs("train")], [training.protocol.prefit, 50]);
  assertNotEquals(training.protocol.prefit, 50);
});
