import { assertEquals } from "@std/assert";
import { digestOf } from "../../lib/bits/digest.ts";
import { History } from "../../lib/steps/history.ts";
import type { Store } from "../../lib/store/mod.ts";
import { objectPath } from "../../lib/store/path.ts";
import { tamper, withStore } from "../store/helpers.ts";

/** Stores an entry of an id, written at a time; its key. */
async function entryOf(store: Store, id: string, seed: number, at?: number): Promise<string> {
  const key = { schema: 1, step: "train", code: "c0de".repeat(16), params: { seed }, inputs: {} };
  const digest = digestOf(key), path = `${store.root}/${objectPath("ac", digest)}`;
  await store.putAction(digest, { schema: 1, step: "train", id, key, outputs: {}, cost: {} });
  if (at !== undefined) await Deno.utime(path, at, at);
  return digest;
}

const seedsOf = async (history: History, id: string) =>
  (await history.entries(id)).map(({ key }) => (key.params as { seed: number }).seed);

Deno.test("History.entries() gives an id's entries, the newest first, of one moment by key", async () => {
  await withStore(async (store) => {
    const same: string[] = [];
    for (const [seed, at] of [[1, 2000], [2, 3000], [3, 1000]]) {
      await entryOf(store, "train/a", seed, at);
    }
    for (const seed of [4, 5, 6, 7]) same.push(await entryOf(store, "train/b", seed, 1000));
    const history = await History.open(store);
    assertEquals(await seedsOf(history, "train/a"), [2, 1, 3]);
    const byKey = [4, 5, 6, 7].sort((a, b) => same[a - 4] < same[b - 4] ? -1 : 1);
    assertEquals(await seedsOf(history, "train/b"), byKey);
    assertEquals(await history.entries("train/c"), []);
  });
});

Deno.test("History.entries() knows every entry of a store, however many, and no damaged one", async () => {
  await withStore(async (store) => {
    const ids = Array.from({ length: 129 }, (_, k) => `train/${k}`), keys: string[] = [];
    for (const [k, id] of ids.entries()) keys.push(await entryOf(store, id, k));
    await tamper(store, objectPath("ac", keys[5]), (bytes) => bytes.subarray(0, 40));
    const history = await History.open(store);
    for (const [k, id] of ids.entries()) {
      assertEquals(await seedsOf(history, id), k === 5 ? [] : [k]);
    }
  });
});
