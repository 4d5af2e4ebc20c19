import { assertEquals } from "@std/assert";
import { Inspector } from "../../lib/steps/inspector.ts";
import { remadeSteps } from "../../lib/steps/lost_bytes.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Store } from "../../lib/store/mod.ts";
import { withStore } from "../store/helpers.ts";
import { benchOn, constant, digesterOf, ENTRIES, sum } from "./bench.ts";

const a = constant(20),
  b = constant(3),
  total = sum("total", a, b),
  more = sum("more", total, constant(1));

async function lose(store: Store, step: Step, output: string): Promise<void> {
  const outputs = await new Inspector(store, digesterOf(), ENTRIES).resolve(step);
  const { sha256 } = outputs![output];
  await Deno.remove(`${store.root}/cas/${sha256.slice(0, 2)}/${sha256}`);
}

async function remade(store: Store, step: Step, wanted: Step[] = []): Promise<string[]> {
  const inspector = new Inspector(store, digesterOf(), ENTRIES);
  await inspector.resolve(step);
  const found = await remadeSteps(
    inspector.standings,
    store,
    (planned) => wanted.some(({ id }) => id === planned.step.id),
  );
  return [...found].sort();
}

Deno.test("remadeSteps() finds a step whose bytes a step that runs would read", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(total);
    assertEquals(await remade(store, more), []);
    await lose(store, total, "value");
    assertEquals(await remade(store, more), ["sum/total"]);
    // And what is read to make it again.
    await lose(store, b, "value");
    assertEquals(await remade(store, more), ["constant/3", "sum/total"]);
  });
});

Deno.test("remadeSteps() leaves alone what nobody reads", async () => {
  await withStore(async (store) => {
    await benchOn(store).runner.resolve(more);
    await lose(store, a, "value");
    await lose(store, total, "twice");
    assertEquals(await remade(store, more, [more]), []);
    await lose(store, more, "twice");
    assertEquals(await remade(store, more), []);
    assertEquals(await remade(store, more, [more]), ["sum/more"]);
  });
});

Deno.test("remadeSteps() takes a step with more inputs than a call has arguments", async () => {
  await withStore(async (store) => {
    const ref = { step: a, output: "value" };
    const inputs = Object.fromEntries(Array.from({ length: 300_000 }, (_, k) => [`i${k}`, ref]));
    const step: Step = { ...total, id: "sum/wide", inputs };
    const planned = { step, standing: "missing" as const };
    const standings = new Map([[step.id, planned]]);
    assertEquals(await remadeSteps(standings, store, () => true), new Set());
  });
});
