import { assert, assertEquals, assertThrows } from "@std/assert";
import { listObjects } from "../../../lib/store/mod.ts";
import { LockResolver } from "../../../lib/published/lock/resolver.ts";
import { requireLocked } from "../../../lib/published/lock/comparison.ts";
import { opened, withPublished } from "../published_fixture.ts";

Deno.test("requireLocked() refuses an entry that contradicts the lock, naming the id", async () => {
  await withPublished(async ({ folder, store }) => {
    const locked = await LockResolver.of(await opened(folder));
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
    const locked = await LockResolver.of(await opened(folder));
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
