import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { BINNED, EXACT, globalBins } from "../../lib/information/estimator.ts";
import { keyOf, materialOf, type Outputs, type Ref, type Step } from "../../lib/steps/step.ts";
import { engineOf } from "../../lib/plan/engine.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { attemptSteps } from "../../lib/plan/attempt.ts";
import { aggregateStep, informationStep, type View } from "../../lib/plan/results.ts";
import type { Run } from "../../lib/plan/run.ts";
import type { Repeat } from "../../lib/plan/settle.ts";
import { settleStacked } from "../../lib/plan/repeat_groups.ts";

const { training, estimators } = EXPERIMENTS["SYN-ReLU-8"];
const engine = engineOf({ engine: "tfjs", backend: "wasm", version: "4.22.0" });
const run = { training, estimators, repeats: 12, epochs: 500, engine };
const BINNED_VIEW: View = { estimator: BINNED, phase: "train", layers: "all" };
const TRAIN = "train-tfjs/syn-relu-8@tfjs-wasm", MEASURE = "measure-tfjs/syn-relu-8@tfjs-wasm";

const output = (text = "0") => ({ sha256: text.repeat(64).slice(0, 64), size: 0 });

interface Params {
  readonly repeats: readonly { repeat: number; attempt: number }[];
}
const repeatsOf = ({ params }: Step) =>
  (params as unknown as Params).repeats.map(({ repeat }) => repeat);

/** Every step is known; a repeat's snapshot is missing where `stopped` says so. */
function resolver(stopped: (id: string, repeat: number) => boolean = () => false) {
  const asked: string[] = [];
  const resolve = (step: Step): Promise<Outputs> => {
    asked.push(step.id);
    if (step.kind !== "train-tfjs") {
      const names = ["dataset", "split", "snapshot", "extents", "bounds", "curves"];
      return Promise.resolve(Object.fromEntries(names.map((name) => [name, output()])));
    }
    return Promise.resolve(Object.fromEntries(
      repeatsOf(step).flatMap((repeat) => {
        const end = `r${String(repeat).padStart(2, "0")}`;
        const names = stopped(step.id, repeat) ? ["trace"] : ["trace", "snapshot"];
        return names.map((name) => [`${name}-${end}`, output(end)]);
      }),
    ));
  };
  return { resolve, asked };
}

const idOf = (ref: Ref) => "step" in ref ? `${ref.step.id} ${ref.output}` : ref.source.sha256;
const inputsOf = ({ inputs }: Step) =>
  Object.fromEntries(Object.entries(inputs).map(([name, ref]) => [name, idOf(ref)]));
const trainsOf = ({ survivor }: Repeat) => survivor.segments.map(({ train }) => train);

Deno.test("settleStacked() trains groups of at most a stack, each in one chain of steps", async () => {
  const asks = resolver(), repeats = await settleStacked(run, asks);
  assertEquals(repeats.map(({ repeat }) => repeat), Array.from({ length: 12 }, (_, k) => k));
  assertEquals(asks.asked, [
    `${TRAIN}/r00-r09/a0/s01`,
    `${TRAIN}/r10-r11/a0/s01`,
    `${TRAIN}/r00-r09/a0/s02`,
    `${TRAIN}/r10-r11/a0/s02`,
  ]);
  assertEquals(trainsOf(repeats[3]), trainsOf(repeats[9]));
  const [first, second] = trainsOf(repeats[11]);
  assertEquals(inputsOf(first), {
    dataset: "dataset/synthetic dataset",
    split: "split/synthetic split",
    "snapshot-r10": "init/syn-relu-8/r10/a0 snapshot",
    "snapshot-r11": "init/syn-relu-8/r11/a0 snapshot",
  });
  assertEquals(inputsOf(second)["snapshot-r11"], `${first.id} snapshot-r11`);
  assertEquals(
    second.params,
    {
      ...{ training, engine: engine.identity, phase: "train", from: 50, to: 500 },
      repeats: [{ repeat: 10, attempt: 0 }, { repeat: 11, attempt: 0 }],
    } as unknown as Step["params"],
  );
  assertEquals([first.weight, second.weight], [100, 900]);
});

Deno.test("settleStacked() starts from the default engine's very steps", async () => {
  const [repeat] = await settleStacked(run, resolver());
  const { train } = attemptSteps({ ...run, repeats: 1 }, 0, 0).segments[0];
  const [stacked] = trainsOf(repeat);
  const init = (step: Step, name: string) => (step.inputs[name] as { step: Step }).step;
  assertEquals(init(stacked, "snapshot-r00"), init(train, "snapshot"));
  assertEquals(init(stacked, "dataset"), init(train, "dataset"));
  const mnist = { ...EXPERIMENTS["MNIST-Conv"], repeats: 1, epochs: 2, engine };
  const [image] = await settleStacked(mnist, resolver());
  assertEquals(init(trainsOf(image)[0], "snapshot-r00").implementation, "init-mnist");
});

Deno.test("settleStacked() measures a group in its training's pass, an output a repeat", async () => {
  const repeats = await settleStacked({ ...run, repeats: 2, epochs: 50 }, resolver());
  const [{ train, measures: { exact, binned } }] = repeats[1].survivor.segments;
  assertEquals([exact.id, binned.id], [
    `${MEASURE}/r00-r01/a0/s01/exact`,
    `${MEASURE}/r00-r01/a0/s01/binned`,
  ]);
  assertEquals(train.pass, [train, exact, binned]);
  assertEquals(
    exact.params,
    { ...train.params as object, estimator: EXACT } as unknown as Step["params"],
  );
  const step = informationStep({ ...run, epochs: 50 }, repeats[1], BINNED_VIEW);
  assertEquals(step.id, "information/syn-relu-8@tfjs-wasm/r01/a0/e50/binned");
  assertEquals(inputsOf(step), {
    "trace-01": `${train.id} trace-r01`,
    "binned-01": `${binned.id} counts-r01`,
    "exact-01": `${exact.id} counts-r01`,
  });
});

Deno.test("a single repeat's group is named after it alone", async () => {
  const asks = resolver();
  await settleStacked({ ...run, repeats: 1, epochs: 50 }, asks);
  assertEquals(asks.asked, [`${TRAIN}/r00/a0/s01`]);
});

Deno.test("settleStacked() trains on without those that stopped, and these together once more", async () => {
  const stops: Record<string, number[]> = {
    [`${TRAIN}/r00-r04/a0/s01`]: [3],
    [`${TRAIN}/r00-r04/a0/s02`]: [1],
    [`${TRAIN}/r01-r03/a1/s01`]: [1],
  };
  const asks = resolver((id, repeat) => stops[id]?.includes(repeat) ?? false);
  const small = { ...run, repeats: 5 }, repeats = await settleStacked(small, asks);
  assertEquals(asks.asked, [
    `${TRAIN}/r00-r04/a0/s01`,
    `${TRAIN}/r00-r04/a0/s02`,
    `${TRAIN}/r01-r03/a1/s01`,
    `${TRAIN}/r01-r03/a1/s02`,
    `${TRAIN}/r01/a2/s01`,
    `${TRAIN}/r01/a2/s02`,
  ]);
  assertEquals(repeats.map(({ survivor }) => survivor.attempt), [0, 2, 0, 1, 0]);
  assertEquals(repeats.map(({ discarded }) => discarded.map(({ id }) => id)), [
    [],
    [`${TRAIN}/r00-r04/a0/s02`, `${TRAIN}/r01-r03/a1/s01`],
    [],
    [`${TRAIN}/r00-r04/a0/s01`],
    [],
  ]);
  const [, second] = trainsOf(repeats[0]);
  assertEquals(Object.keys(second.inputs).filter((name) => name.startsWith("snapshot")), [
    ...["snapshot-r00", "snapshot-r01", "snapshot-r02", "snapshot-r04"],
  ]);
  assertEquals(
    inputsOf(trainsOf(repeats[3])[0])["snapshot-r03"],
    "init/syn-relu-8/r03/a1 snapshot",
  );
  const step = aggregateStep(small, repeats, BINNED_VIEW);
  assertEquals(step.id, "aggregate/syn-relu-8@tfjs-wasm/n5/e500/binned");
  assertEquals(
    inputsOf(step)["r01-discarded-a1"],
    `${TRAIN}/r01-r03/a1/s01 trace-r01`,
  );
});

Deno.test("settleStacked() ends a group of which nothing is left, and gives up after 20 attempts", async () => {
  const asks = resolver((id) => id.endsWith("s01"));
  const error = await assertRejects(() => settleStacked({ ...run, repeats: 2 }, asks), Error);
  assertEquals(
    error.message,
    "Cannot train syn-relu-8@tfjs-wasm r00: attempts must be at most 20, " +
      "all of them met the restart rule",
  );
  assertEquals(asks.asked.length, 20);
  assert(asks.asked.every((id) => id.endsWith("s01")));
});

Deno.test("settleStacked() counts what is not known as surviving", async () => {
  const repeats = await settleStacked(run, { resolve: () => Promise.resolve(undefined) });
  assertEquals(repeats.length, 12);
  for (const { survivor, discarded } of repeats) {
    assertEquals([survivor.attempt, discarded.length], [0, 0]);
  }
});

Deno.test("bins with global bounds replay a whole group, with the bounds of those that survived", async () => {
  const wanted = { ...run, estimators: [EXACT, globalBins(30)], repeats: 3 };
  const last = `${TRAIN}/r00-r02/a0/s02`;
  const repeats = await settleStacked(
    wanted,
    resolver((id, repeat) => id === last && repeat === 1),
  );
  const [zero, one, two] = repeats;
  assertEquals([zero.survivor.bounds!.id, one.survivor.bounds!.id], [
    "bounds/syn-relu-8@tfjs-wasm/r00/a0/e500",
    "bounds/syn-relu-8@tfjs-wasm/r01/a1/e500",
  ]);
  assertEquals(inputsOf(two.survivor.bounds!), {
    "extent-01": `${MEASURE}/r00-r02/a0/s01/extent extents-r02`,
    "extent-02": `${MEASURE}/r00-r02/a0/s02/extent extents-r02`,
  });
  const [{ train, measures }] = zero.survivor.segments, name = "uniform-30-global-e500";
  assertEquals(measures[name].id, `${MEASURE}/r00-r02/a0/s01/${name}`);
  assertEquals(inputsOf(measures[name]), {
    ...inputsOf(train),
    "bounds-r00": "bounds/syn-relu-8@tfjs-wasm/r00/a0/e500 bounds",
    "bounds-r02": "bounds/syn-relu-8@tfjs-wasm/r02/a0/e500 bounds",
  });
  assertEquals(measures[name].weight, train.weight);
  const step = informationStep(wanted, two, { ...BINNED_VIEW, estimator: globalBins(30) });
  assertEquals(inputsOf(step)[`${name}-02`], `${MEASURE}/r00-r02/a0/s02/${name} counts-r02`);
});

/** Keys of the steps behind the aggregate of a run, by kind. */
async function keysOf(run: Run & { readonly engine: typeof engine }): Promise<string[]> {
  const asks = resolver(), repeats = await settleStacked(run, asks);
  const steps = repeats.flatMap(trainsOf).flatMap(({ pass }) => pass!);
  const all = [
    ...new Set([...steps, ...repeats.map((one) => informationStep(run, one, BINNED_VIEW))]),
  ];
  const known = { resolve: () => Promise.resolve(counts) };
  const counts: Outputs = new Proxy({}, { get: () => output() });
  return await Promise.all(
    all.map(async (step) => keyOf((await materialOf(step, "c0de", known))!)),
  );
}

Deno.test("backend, version and what is trained together are in the keys, the size of a stack is not", async () => {
  const small = { ...run, repeats: 2, epochs: 50 };
  const identity = engine.identity, keys = await keysOf(small);
  const others = await Promise.all([
    { ...small, engine: { ...engine, identity: { ...identity, version: "4.23.0" } } },
    { ...small, engine: { ...engine, identity: { ...identity, backend: "cpu" as const } } },
    { ...small, engine: { ...engine, stack: 1 } },
    { ...small, repeats: 3 },
  ].map(keysOf));
  // Steps of training and measuring come first, three a group.
  for (const other of others) assert(!other.slice(0, 3).some((key) => keys.includes(key)));
  assertEquals(await keysOf({ ...small, engine: { ...engine, stack: 50 } }), keys);
  // The same bits of another engine are another one's results all the same.
  assertNotEquals(others[1].slice(3), keys.slice(3));
});

Deno.test("settleStacked() has the repeats of a group that starts again in the order of their numbers", async () => {
  const wide = { ...run, engine: { ...engine, stack: 50 }, repeats: 12 };
  const asks = resolver((id, repeat) => /a0.s01$/.test(id) && [2, 9, 10, 11].includes(repeat));
  const repeats = await settleStacked(wide, asks);
  assertEquals(asks.asked.filter((id) => id.includes("/a1/")), [
    `${TRAIN}/r02-r11/a1/s01`,
    `${TRAIN}/r02-r11/a1/s02`,
  ]);
  assertEquals(repeatsOf(trainsOf(repeats[10])[0]), [2, 9, 10, 11]);
  assertEquals(repeats.map(({ repeat }) => repeat), Array.from({ length: 12 }, (_, k) => k));
});

Deno.test("settleStacked() trains no repeat that nobody asked for", async () => {
  for (const repeats of [1, 9, 10, 11, 20]) {
    const settled = await settleStacked({ ...run, repeats }, resolver());
    const trained = settled.flatMap((repeat) => repeatsOf(trainsOf(repeat)[0]));
    assertEquals(Math.max(...trained), repeats - 1);
    assertEquals(settled.length, repeats);
  }
});
