import { assertEquals } from "@std/assert";
import { mnistOrigin } from "../../lib/data/mnist_files.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { aheadOf, firstReplayed, isTrained, partOf, workOf } from "../../lib/plan/standings.ts";
import { Inspector } from "../../lib/steps/inspector.ts";
import { sourceOf, type Step } from "../../lib/steps/step.ts";
import { objectPath } from "../../lib/store/path.ts";
import type { Store } from "../../lib/store/mod.ts";
import { benchOn, constant, digesterOf } from "../steps/bench.ts";
import { withStore } from "../store/helpers.ts";

const KINDS = ["constant", "train", "measure", "table", "svg"];
const ENTRIES = Object.fromEntries(KINDS.map((kind) => [kind, `${kind}.ts`]));

function step(kind: string, id: string, from: Step, weight = 0): Step {
  // A byte of its own to each kind: no two steps make the same bytes.
  const own = { source: sourceOf(Uint8Array.of(KINDS.indexOf(kind))) };
  const inputs = { from: { step: from, output: "value" }, own };
  return { kind, id, params: { id }, inputs, weight, rank: 0 };
}

/** A figure over one segment: trained, measured, tabulated, drawn. */
function figure(id: string, value: number): Step {
  const train = step("train", `train/${id}`, constant(value), 20);
  const measure = step("measure", `measure/${id}`, train, 3);
  return step("svg", `render/svg/${id}/smoke`, step("table", `table/${id}/smoke`, measure));
}

async function look(store: Store, ...steps: Step[]) {
  const inspector = new Inspector(store, digesterOf(), ENTRIES);
  for (const one of steps) await inspector.resolve(one);
  return inspector.standings;
}

const compute = (store: Store, wanted: Step) =>
  benchOn(store, { entries: ENTRIES }).runner.resolve(wanted);

Deno.test("partOf() is what one figure of a plan needs, in the order of the plan", async () => {
  await withStore(async (store) => {
    const standings = await look(store, figure("fig2", 1), figure("fig3", 1));
    assertEquals([...partOf(standings, FIGURES.fig3).keys()], [
      "constant/1",
      "train/fig3",
      "measure/fig3",
      "table/fig3/smoke",
      "render/svg/fig3/smoke",
    ]);
    assertEquals([partOf(standings, FIGURES.fig2).size, standings.size], [5, 9]);
  });
});

Deno.test("workOf() sums the weights of what would run, and of everything afresh", async () => {
  await withStore(async (store) => {
    const both = [figure("fig2", 1), figure("fig3", 2)], rest = constant(1).weight;
    const all = 2 * (20 + 3 + rest);
    assertEquals(workOf(await look(store, ...both)), all);
    await compute(store, both[0]);
    const standings = await look(store, ...both);
    assertEquals(workOf(standings), all / 2);
    assertEquals(workOf(standings, true), all);
  });
});

Deno.test("isTrained() holds once a plan's training and measuring is in the store, drawn or not", async () => {
  await withStore(async (store) => {
    const wanted = figure("fig2", 1), measure = step("measure", "measure/more", constant(1));
    assertEquals(isTrained(await look(store, wanted)), false);
    const table = wanted.inputs.from as { step: Step };
    await compute(store, (table.step.inputs.from as { step: Step }).step);
    const standings = await look(store, wanted);
    assertEquals([isTrained(standings), standings.get(wanted.id)?.standing], [true, "unknown"]);
    assertEquals(isTrained(await look(store, wanted, measure)), false);
  });
});

Deno.test("firstReplayed() names a segment whose bytes are gone, if another step needs them", async () => {
  await withStore(async (store) => {
    const wanted = figure("fig2", 1);
    await compute(store, wanted);
    const standings = await look(store, wanted);
    assertEquals(await firstReplayed(standings, store), undefined);
    const lose = async (id: string) => {
      const { value } = standings.get(id)!.action!.outputs;
      await Deno.remove(`${store.root}/${objectPath("cas", value.sha256)}`);
    };
    await lose("measure/fig2");
    // The table is there: nobody reads them.
    assertEquals(await firstReplayed(standings, store), undefined);
    await lose("table/fig2/smoke");
    assertEquals(await firstReplayed(standings, store), "measure/fig2");
  });
});

Deno.test("aheadOf() counts the pictures that a plan lacks, and all of them anew", async () => {
  await withStore(async (store) => {
    const both = [figure("fig2", 1), figure("fig3", 1)];
    const pictures = async (fresh: boolean) => aheadOf(await look(store, ...both), fresh).pictures;
    assertEquals([await pictures(false), await pictures(true)], [2, 2]);
    await compute(store, both[0]);
    assertEquals([await pictures(false), await pictures(true)], [1, 2]);
  });
});

Deno.test("aheadOf() names what is read first where the data set of images is missing", () => {
  const ahead = (implementation: string, standing: "missing" | "restored") => {
    const dataset = { ...step("dataset", "dataset/it", constant(1)), implementation };
    return aheadOf(new Map([[dataset.id, { step: dataset, standing }]]), false).first;
  };
  assertEquals(ahead("dataset-mnist", "missing"), mnistOrigin());
  assertEquals([ahead("dataset", "missing"), ahead("dataset-mnist", "restored")], [
    undefined,
    undefined,
  ]);
});
