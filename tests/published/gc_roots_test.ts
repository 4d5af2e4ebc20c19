import { assert, assertEquals } from "@std/assert";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { gc, type GcRoots, listObjects, Store } from "../../lib/store/mod.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { LockResolver } from "../../lib/published/lock/resolver.ts";
import { publishedDigests } from "../../lib/published/contents.ts";
import { gcRoots } from "../../lib/published/gc_roots.ts";
import { EXPERIMENT, opened, withPublished } from "./published_fixture.ts";

Deno.test("gcRoots() names every digest of the lock, and today's code", async () => {
  await withPublished(async ({ folder }) => {
    const published = await opened(folder), digester = await createCodeDigester();
    const { digests, codes, keys } = await gcRoots(published, digester);
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
    assertEquals((await gcRoots(undefined, digester)).digests, new Set());
  });
});

Deno.test("gc() with the lock's roots keeps all that was published and what it was made from", async () => {
  await withPublished(async ({ folder, store }) => {
    const published = await opened(folder), { root } = store;
    const before = (await listObjects(root, "ac")).names;
    const actions = await Promise.all(before.map((key) => store.getAction(key)));
    store.close();
    const none: GcRoots = { ...await gcRoots(undefined), digests: new Set() };
    assertEquals((await gc(root, none, { dryRun: true, budget: 0 })).stay.objects, 0);
    const roots = await gcRoots(published), { needed } = await gc(root, roots, { dryRun: true });
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
    const locked = await LockResolver.of(published);
    for (const [k, action] of actions.entries()) {
      if (locked.digests(action!.id) !== undefined) assert(after.has(before[k]), action!.id);
    }
  });
});
