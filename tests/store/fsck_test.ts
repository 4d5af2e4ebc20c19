import { assertEquals, assertMatch } from "@std/assert";
import { fsck, type FsckProgress, Store } from "../../lib/store/mod.ts";
import { objectPath } from "../../lib/store/path.ts";
import { actionOf, bytesOf, namesIn, tamper, withStore } from "./helpers.ts";

/** Six blobs of 1000 bytes, each with an action entry. */
async function fill(store: Store) {
  const objects: { blob: string; action: string; put: () => Promise<void> }[] = [];
  for (let seed = 0; seed < 6; seed++) {
    const output = await store.put(bytesOf(seed));
    const { key, body } = actionOf(output, { seed });
    const put = async () => {
      await store.put(bytesOf(seed));
      await store.putAction(key, body);
    };
    await put();
    objects.push({ blob: objectPath("cas", output.sha256), action: objectPath("ac", key), put });
  }
  return objects;
}

Deno.test("fsck() of a sound store finds nothing and counts everything", async () => {
  await withStore(async (store) => {
    await fill(store);
    const progress: FsckProgress[] = [];
    const report = await fsck(store, (step) => progress.push(step));
    assertEquals(report, { blobs: 6, actions: 6, bytes: 6000, absent: 0, temps: 0, bad: [] });
    assertEquals(progress.map(({ done }) => done), Array.from({ length: 12 }, (_, i) => i + 1));
    assertEquals(progress.at(-1), { done: 12, total: 12 });
  });
});

Deno.test("fsck() of a new or missing store is clean", async () => {
  await withStore(async (store) => {
    const empty = { blobs: 0, actions: 0, bytes: 0, absent: 0, temps: 0, bad: [] };
    assertEquals(await fsck(store), empty);
    const missing = await Store.open(`${store.root}/missing`, { readOnly: true });
    assertEquals(await fsck(missing), empty);
  });
});

Deno.test("fsck() names every bad object, goes on, and leaves a store that the next run repairs", async () => {
  await withStore(async (store, damages) => {
    const objects = await fill(store);
    await tamper(store, objects[0].blob, (bytes) => (bytes[0] ^= 1, bytes));
    await tamper(store, objects[1].blob, () => new Uint8Array(0));
    await tamper(store, objects[2].action, () => bytesOf(1));
    await Deno.remove(`${store.root}/${objects[3].blob}`);
    const entry = await Deno.readFile(`${store.root}/${objects[4].action}`);
    await tamper(store, objects[5].action, () => entry);

    const report = await fsck(store);
    const bad = [0, 1].map((i) => objects[i].blob).sort();
    // The entries of the two bad blobs go with them.
    const worse = [0, 1, 2, 5].map((i) => objects[i].action).sort();
    assertEquals(report.bad.map(({ path }) => path), [...bad, ...worse]);
    const { blobs, actions, bytes, absent } = report;
    assertEquals({ blobs, actions, bytes, absent }, {
      blobs: 3,
      actions: 2,
      bytes: 3000,
      absent: 1,
    });
    assertEquals((await namesIn(store, "quarantine")).length, 6);

    const second = await fsck(store);
    assertEquals(second, { blobs: 3, actions: 2, bytes: 3000, absent: 1, temps: 0, bad: [] });
    for (const { put } of objects) await put();
    const repaired = { blobs: 6, actions: 6, bytes: 6000, absent: 0, temps: 0, bad: [] };
    assertEquals(await fsck(store), repaired);
    assertEquals(damages, []);
  });
});

Deno.test("fsck() says what was expected and what was found", async () => {
  await withStore(async (store) => {
    const [{ blob, action }] = await fill(store);
    await tamper(store, blob, () => new Uint8Array(3));
    const { bad } = await fsck(store);
    assertMatch(bad[0].expected, /^bytes with SHA-256 [0-9a-f]{64}$/);
    assertMatch(bad[0].found, /^3 bytes with SHA-256 709e80c88487a2411e1ee4dfb9f22a86/);
    assertEquals([bad[1].kind, bad[1].path, bad[1].found], ["action", action, "a damaged blob"]);
    assertMatch(bad[1].expected, /^output trace of train\/syn-relu-8\/r03\/a0\/s07: 1000 bytes/);
  });
});

Deno.test("fsck() finds an entry that lies about a size", async () => {
  await withStore(async (store) => {
    const output = await store.put(bytesOf(1));
    const { key, body } = actionOf({ ...output, size: 999 });
    await store.putAction(key, body);
    const { bad } = await fsck(store);
    assertEquals(bad.map(({ path, found }) => [path, found]), [
      [objectPath("ac", key), "a blob of 1000 bytes"],
    ]);
  });
});

Deno.test("fsck() reports foreign files and sets them aside", async () => {
  await withStore(async (store) => {
    const [{ blob }] = await fill(store);
    const shard = blob.split("/")[1];
    const wrongShard = shard === "00" ? "01" : "00";
    await Deno.mkdir(`${store.root}/cas/${wrongShard}`, { recursive: true });
    await Deno.rename(`${store.root}/${blob}`, `${store.root}/${blob.replace(shard, wrongShard)}`);
    await Deno.writeTextFile(`${store.root}/cas/${shard}/notes.txt`, "");
    await Deno.writeTextFile(`${store.root}/ac/zz`, "");
    const { bad, absent } = await fsck(store);
    assertEquals(
      bad.map(({ kind, path }) => [kind, path]).sort(),
      [
        ["foreign", "ac/zz"],
        ["foreign", `cas/${shard}/notes.txt`],
        ["foreign", blob.replace(shard, wrongShard)],
      ].sort(),
    );
    assertEquals(absent, 1);
    assertEquals((await fsck(store)).bad, []);
  });
});

Deno.test("fsck() removes abandoned temp files and counts those removed on opening", async () => {
  await withStore(async (store) => {
    const abandon = async () => {
      const temp = `${store.root}/tmp/put-${crypto.randomUUID()}`;
      await Deno.writeTextFile(temp, "half");
      await Deno.utime(temp, 1000, 1000);
    };
    await abandon();
    assertEquals((await fsck(store)).temps, 1);
    assertEquals((await fsck(store)).temps, 0);
    await abandon();
    assertEquals((await fsck(await Store.open(store.root))).temps, 1);
  });
});

Deno.test("fsck() of a read-only store reports and moves nothing", async () => {
  await withStore(async (store) => {
    const [{ blob }] = await fill(store);
    await tamper(store, blob, () => new Uint8Array(0));
    const readOnly = await Store.open(store.root, { readOnly: true });
    const first = await fsck(readOnly);
    assertEquals(first.bad.map(({ movedTo }) => movedTo), [undefined, undefined]);
    assertEquals(await fsck(readOnly), first);
    assertEquals(await namesIn(store, "quarantine"), []);
  });
});

Deno.test("fsck() names an object that cannot be read and goes on", async () => {
  await withStore(async (store) => {
    const objects = await fill(store);
    const original = Deno.readFile;
    Deno.readFile = (path, options) =>
      String(path).endsWith(objects[0].blob)
        ? Promise.reject(new Error("Permission denied (os error 13)"))
        : original(path, options);
    const { bad, blobs, actions } = await fsck(store).finally(() => Deno.readFile = original);
    assertEquals(bad.map(({ path, movedTo }) => [path, movedTo]), [[objects[0].blob, undefined]]);
    assertEquals([blobs, actions], [5, 6]);
    assertEquals((await fsck(store)).blobs, 6);
  });
});
