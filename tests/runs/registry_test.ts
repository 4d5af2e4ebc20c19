import { assert, assertEquals } from "@std/assert";
import { digestOf, sha256 } from "../../lib/bits/digest.ts";
import type { Json } from "../../lib/bits/canonical.ts";
import { type KeyMaterial, Store } from "../../lib/store/mod.ts";
import {
  forgetRun,
  labelOf,
  putRun,
  registeredRuns,
  registerRun,
  runMaterial,
} from "../../lib/runs/registry.ts";
import { runTable } from "../../lib/runs/table.ts";
import { listedRuns } from "../../lib/runs/listing.ts";
import { Study } from "../../lib/study.ts";
import { tiny, withRuns } from "./support.ts";

const labels = async (store: Store) => (await registeredRuns(store)).map(({ label }) => label);

Deno.test("registerRun() keeps a run once, and another configuration of the name as another run", async () => {
  await withRuns(async (store) => {
    const wide = tiny("wide"), other = tiny("wide", { epochs: 2, repeats: 3 });
    assertEquals(await registerRun(store, wide, 1e12), { label: "wide" });
    assertEquals(await registerRun(store, wide, 2e12), { label: "wide" });
    assertEquals(await registerRun(store, other, 3e12), {
      label: "wide~2",
      before: { label: "wide", differs: "repeats 1, now 3; epochs 1, now 2" },
    });
    assertEquals((await registerRun(store, tiny("wide", { epochs: 3 }), 4e12)).label, "wide~3");
    assertEquals(await registerRun(store, other, 5e12), { label: "wide~2" });
    assertEquals((await registerRun(store, tiny("broad"), 6e12)).label, "broad");
    const runs = await registeredRuns(store);
    assertEquals(runs.map(({ label }) => label), ["wide", "wide~2", "wide~3", "broad"]);
    assertEquals([runs[0].since, runs[0].own], [1e12, wide]);
    // A label that is free again is given again; the others stay what they are.
    await forgetRun(store, runs[1]);
    assertEquals(await labels(store), ["wide", "wide~3", "broad"]);
    assertEquals(labelOf(tiny("wide", { epochs: 9 }), await registeredRuns(store)).label, "wide~2");
  });
});

/** Stores an entry as an archive brings it, whoever made it. */
async function foreign(store: Store, id: string, key: KeyMaterial, day: number): Promise<void> {
  const cost = { day, imported: 1 };
  await store.putAction(digestOf(key as unknown as Json), {
    ...{ schema: 1, step: "run", id, key, outputs: {}, cost },
  });
}

Deno.test("registeredRuns() believes no entry that this program would not write, and no label that is taken", async () => {
  await withRuns(async (store) => {
    await registerRun(store, tiny("wide"), 1e12);
    const material = runMaterial(tiny("wide", { epochs: 7 })),
      file = (material.params as { file: Json }).file;
    const wrong: KeyMaterial[] = [
      { ...material, code: "c0de".repeat(16) },
      { ...material, schema: 2 },
      { ...material, params: null },
      { ...material, params: { file: { ...file as object, name: "../../etc" } } },
      { ...material, params: { file: { ...file as object, name: "fig3" } } },
      { ...material, params: { file, engine: { engine: "tfjs", backend: "none", version: "1" } } },
      { ...material, params: { file, more: 1 } },
      // Not in the one spelling: it would be a run of its own beside the same one.
      { ...material, params: { file: { ...file as object, $schema: "x" } } },
    ];
    for (const [k, key] of wrong.entries()) await foreign(store, `run/x${k}`, key, 1);
    assertEquals(await labels(store), ["wide"]);
    // Older than one's own, and under its label.
    await foreign(store, "run/wide", material, 1);
    await foreign(store, "run/../../x", runMaterial(tiny("wide", { epochs: 8 })), 2);
    await foreign(store, "run/other", runMaterial(tiny("wide", { epochs: 9 })), 3);
    await foreign(store, "run/wide~007", runMaterial(tiny("wide", { epochs: 10 })), 4);
    const runs = await registeredRuns(store);
    assertEquals(runs.map(({ label }) => label), ["wide", "wide~2", "wide~3", "wide~4", "wide~5"]);
    assertEquals(runs.map(({ own: { epochs } }) => epochs), [1, 7, 8, 9, 10]);
    assert(runs.slice(1).every(({ imported }) => imported));
    // What was imported is one's own once it is asked for.
    await registerRun(store, tiny("wide", { epochs: 8 }), 2e12);
    assertEquals((await registeredRuns(store)).map(({ own }) => own.epochs), [1, 8, 7, 9, 10]);
  });
});

Deno.test("an archive's entries of a run do not stand in for one's own, and name its results or nothing", async () => {
  await withRuns(async (store) => {
    const own = tiny("mine", { repeats: 2 }), other = tiny("other");
    const digest = (text: string) => sha256(new TextEncoder().encode(text));
    await registerRun(store, own, 1e12);
    const mine = { "r00/exact": digest("a"), "r01/exact": digest("b") };
    await putRun(store, own, { label: "mine", inputs: mine, outputs: {}, now: 2e12 });
    const theirs = { ...mine, "r01/exact": digest("c") };
    await foreign(store, "run/mine", runMaterial(own, theirs), 1e6);
    for (
      const name of ["r00/binned", "r01/exact", "r0/exact", "r00/exact/x", "r00", "../r00/exact"]
    ) {
      await foreign(store, "run/other", runMaterial(other, { [name]: digest("d") }), 1);
    }
    const results = async () =>
      (await registeredRuns(store)).map(({ results }) => results.map(({ key }) => key.inputs));
    assertEquals(await results(), [[mine], []]);
    await foreign(store, "run/other", runMaterial(other, { "r00/exact": digest("d") }), 1);
    assertEquals(await results(), [[mine], [{ "r00/exact": digest("d") }]]);
  });
});

Deno.test("a day that no calendar has is its last one", async () => {
  await withRuns(async (store) => {
    for (const [k, day] of [1e9, 1e6, 0].entries()) {
      await foreign(store, "run/x", runMaterial(tiny("x", { epochs: 2 + k })), day);
    }
    const runs = await registeredRuns(store), study = await Study.open(store);
    assertEquals(runs.map(({ since }) => since).sort(), [0, 8.64e13, 8.64e15]);
    const listed = await listedRuns(store, runs, () => study.results());
    assertEquals(runTable(listed, { columns: ["since"] }).rows.length, 3);
  });
});

Deno.test("registerRun() has the label that a run has in the end, whoever else registers meanwhile", async () => {
  await withRuns(async (store) => {
    const other = await Store.open(store.root), put = store.putAction.bind(store);
    store.putAction = async (key, entry) => {
      store.putAction = put;
      await registerRun(other, tiny("wide"), 1e12);
      await put(key, entry);
    };
    assertEquals(await registerRun(store, tiny("wide", { epochs: 2 }), 2e12), {
      label: "wide~2",
      before: { label: "wide", differs: "epochs 1, now 2" },
    });
    assertEquals(await labels(store), ["wide", "wide~2"]);
    other.close();
  });
});
