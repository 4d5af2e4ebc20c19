import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { Inspector } from "../../lib/steps/inspector.ts";
import { gc, type GcRoots, listObjects, Store } from "../../lib/store/mod.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { Locked } from "../../lib/published/locked.ts";
import { publishedDigests } from "../../lib/published/published.ts";
import { requireLocked, rootsOf, runKeys } from "../../lib/published/gc_roots.ts";
import { EXPERIMENT, opened, withPublished } from "./published_fixture.ts";

Deno.test("rootsOf() names every digest of the lock, and today's code", async () => {
  await withPublished(async ({ folder }) => {
    const published = await opened(folder), digester = await createCodeDigester();
    const { digests, codes, keys } = await rootsOf(published, digester);
    const lock = await published.experiment(EXPERIMENT);
    const wanted = new Set([
      ...Object.values(lock.rows).flat(),
      ...publishedDigests(published.lock, [lock]),
    ]);
    assertEquals(digests, wanted);
    assertEquals(keys, new Set());
    assertEquals(codes.size, new Set(Object.values(ENTRIES)).size);
    assert(codes.has(await digester.digest(ENTRIES.train)));
    assert(codes.has(await digester.digest(ENTRIES.png)));
    assertEquals((await rootsOf(undefined, digester)).digests, new Set());
  });
});

Deno.test("gc() with the lock's roots keeps all that was published and what it was made from", async () => {
  await withPublished(async ({ folder, store }) => {
    const published = await opened(folder), { root } = store;
    const before = (await listObjects(root, "ac")).names;
    const actions = await Promise.all(before.map((key) => store.getAction(key)));
    store.close();
    const none: GcRoots = { ...await rootsOf(undefined), digests: new Set() };
    assertEquals((await gc(root, none, { dryRun: true, budget: 0 })).stay.objects, 0);
    const roots = await rootsOf(published), { needed } = await gc(root, roots, { dryRun: true });
    await gc(root, roots, { budget: needed });
    const reader = await Store.open(root, { readOnly: true });
    for (const digest of roots.digests) assert(await reader.get(digest) !== undefined, digest);
    // The data set, its split and the initial weights are in no lock, but in what makes the rest.
    const after = new Set((await listObjects(root, "ac")).names);
    const kept = actions.filter((_, k) => after.has(before[k])),
      gone = actions.length - kept.length;
    const kinds = new Set(kept.map((action) => action!.step));
    for (const kind of ["dataset", "split", "init", "train", "measure", "table"]) {
      assert(kinds.has(kind), kind);
    }
    // Discarded attempts are published without their measurements.
    assert(gone > 0);
    const locked = await Locked.of(published);
    for (const [k, action] of actions.entries()) {
      if (locked.digests(action!.id) !== undefined) assert(after.has(before[k]), action!.id);
    }
  });
});

Deno.test("requireLocked() refuses an entry that contradicts the lock, naming the id", async () => {
  await withPublished(async ({ folder, store }) => {
    const locked = await Locked.of(await opened(folder));
    let known = 0;
    for (const key of (await listObjects(store.root, "ac")).names) {
      const action = (await store.getAction(key))!;
      const compared = requireLocked(locked, action);
      assertEquals(compared, locked.digests(action.id) !== undefined, action.id);
      if (!compared) continue;
      known++;
      const [name] = Object.keys(action.outputs);
      const wrong = { ...action.outputs, [name]: { sha256: "0".repeat(64), size: 1 } };
      const message = `Cannot accept ${action.id}: ${name} must be `;
      assertThrows(() => requireLocked(locked, { ...action, outputs: wrong }), Error, message);
      const more = { ...action.outputs, more: { sha256: "0".repeat(64), size: 1 } };
      assertThrows(() => requireLocked(locked, { ...action, outputs: more }), Error, "absent");
      const unknown = { ...action, id: "train/unknown/r00/a0/s01", outputs: wrong };
      assertEquals(requireLocked(locked, unknown), false);
    }
    assert(known > 10);
  });
});

Deno.test("requireLocked() takes a table of other aggregates for another one, whatever its id", async () => {
  await withPublished(async ({ folder, store }) => {
    const locked = await Locked.of(await opened(folder));
    let tables = 0;
    for (const name of (await listObjects(store.root, "ac")).names) {
      const action = (await store.getAction(name))!, { key, step } = action;
      if (locked.digests(action.id) === undefined) continue;
      const outputs = { csv: { sha256: "0".repeat(64), size: 1 } };
      const [first] = Object.keys(key.inputs);
      const other = { ...key, inputs: { ...key.inputs, [first]: "0".repeat(64) } };
      const foreign = { ...action, key: other, outputs };
      if (step !== "table") {
        assertThrows(() => requireLocked(locked, foreign), Error, "Cannot accept");
        continue;
      }
      tables++;
      assertThrows(() => requireLocked(locked, { ...action, outputs }), Error, "Cannot accept");
      assertEquals(requireLocked(locked, foreign), false);
    }
    assert(tables > 0);
  });
});

Deno.test("runKeys() names the keys of what the store has, and of what would be next", async () => {
  await withPublished(async ({ store }) => {
    const inspector = new Inspector(store, await createCodeDigester(), ENTRIES);
    assertEquals(runKeys(inspector), { keys: [], present: [], steps: 0 });
    const one = { params: { data: "synthetic" }, inputs: {}, weight: 0, rank: 0 };
    const there = { ...one, kind: "dataset", id: "dataset/synthetic" };
    const missing = { ...one, kind: "split", id: "split/x", params: { data: "none" } };
    const input = { dataset: { step: missing, output: "split" } };
    for (const step of [there, missing, { ...one, kind: "init", id: "init/x", inputs: input }]) {
      await inspector.resolve(step);
    }
    const { keys, present, steps } = runKeys(inspector);
    assertEquals([keys.length, present.length, steps], [2, 1, 3]);
    assertEquals(present[0], keys[0]);
    assertNotEquals(await store.getAction(keys[0]), undefined);
  });
});
