import { assertEquals } from "@std/assert";
import type { Json } from "../lib/bits/canonical.ts";
import { Explainer } from "../lib/steps/explanation.ts";
import { Inspector } from "../lib/steps/inspector.ts";
import { sourceOf, type Step } from "../lib/steps/step.ts";
import type { Store } from "../lib/store/mod.ts";
import { remadeForFiles } from "../lib/plan/standings.ts";
import { reasons } from "../lib/reasons.ts";
import { benchOn, constant, digesterOf } from "./steps/bench.ts";
import { withStore } from "./store/helpers.ts";

const KINDS = ["constant", "measure", "information", "table", "svg"];
const ENTRIES = Object.fromEntries(KINDS.map((kind) => [kind, `${kind}.ts`]));

function step(kind: string, id: string, params: Json, ...from: Step[]): Step {
  // A byte of its own to each kind: no two steps make the same bytes.
  const own = { source: sourceOf(Uint8Array.of(KINDS.indexOf(kind))) };
  const inputs: Step["inputs"] = Object.fromEntries([
    ["own", own],
    ...from.map((one, k) => [`i${k}`, { step: one, output: "value" }]),
  ]);
  return { kind, id: `${kind}/${id}`, params, inputs, weight: 0, rank: 0 };
}

/** Stand for training. */
const trained = [constant(1), constant(16)];
const measured = (name: string, params: Json) =>
  trained.map((train, k) => step("measure", `s${k}/${name}`, params, train));
/** A figure over some measurements. */
function figure(id: string, measures: Step[]): Step {
  const table = step("table", `${id}/smoke`, {}, step("information", id, {}, ...measures));
  return { ...step("svg", `${id}/smoke`, {}, table), id: `render/svg/${id}/smoke` };
}
const old = figure("fig2", measured("bins", { bins: 30 }));

async function inspect(store: Store, versions: Record<string, number>, ...steps: Step[]) {
  const inspector = new Inspector(store, digesterOf(versions), ENTRIES);
  for (const one of steps) await inspector.resolve(one);
  return inspector;
}

/** Text, number of steps by kind, id of the first step of each reason. */
async function told(store: Store, wanted: Step, versions: Record<string, number> = {}) {
  const inspector = await inspect(store, versions, wanted), { standings } = inspector;
  const remade = await remadeForFiles(standings, store);
  const found = await reasons(standings, remade, await Explainer.open(store, inspector));
  return found.map(({ text, kinds, first }) => ({ text, kinds, first: first.step.id }));
}

const compute = (store: Store, wanted: Step) =>
  benchOn(store, { entries: ENTRIES }).runner.resolve(wanted);

Deno.test("reasons() of an empty store are one, of a full one none", async () => {
  await withStore(async (store) => {
    const [{ text, kinds, first }, ...others] = await told(store, old);
    assertEquals([text, first, others.length], ["it was never computed here", "constant/1", 0]);
    assertEquals(kinds, { constant: 2, measure: 2, information: 1, table: 1, svg: 1 });
    await compute(store, old);
    assertEquals(await told(store, old), []);
  });
});

Deno.test("reasons() of another estimator name it and what hangs on it, and no training", async () => {
  await withStore(async (store) => {
    await compute(store, old);
    const [one, ...others] = await told(store, figure("fig2", measured("bins", { bins: 64 })));
    assertEquals(one.text, "its parameter bins changed from 30 to 64");
    assertEquals(one.kinds, { measure: 2, information: 1, table: 1, svg: 1 });
    assertEquals(others, []);
  });
});

Deno.test("reasons() of one more estimator are that it was never computed, and no training", async () => {
  await withStore(async (store) => {
    await compute(store, old);
    const both = [...measured("bins", { bins: 30 }), ...measured("more", { bins: 9 })];
    const [one, ...others] = await told(store, figure("fig2", both));
    assertEquals([one.text, one.first], ["it was never computed here", "measure/s0/more"]);
    assertEquals(one.kinds, { measure: 2, information: 1, table: 1, svg: 1 });
    assertEquals(others, []);
  });
});

Deno.test("reasons() of two changes are two", async () => {
  await withStore(async (store) => {
    await compute(store, old);
    const found = await told(store, old, { "measure.ts": 1, "svg.ts": 1 });
    assertEquals(found.map(({ kinds, first }) => [first, kinds]), [
      ["measure/s0/bins", { measure: 2, information: 1, table: 1 }],
      ["render/svg/fig2/smoke", { svg: 1 }],
    ]);
  });
});

Deno.test("reasons() of bytes that are gone name the step that makes them", async () => {
  await withStore(async (store) => {
    await compute(store, old);
    const { standings } = await inspect(store, {}, old);
    const { sha256 } = standings.get("table/fig2/smoke")!.action!.outputs.twice;
    await Deno.remove(`${store.root}/cas/${sha256.slice(0, 2)}/${sha256}`);
    assertEquals(await told(store, old), [
      { text: "bytes that it made are gone", kinds: { table: 1 }, first: "table/fig2/smoke" },
    ]);
  });
});
