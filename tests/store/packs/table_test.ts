import { assert, assertEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { packFinished, type Store } from "../../../lib/store/mod.ts";
import { PackIndex, packsOf } from "../../../lib/store/packs/index.ts";
import { type Packed, PackTable } from "../../../lib/store/packs/table.ts";
import { actionOf, bytesOf, namesIn, tamper, withStore } from "../helpers.ts";

const [one, two, three] = ["one", "two", "three"].map(sha256);
const placesOf = (names: readonly string[]) =>
  names.map((name, k) => ({ key: sha256(name), at: 100 * k, length: k + 1 }));
const byKey = (a: Packed, b: Packed) => a.key < b.key ? -1 : 1;

Deno.test("PackTable.of() finds every entry of its packs, and no other", () => {
  const names = Array.from({ length: 300 }, (_, k) => `a${k}`);
  const table = PackTable.of(
    new Map([[one, placesOf(names)], [two, placesOf(["b"])], [three, []]]),
  );
  assertEquals([table.size, table.packs], [301, [one, two, three]]);
  for (const place of placesOf(names)) {
    assertEquals(table.find(place.key), { pack: one, ...place });
  }
  assertEquals(table.find(sha256("b"))?.pack, two);
  assertEquals(table.find(sha256("c")), undefined);
  const all = [...table.entries()];
  assertEquals(all, all.toSorted(byKey));
  assertEquals(PackTable.of(new Map()).find(one), undefined);
  const keys = all.map(({ key }) => key);
  assertEquals(table.sample(3), [keys[0], keys[100], keys[200]]);
  assertEquals(table.sample(999), keys);
});

Deno.test("PackTable.of() keeps of an older table what is asked for, and the newer place of a key", () => {
  const older = PackTable.of(new Map([[one, placesOf(["a", "b"])], [two, placesOf(["c"])]]));
  const table = PackTable.of(
    new Map([[three, placesOf(["b", "d"])]]),
    older,
    (pack) => pack === one,
  );
  assertEquals(table.packs, [one, three]);
  assertEquals(["a", "b", "c", "d"].map((name) => table.find(sha256(name))?.pack), [
    one,
    three,
    undefined,
    three,
  ]);
  assertEquals(table.size, 3);
});

Deno.test("PackTable.decode() reads what encode() writes, and nothing else", () => {
  const table = PackTable.of(new Map([[one, placesOf(["a", "b"])], [two, placesOf(["c"])]]));
  const bytes = table.encode(), again = PackTable.decode(bytes)!;
  assertEquals([[...again.entries()], again.packs], [[...table.entries()], table.packs]);
  for (let k = 0; k < bytes.length; k++) {
    assertEquals(PackTable.decode(bytes.with(k, bytes[k] ^ 1)), undefined, `byte ${k}`);
    assertEquals(PackTable.decode(bytes.subarray(0, k)), undefined, `${k} bytes`);
  }
  // Sealed, but of another form.
  const body = bytes.slice(0, -32).with(bytes.length - 32 - 12, 9);
  const sealed = new Uint8Array([...body, ...Uint8Array.fromHex(sha256(body))]);
  assertEquals(PackTable.decode(sealed), undefined);
});

/** A packed repeat; keys of its entries. */
async function packed(store: Store): Promise<string[]> {
  const keys: string[] = [];
  for (const seed of [0, 1, 2, 3]) {
    const id = `train/x/r00/a0/s0${seed}`;
    const { key, body } = actionOf(await store.put(bytesOf(seed)), { id });
    await store.putAction(key, { ...body, id });
    keys.push(key);
  }
  const membershipOf = () => ({ group: "r00", last: true });
  assertEquals(await packFinished(store, membershipOf, 1), 4);
  return keys;
}

Deno.test("an index of packs is made of the table beside them, and no pack is read", async () => {
  await withStore(async (store) => {
    const keys = await packed(store), [pack] = await namesIn(store, "packs");
    assertEquals(await namesIn(store, "index"), ["packs"]);
    // What is in the pack no longer matters for where its entries lie.
    await tamper(store, `packs/${pack}`, () => new Uint8Array());
    const index = new PackIndex(store.root);
    assertEquals(keys.map((key) => index.find(key)?.pack), keys.map(() => pack));
  });
});

Deno.test("an index of packs does without a table that is damaged, missing, or of other packs", async () => {
  await withStore(async (store) => {
    const keys = await packed(store), [pack] = await namesIn(store, "packs");
    const other = PackTable.of(new Map([[one, placesOf(["a"])]])).encode();
    for (const bytes of [new Uint8Array(9), other, undefined]) {
      if (bytes === undefined) await Deno.remove(`${store.root}/index/packs`);
      else await tamper(store, "index/packs", () => bytes);
      const index = new PackIndex(store.root);
      assertEquals(keys.map((key) => index.find(key)?.pack), keys.map(() => pack));
      assertEquals([...index.entries()].length, 4);
    }
  });
});

Deno.test("an entry is found in its pack where the table has another place for it", async () => {
  await withStore(async (store) => {
    const keys = await packed(store), [pack] = await namesIn(store, "packs");
    const places = keys.map((key, k) => ({ key, at: 7 * k, length: 20 }));
    const lying = PackTable.of(new Map([[pack, places]])).encode();
    await tamper(store, "index/packs", () => lying);
    const index = new PackIndex(store.root), found = index.find(keys[1])!;
    assertEquals([found.at, found.length], [7, 20]);
    assert(new TextDecoder().decode(index.text(found)!).includes("train/x/r00/a0/s01"));
    await index.save();
    const again = new PackIndex(store.root);
    assertEquals(again.find(keys[2]), packsOf(store.root).find(keys[2]));
  });
});
