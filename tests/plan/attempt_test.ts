import { assertEquals } from "@std/assert";
import { BINNED, type Estimator, EXACT, globalBins } from "../../lib/information/estimator.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { attemptSteps } from "../../lib/plan/attempt.ts";
import type { Run } from "../../lib/plan/run.ts";
import { keyOf, materialOf, type Step } from "../../lib/steps/step.ts";
import { inputsOf, paper, resolver, smoke } from "./support.ts";

const { training } = paper;

Deno.test("attemptSteps() of 8000 epochs are 17 segments in a chain", () => {
  const { attempt, segments } = attemptSteps(paper, 3, 0);
  assertEquals([attempt, segments.length], [0, 17]);
  assertEquals(segments.map(({ train }) => train.id), [
    ...Array.from(
      { length: 17 },
      (_, k) => `train/syn-relu-8/r03/a0/s${String(k + 1).padStart(2, "0")}`,
    ),
  ]);
  assertEquals(
    segments.slice(0, 3).map(({ train: { params } }) => {
      const { from, to } = params as { from: number; to: number };
      return [from, to];
    }),
    [[0, 50], [50, 500], [500, 1000]],
  );
  assertEquals(
    segments[16].train.params,
    {
      ...{ training, repeat: 3, attempt: 0, phase: "train", from: 7500, to: 8000 },
    } as unknown as Step["params"],
  );
  const shared = { dataset: "dataset/synthetic dataset", split: "split/synthetic split" };
  assertEquals(inputsOf(segments[0].train), {
    ...shared,
    snapshot: "init/syn-relu-8/r03/a0 snapshot",
  });
  assertEquals(inputsOf(segments[1].train), {
    ...shared,
    snapshot: "train/syn-relu-8/r03/a0/s01 snapshot",
  });
});

Deno.test("attemptSteps() measure a segment in its training's pass, from its inputs", () => {
  const [{ train, measures: { exact, binned } }] = attemptSteps(smoke, 0, 2).segments;
  assertEquals([exact.id, binned.id], [
    "measure/syn-relu-8/r00/a2/s01/exact",
    "measure/syn-relu-8/r00/a2/s01/binned",
  ]);
  for (const step of [train, exact, binned]) {
    assertEquals(step.pass?.map(({ id }) => id), [train.id, exact.id, binned.id]);
    assertEquals(inputsOf(step), inputsOf(train));
  }
  assertEquals(
    exact.params,
    { ...train.params as object, estimator: EXACT } as unknown as Step["params"],
  );
  assertEquals(
    binned.params,
    { ...train.params as object, estimator: BINNED } as unknown as Step["params"],
  );
});

Deno.test("attemptSteps() weigh a run's epochs once, for progress", () => {
  const { segments } = attemptSteps(paper, 0, 0);
  const weights = segments.flatMap(({ train: { pass } }) => pass!.map(({ weight }) => weight));
  assertEquals(weights.reduce((a, b) => a + b), 8000);
});

Deno.test("the first segment of a smaller preset is the very step of the larger one", async () => {
  const keys = await Promise.all([smoke, paper].map(async (run) => {
    const { train } = attemptSteps(run, 1, 0).segments[0];
    return await Promise.all(
      train.pass!.map(async (step) => keyOf((await materialOf(step, "c0de", resolver()))!)),
    );
  }));
  assertEquals(keys[0], keys[1]);
  assertEquals(new Set(keys[0]).size, 3);
});

Deno.test("keys of segments differ by repeat, attempt, segment and training", async () => {
  const other: Run = { ...paper, training: EXPERIMENTS["SYN-Tanh-8"].training };
  const steps = [
    attemptSteps(paper, 0, 0).segments[0],
    attemptSteps(paper, 1, 0).segments[0],
    attemptSteps(paper, 0, 1).segments[0],
    attemptSteps(paper, 0, 0).segments[1],
    attemptSteps(other, 0, 0).segments[0],
  ].flatMap(({ train }) => train.pass!);
  const keys = await Promise.all(
    steps.map(async (step) => keyOf((await materialOf(step, "c0de", resolver()))!)),
  );
  assertEquals(new Set(keys).size, 15);
  assertEquals(new Set(steps.map(({ id }) => id)).size, 15);
});

Deno.test("attemptSteps() of a prefit train its segments first, then those of the training proper", () => {
  const { training, estimators } = EXPERIMENTS["SYN-ReLU-8-Prefit"];
  const { segments } = attemptSteps({ training, estimators, repeats: 1, epochs: 500 }, 0, 0);
  assertEquals(
    segments.map(({ number, extent: { phase, from, to } }) => [number, phase, from, to]),
    [
      ["01", "prefit", 0, 50],
      ["02", "prefit", 50, 500],
      ["03", "prefit", 500, 1000],
      ["04", "train", 0, 50],
      ["05", "train", 50, 500],
    ],
  );
  assertEquals(inputsOf(segments[3].train).snapshot, `${segments[2].train.id} snapshot`);
});

Deno.test("bins with global bounds are measured in a replay of their own, behind all extents", () => {
  const wanted = [EXACT, globalBins(30), globalBins(100)];
  const run: Run = { ...paper, estimators: wanted, epochs: 500 };
  const { segments: [{ train, measures }, second], bounds } = attemptSteps(run, 0, 0);
  assertEquals(train.pass!.map(({ id }) => id.split("/").at(-1)), ["s01", "exact", "extent"]);
  const global = ["uniform-30-global-e500", "uniform-100-global-e500"];
  assertEquals(Object.keys(measures), ["exact", "extent", ...global]);
  assertEquals(measures[global[0]].pass, global.map((name) => measures[name]));
  assertEquals(inputsOf(measures[global[0]]), {
    ...inputsOf(train),
    bounds: "bounds/syn-relu-8/r00/a0/e500 bounds",
  });
  assertEquals(inputsOf(bounds!), {
    "extent-01": `${measures.extent.id} extents`,
    "extent-02": `${second.measures.extent.id} extents`,
  });
});

Deno.test("another estimator changes no key of training, and of no other measurement", async () => {
  const keys = async (estimators: Estimator[]) => {
    const { train } = attemptSteps({ ...paper, estimators }, 0, 0).segments[0];
    return await Promise.all(
      train.pass!.map(async (step) => keyOf((await materialOf(step, "c0de", resolver()))!)),
    );
  };
  const adaptive: Estimator = { kind: "adaptive", bins: 30, per: "layer" };
  const [before, after] = [await keys([EXACT, BINNED]), await keys([EXACT, BINNED, adaptive])];
  assertEquals(after.slice(0, 3), before);
  assertEquals(new Set(after).size, 4);
});

Deno.test("attemptSteps() weigh a replay for global bounds once, however much it measures", () => {
  const weights = (...bins: number[]) => {
    const run: Run = { ...paper, estimators: bins.map(globalBins), epochs: 500 };
    const passes = attemptSteps(run, 0, 0).segments.flatMap(({ train, measures }) => {
      const late = Object.values(measures).filter(({ pass }) => pass !== train.pass);
      return [train.pass!, late].map((steps) => steps.reduce((sum, { weight }) => sum + weight, 0));
    });
    return passes;
  };
  // Segments of 50 and 450 epochs: trained once, replayed once.
  assertEquals(weights(30), [50, 50, 450, 450]);
  assertEquals(weights(30, 100, 256), weights(30));
});
