/** Entries that are looked for by their kind. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { digestOf } from "../../lib/bits/digest.ts";
import { listedEntries } from "../../lib/store/mod.ts";
import type { Store } from "../../lib/store/store.ts";
import { actionOf, bytesOf, withStore } from "./helpers.ts";

/** Stores an entry of a kind; returns its key. */
async function put(store: Store, step: string, number: number): Promise<string> {
  const { body } = actionOf(await store.put(bytesOf(number)), { number });
  const material = { ...body.key, step }, key = digestOf({ ...material });
  await store.putAction(key, { ...body, step, key: material });
  return key;
}

Deno.test("listedEntries() has the entries of its kind, and finds them again when the index is lost", async () => {
  await withStore(async (store) => {
    const keys = [await put(store, "run", 1), await put(store, "run", 2)].sort();
    await put(store, "train", 3);
    const list = () => listedEntries(store.root, "run", true);
    assertEquals(await list(), keys);
    // Noted from then on, one by one.
    keys.push(await put(store, "run", 4));
    assertEquals(await list(), keys.sort());
    const index = `${store.root}/index/run`;
    await Deno.remove(index, { recursive: true });
    assertEquals(await listedEntries(store.root, "run", false), keys);
    assertEquals(await Deno.stat(index).catch(() => "none"), "none");
    assertEquals(await list(), keys);
    // Whoever made it was killed on the way.
    await Deno.remove(`${index}/${keys[0]}`);
    await Deno.writeTextFile(`${index}/unfinished`, "");
    assertEquals(await list(), keys);
    assertEquals((await Array.fromAsync(Deno.readDir(index))).map(({ name }) => name).sort(), keys);
  });
});

Deno.test("an entry is noted before it is there, and an index that was begun says that it is not all", async () => {
  await withStore(async (store) => {
    const first = await put(store, "run", 1), index = `${store.root}/index/run`;
    const names = async () =>
      (await Array.fromAsync(Deno.readDir(index))).map(({ name }) => name).sort();
    assertEquals(await names(), [first, "unfinished"].sort());
    const { body } = actionOf(await store.put(bytesOf(2)), { number: 2 });
    const material = { ...body.key, step: "run" }, key = digestOf({ ...material });
    // Publishing begins by reading what is there: as if killed before.
    store.getAction = () => Promise.reject(new Error("killed"));
    const publish = () => store.putAction(key, { ...body, step: "run", key: material });
    await assertRejects(publish, Error, "killed");
    assert((await names()).includes(key));
    assertEquals(await listedEntries(store.root, "run", true), [first]);
    assert(!(await names()).includes("unfinished"));
    assertEquals((await Array.fromAsync(Deno.readDir(`${store.root}/index`))).length, 1);
  });
});
