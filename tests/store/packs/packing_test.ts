import { assert, assertEquals, assertRejects } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import {
  exportArchive,
  fsck,
  gc,
  importArchive,
  listObjects,
  NonDeterminismError,
  packFinished,
  Store,
} from "../../../lib/store/mod.ts";
import { objectPath } from "../../../lib/store/path.ts";
import { encodePack, placesIn } from "../../../lib/store/packs/pack.ts";
import { packsOf } from "../../../lib/store/packs/index.ts";
import { actionOf, bytesOf, namesIn, tamper, withStore } from "../helpers.ts";
import { forEachIrregular } from "../irregular.ts";

/** What the tests pack: `information` ends a repeat, and what is of no repeat stays. */
function membershipOf(id: string) {
  const [kind, , repeat] = id.split("/");
  return { group: repeat, last: kind === "information" };
}

/** Entries of two finished repeats, of one that is not, and one of no repeat: their keys by id. */
async function fill(store: Store): Promise<Map<string, string>> {
  const ids = ["r00", "r01"].flatMap((repeat) => [
    ...["s01", "s02", "s03"].map((segment) => `train/x/${repeat}/a0/${segment}`),
    `information/x/${repeat}/a0`,
  ]);
  const keys = new Map<string, string>();
  for (const [seed, id] of [...ids, "train/x/r02/a0/s01", "table/x"].entries()) {
    const { key, body } = actionOf(await store.put(bytesOf(seed)), { id });
    await store.putAction(key, { ...body, id });
    keys.set(id, key);
  }
  return keys;
}

const pack = (store: Store) => packFinished(store, membershipOf, 1);

async function idsOf(store: Store, keys: ReadonlyMap<string, string>): Promise<string[]> {
  const actions = await Promise.all([...keys.values()].map((key) => store.getAction(key)));
  return actions.map((action) => action?.id ?? "none");
}

/** Files of single entries. */
async function singles(store: Store): Promise<string[]> {
  const shards = await Promise.all(
    (await namesIn(store, "ac")).map((shard) => namesIn(store, `ac/${shard}`)),
  );
  return shards.flat().sort();
}

Deno.test("encodePack() sorts entries by key, and placesIn() finds each", () => {
  const [a, b] = [sha256("a"), sha256("b")].sort(),
    text = (x: string) => new TextEncoder().encode(x);
  const bytes = encodePack(new Map([[b, text("two\n")], [a, text("one\n")]]));
  assertEquals(new TextDecoder().decode(bytes), `${a} one\n${b} two\n`);
  const found = [...placesIn(bytes)].map(({ key, at, length }) => [
    key,
    new TextDecoder().decode(bytes.subarray(at, at + length)),
  ]);
  assertEquals(found, [[a, "one\n"], [b, "two\n"]]);
});

Deno.test("placesIn() passes over what is no line of a pack", () => {
  const key = sha256("a");
  for (const text of ["", "\n", "\n\n", key, `${key}\n`, `${key} `, `${key}x1\n`, "x".repeat(99)]) {
    const found = [...placesIn(new TextEncoder().encode(`${text}\n${key} 1\n`))];
    assert(found.some((place) => place.key === key && place.length === 2), JSON.stringify(text));
  }
});

Deno.test("packFinished() packs finished repeats, each into a file, and every entry is found as before", async () => {
  await withStore(async (store) => {
    const keys = await fill(store), before = await idsOf(store, keys);
    const other = await Store.open(store.root, { readOnly: true });
    assertEquals(await idsOf(other, keys), before);
    assertEquals(await packFinished(store, membershipOf, 11), 0, "there are too few files");
    assertEquals(await pack(store), 8);
    assertEquals((await namesIn(store, "packs")).length, 2);
    assertEquals(
      await singles(store),
      [keys.get("train/x/r02/a0/s01")!, keys.get("table/x")!].sort(),
    );
    for (const one of [store, other, await Store.open(store.root)]) {
      assertEquals(await idsOf(one, keys), before);
    }
    assertEquals((await listObjects(store.root, "ac")).names, [...keys.values()].sort());
    const { actions, blobs, bad } = await fsck(store);
    assertEquals({ actions, blobs, bad }, { actions: 10, blobs: 10, bad: [] });
    assertEquals(await pack(store), 0, "there is nothing left to pack");
  });
});

Deno.test("a packed entry stays when it is stored again, and other outputs are refused", async () => {
  await withStore(async (store) => {
    const keys = await fill(store), id = "train/x/r00/a0/s02", key = keys.get(id)!;
    await pack(store);
    const { digest: _, ...body } = (await store.getAction(key))!;
    await store.putAction(key, { ...body, cost: { seconds: 9 } });
    assertEquals((await store.getAction(key))?.cost, { seconds: 0.5 });
    const outputs = { trace: await store.put(bytesOf(99)) };
    const error = await assertRejects(
      () => store.putAction(key, { ...body, outputs }),
      NonDeterminismError,
    ) as NonDeterminismError;
    await store.refute(key, { ...body, outputs }, error);
    assertEquals((await store.getAction(key))?.outputs, outputs);
    const { actions, bad } = await fsck(store);
    assertEquals([actions, bad], [10, []]);
  });
});

Deno.test("fsck() sets a packed entry aside whose blob is damaged, and leaves the others", async () => {
  await withStore(async (store) => {
    const keys = await fill(store), id = "train/x/r00/a0/s02", key = keys.get(id)!;
    await pack(store);
    const { sha256 } = (await store.getAction(key))!.outputs.trace;
    await tamper(store, objectPath("cas", sha256), (bytes) => bytes.subarray(1));
    const { bad, actions } = await fsck(store);
    assertEquals(bad.map(({ path }) => path), [objectPath("cas", sha256), objectPath("ac", key)]);
    assertEquals([actions, await store.getAction(key)], [9, undefined]);
    assertEquals((await fsck(store)).bad, []);
  });
});

Deno.test("Store.removeAction() takes an entry out of its pack, and leaves the others", async () => {
  await withStore(async (store) => {
    const keys = await fill(store), id = "train/x/r00/a0/s02";
    await pack(store);
    await store.removeAction(keys.get(id)!);
    const rest = [...keys.keys()].map((one) => one === id ? "none" : one);
    assertEquals(await idsOf(store, keys), rest);
    assertEquals(await idsOf(await Store.open(store.root), keys), rest);
  });
});

Deno.test("archives of a packed store are those of the store before", async () => {
  await withStore(async (store) => {
    const folder = await Deno.makeTempDir();
    try {
      await fill(store);
      await exportArchive(store, `${folder}/before.tar`);
      await pack(store);
      await exportArchive(store, `${folder}/after.tar`);
      const read = (name: string) => Deno.readFile(`${folder}/${name}.tar`);
      assertEquals(await read("after"), await read("before"));
      const to = await Store.open(`${folder}/to`);
      assertEquals((await importArchive(to, `${folder}/after.tar`)).actions, 10);
      to.close();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});

Deno.test("gc() removes packed entries and keeps the others of their pack", async () => {
  await withStore(async (store) => {
    const keys = await fill(store), kept = ["train/x/r00/a0/s01", "information/x/r01/a0"];
    await pack(store);
    store.close();
    const roots = {
      digests: new Set<string>(),
      keys: new Set(kept.map((id) => keys.get(id)!)),
      codes: new Set<string>(),
    };
    const { needed } = await gc(store.root, roots, { dryRun: true });
    const predicted = await gc(store.root, roots, { budget: needed, dryRun: true });
    const report = await gc(store.root, roots, { budget: needed });
    assertEquals(report, predicted);
    assertEquals([report.stay.objects, report.stay.bytes], [4, needed]);
    assertEquals((await idsOf(store, keys)).filter((id) => id !== "none").sort(), kept.sort());
    const { actions, bad, absent } = await fsck(await Store.open(store.root));
    assertEquals({ actions, bad, absent }, { actions: 2, bad: [], absent: 0 });
  });
});

Deno.test("a damaged pack is set aside once, and its sound entries are kept", async () => {
  await withStore(async (store, damages) => {
    const keys = await fill(store), all = [...keys.keys()];
    await pack(store);
    const [name] = await namesIn(store, "packs");
    await tamper(store, `packs/${name}`, (bytes) => {
      // Within the second entry.
      bytes[bytes.indexOf(10) + 100] ^= 4;
      return bytes;
    });
    packsOf(store.root).reload();
    const reopened = await Store.open(store.root, { onDamage: (damage) => damages.push(damage) });
    const found = await idsOf(reopened, keys), lost = all.filter((_, k) => found[k] === "none");
    assertEquals(lost.length, 1);
    assertEquals(damages.map(({ kind, path }) => [kind, path]), [["pack", `packs/${name}`]]);
    assertEquals((await namesIn(store, "packs")).includes(name), false);
    assertEquals((await fsck(reopened)).bad, []);
    const { key, body } = actionOf(await store.put(bytesOf(all.indexOf(lost[0]))), { id: lost[0] });
    await reopened.putAction(key, { ...body, id: lost[0] });
    assertEquals(await idsOf(reopened, keys), all);
  });
});

Deno.test("fsck() names what is no pack in the folder of packs, whatever it is", async () => {
  await forEachIrregular(async (name, make, folder) => {
    const root = `${folder}/store`, store = await Store.open(root), keys = await fill(store);
    await pack(store);
    for (const path of [`packs/${sha256("x")}`, "packs/mine"]) await make(`${root}/${path}`);
    const { bad, actions } = await fsck(store);
    assertEquals([bad.map(({ path }) => path), actions], [
      [`packs/${sha256("x")}`, "packs/mine"],
      10,
    ]);
    assertEquals((await fsck(store)).bad, [], name);
    assertEquals(await idsOf(store, keys), [...keys.keys()]);
    store.close();
  });
});

Deno.test("packFinished() beside another one, and after a kill before the files went, loses nothing", async () => {
  await withStore(async (store) => {
    const keys = await fill(store);
    const files = new Map<string, Uint8Array>();
    for (const key of keys.values()) {
      files.set(key, await Deno.readFile(`${store.root}/${objectPath("ac", key)}`));
    }
    await Promise.all([pack(store), pack(await Store.open(store.root))]);
    assertEquals(await idsOf(store, keys), [...keys.keys()]);
    // As if it had been killed: packs are there, and the files still are.
    for (const [key, bytes] of files) {
      const path = `${store.root}/${objectPath("ac", key)}`;
      await Deno.writeFile(path, bytes).catch(() => {});
    }
    assertEquals((await fsck(store)).actions, 10);
    await pack(store);
    assertEquals((await singles(store)).length, 2);
    assertEquals(await idsOf(store, keys), [...keys.keys()]);
  });
});
