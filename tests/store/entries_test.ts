import { assertEquals, assertMatch } from "@std/assert";
import { entryPath, inFileOrder, readEntry } from "../../lib/store/entries.ts";
import { packFinished, Store } from "../../lib/store/mod.ts";
import { objectPath } from "../../lib/store/path.ts";
import { actionOf, bytesOf, withStore } from "./helpers.ts";

/** Entries of two repeats of two steps each, and one of none: keys in the order in which they were stored. */
async function fill(store: Store): Promise<string[]> {
  const keys: string[] = [];
  for (const [seed, id] of ["a/r1", "b/r2", "end/r2", "end/r1", "alone"].entries()) {
    const { key, body } = actionOf(await store.put(bytesOf(seed)), { id });
    await store.putAction(key, { ...body, id });
    keys.push(key);
  }
  return keys;
}

/** Packs finished repeats as another process would: what this one knows of the store stays as it was. */
async function packElsewhere(store: Store): Promise<void> {
  const other = await Store.open(`${store.root}/.`);
  const membership = (id: string) => {
    const [kind, group] = id.split("/");
    return { group, last: kind === "end" };
  };
  assertEquals(await packFinished(other, membership, 1), 4);
  other.close();
}

Deno.test("readEntry() finds an entry that was packed since this process looked", async () => {
  await withStore(async (store) => {
    const keys = await fill(store), texts = new Map<string, string>();
    for (const key of keys) {
      const { path, content } = readEntry(store.root, key)!;
      assertEquals(path, objectPath("ac", key));
      texts.set(key, new TextDecoder().decode(content as Uint8Array));
    }
    await packElsewhere(store);
    for (const key of keys) {
      const { path, content } = readEntry(store.root, key)!;
      assertEquals(new TextDecoder().decode(content as Uint8Array), texts.get(key));
      assertEquals(path.startsWith("packs/"), key !== keys[4]);
    }
    assertEquals(readEntry(store.root, "0".repeat(64)), undefined);
  });
});

Deno.test("entryPath() and inFileOrder() have the entries of a pack together", async () => {
  await withStore(async (store) => {
    const keys = await fill(store);
    assertEquals(inFileOrder(store.root, keys), keys);
    await packElsewhere(store);
    readEntry(store.root, keys[0]);
    assertMatch(entryPath(store.root, keys[0]), /^packs\//);
    assertEquals(entryPath(store.root, keys[0]), entryPath(store.root, keys[3]));
    assertEquals(entryPath(store.root, keys[4]), objectPath("ac", keys[4]));
    const [a, b, endB, endA, alone] = keys;
    assertEquals(inFileOrder(store.root, [a, b, alone, endA, endB]), [alone, a, endA, b, endB]);
  });
});
