import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { keyOf, materialOf, type Outputs, type Ref, type Step } from "../../lib/steps/step.ts";
import {
  aggregateStep,
  attemptSteps,
  informationStep,
  type Run,
  settleRepeat,
  type View,
} from "../../lib/plan/graph.ts";
import { BINNED, type Estimator, EXACT, globalBins } from "../../lib/information/estimator.ts";
import { PRESETS } from "../../lib/paper/presets.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";

const { training, estimators } = EXPERIMENTS["SYN-ReLU-8"];
const smoke: Run = { training, estimators, ...PRESETS.smoke.synthetic };
const paper: Run = { training, estimators, ...PRESETS.paper.synthetic };
const view = (estimator: Estimator): View => ({ estimator, phase: "train", layers: "all" });

const output = { sha256: "00".repeat(32), size: 0 };
/** Every step is known; what segments there are have a snapshot unless their id says otherwise. */
function resolver(stopped: (id: string) => boolean = () => false) {
  const asked: string[] = [];
  const resolve = (step: Step): Promise<Outputs> => {
    asked.push(step.id);
    const whole = { dataset: output, split: output, counts: output, trace: output };
    return Promise.resolve(stopped(step.id) ? whole : { ...whole, snapshot: output });
  };
  return { resolve, asked };
}

const idOf = (ref: Ref) => "step" in ref ? `${ref.step.id} ${ref.output}` : ref.source.sha256;
const inputsOf = ({ inputs }: Step) =>
  Object.fromEntries(Object.entries(inputs).map(([name, ref]) => [name, idOf(ref)]));
/** Every step behind a step, itself included. */
function closure(step: Step, found = new Map<string, Step>()): Map<string, Step> {
  found.set(step.id, step);
  for (const ref of Object.values(step.inputs)) if ("step" in ref) closure(ref.step, found);
  return found;
}

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

Deno.test("settleRepeat() takes attempt 0 when no segment met the restart rule", async () => {
  const asks = resolver(), { repeat, survivor, discarded } = await settleRepeat(paper, 2, asks);
  assertEquals([repeat, survivor.attempt, discarded.length], [2, 0, 0]);
  assertEquals(asks.asked.length, 17);
});

Deno.test("settleRepeat() goes on from the first attempt that survives", async () => {
  const stops = ["a0/s04", "a1/s17"].map((end) => `train/syn-relu-8/r02/${end}`);
  const asks = resolver((id) => stops.includes(id));
  const { survivor, discarded } = await settleRepeat(paper, 2, asks);
  assertEquals(survivor.attempt, 2);
  assertEquals(discarded.map(({ id }) => id), stops);
  // Nothing behind a stop is asked for: it will never be.
  assertEquals(asks.asked.length, 4 + 17 + 17);
});

Deno.test("settleRepeat() gives up after 20 attempts with one clear error", async () => {
  const asks = resolver((id) => id.endsWith("s04"));
  const error = await assertRejects(() => settleRepeat(paper, 2, asks), Error);
  assertEquals(
    error.message,
    "Cannot train syn-relu-8 r02: attempts must be at most 20, all of them met the restart rule",
  );
  assertEquals(asks.asked.at(-1), "train/syn-relu-8/r02/a19/s04");
});

Deno.test("settleRepeat() counts what is not known as surviving", async () => {
  const { survivor, discarded } = await settleRepeat(paper, 0, {
    resolve: () => Promise.resolve(undefined),
  });
  assertEquals([survivor.attempt, discarded.length], [0, 0]);
});

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

Deno.test("informationStep() of a phase reads that phase's segments alone", async () => {
  const { training, estimators } = EXPERIMENTS["SYN-Tanh-8-Prefit"];
  const run = { training, estimators, repeats: 1, epochs: 50 };
  const repeat = await settleRepeat(run, 0, resolver());
  const step = informationStep(run, repeat, { ...view(EXACT), phase: "prefit" });
  assertEquals(step.id, "information/syn-tanh-8-prefit/r00/a0/prefit/exact");
  assertEquals((step.params as { segments: string[] }).segments, ["01", "02", "03"]);
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
