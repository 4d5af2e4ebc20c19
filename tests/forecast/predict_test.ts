import { assert, assertEquals } from "@std/assert";
import { Inspector } from "../../lib/steps/inspector.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Store } from "../../lib/store/mod.ts";
import { LATENCY, MEMORY, STARTUP } from "../../lib/forecast/rates.ts";
import { Costs } from "../../lib/forecast/costs.ts";
import {
  learnCosts,
  predict,
  type Prediction,
  type PredictOptions,
} from "../../lib/forecast/predict.ts";
import { benchOn, constant, digesterOf, ENTRIES, halves, sum } from "../steps/bench.ts";
import { withStore } from "../store/helpers.ts";

const a = constant(20), b = constant(3), total = sum("total", a, b);
const { low, high } = halves(total), last = sum("last", low, high);

async function predicted(
  store: Store,
  step: Step,
  options: Partial<PredictOptions> = {},
): Promise<Prediction> {
  const inspector = new Inspector(store, digesterOf(), ENTRIES), costs = new Costs();
  await inspector.resolve(step);
  await learnCosts(costs, inspector.standings, store);
  return predict(inspector.standings, costs, { workers: 2, ...options });
}

Deno.test("predict() counts restored, missing and unknown steps by kind, at most where inputs are not known", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(a);
    const { kinds, atMost } = await predicted(store, last);
    const counts = Object.entries(kinds).map((
      [kind, { restored, missing, unknown }],
    ) => [kind, restored, missing, unknown]);
    assertEquals(counts, [["constant", 1, 1, 0], ["sum", 0, 0, 2], ["half", 0, 0, 2]]);
    assertEquals(atMost, true);
    assertEquals((await predicted(store, b)).atMost, false);
  });
});

Deno.test("predict() of a plan that is all restored takes nothing but the memory of the process", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(last);
    const { seconds, bytes, memory, atMost, kinds } = await predicted(store, last);
    assertEquals([seconds, bytes, memory, atMost], [0, 0, MEMORY.base, false]);
    assert(Object.values(kinds).every((row) => row.seconds === 0 && row.bytes === 0));
  });
});

Deno.test("predict() falls as more of a plan is restored", async () => {
  await withStore(async (store) => {
    // Of one kind, so that what is learned under way changes no rate.
    const chain: Step[] = [];
    for (let k = 0; k < 4; k++) chain.push(sum(`c${k}`, ...chain.slice(-1)));
    await benchOn(store).runner.resolve(chain[0]);
    let before = await predicted(store, chain[3]);
    for (const step of chain.slice(1)) {
      await benchOn(store).runner.resolve(step);
      const after = await predicted(store, chain[3]);
      assert(after.bytes < before.bytes, `${step.id}: ${after.bytes} of ${before.bytes}`);
      assert(after.seconds < before.seconds, `${step.id}: ${after.seconds} of ${before.seconds}`);
      before = after;
    }
    assertEquals([before.seconds, before.bytes], [0, 0]);
  });
});

Deno.test("predict() goes by what the store says that such steps took", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(constant(1));
    const more = constant(2),
      { kinds, seconds, memory } = await predicted(
        store,
        sum("new", constant(1), more, constant(4)),
        { workers: 1 },
      );
    // The bench's steps take half a second each.
    assertEquals(kinds.constant.seconds, 1);
    assertEquals(seconds, STARTUP + 1 + LATENCY + kinds.sum.seconds);
    assertEquals(memory, MEMORY.base + MEMORY.worker);
  });
});

Deno.test("predict() counts one pass once and spreads it over its steps", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(last);
    const { kinds } = await predicted(store, last, { fresh: true, workers: 1 });
    // Two halves in one pass of half a second.
    assertEquals([kinds.half.missing, kinds.half.seconds], [2, 0.25]);
  });
});

Deno.test("predict() of fresh runs everything and writes nothing that is there", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(total);
    const all = await predicted(store, total, { fresh: true });
    assertEquals([all.kinds.constant.restored, all.kinds.constant.missing], [0, 2]);
    assertEquals([all.bytes, all.seconds > STARTUP], [0, true]);
    const some = await predicted(store, last, { fresh: true });
    assertEquals(some.bytes, (await predicted(store, last)).bytes);
  });
});

Deno.test("predict() lets steps run whose bytes are gone", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(total);
    const { kinds, seconds } = await predicted(store, total, { remade: new Set(["constant/20"]) });
    assertEquals([kinds.constant.restored, kinds.constant.missing], [1, 1]);
    assert(seconds > STARTUP);
  });
});

Deno.test("predict() needs less time with more workers, and more memory", async () => {
  await withStore(async (store) => {
    const many = sum("many", ...Array.from({ length: 8 }, (_, k) => constant(k)));
    const [one, four] = [1, 4].map((workers) => predicted(store, many, { workers }));
    assert((await four).seconds < (await one).seconds);
    assertEquals((await four).memory - (await one).memory, 3 * MEMORY.worker);
  });
});

Deno.test("learnCosts() reads some entries of the store where the plan has none of a training", async () => {
  await withStore(async (store) => {
    const train = (name: string, seed: string): Step => ({
      ...{ ...constant(1), kind: "train", id: name },
      params: { training: { seed }, from: 0, to: 50 },
    });
    const entries = { ...ENTRIES, train: "train.ts" };
    await benchOn(store, { entries }).runner.resolve(train("old", "x"));
    const wanted = train("new", "x"), costs = new Costs();
    const standings = new Map([["new", { step: wanted, standing: "missing" as const }]]);
    await learnCosts(costs, standings, store);
    assertEquals(costs.knows(wanted), true);
    assertEquals(costs.seconds([wanted]), 0.5);
  });
});
