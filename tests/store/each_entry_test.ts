import { assertEquals } from "@std/assert";
import { packFinished } from "../../lib/store/mod.ts";
import { eachEntryFile } from "../../lib/store/each_entry.ts";
import { takeInventory } from "../../lib/store/gc/inventory.ts";
import { objectPath } from "../../lib/store/path.ts";
import { readEntry } from "../../lib/store/entries.ts";
import { PackTable } from "../../lib/store/packs/table.ts";
import { packsOf } from "../../lib/store/packs/index.ts";
import { actionOf, bytesOf, tamper, withStore } from "./helpers.ts";

Deno.test("eachEntryFile() reads packs and single entries, whatever a table says, and the inventory has each once", async () => {
  await withStore(async (store) => {
    const keys: string[] = [];
    for (const seed of [0, 1, 2, 3, 4]) {
      const { key, body } = actionOf(await store.put(bytesOf(seed)), { id: `x/${seed}` });
      await store.putAction(key, { ...body, id: `x/${seed}` });
      keys.push(key);
    }
    const single = await Deno.readFile(`${store.root}/${objectPath("ac", keys[0])}`);
    await packFinished(store, (id) => ({ group: id < "x/3" ? "a" : undefined, last: true }), 1);
    // A kill may leave a packed entry in its own file, too.
    await Deno.writeFile(`${store.root}/${objectPath("ac", keys[0])}`, single);
    const table = PackTable.of(new Map(packsOf(store.root).packs.map((pack) => [pack, []])));
    await tamper(store, "index/packs", () => table.encode());
    const found: string[] = [], sizes: number[] = [];
    for await (const { entries, files } of eachEntryFile(store.root)) {
      for (const { key, content } of entries) {
        found.push(key);
        assertEquals(content, readEntry(store.root, key)?.content);
      }
      sizes.push(entries.length);
      assertEquals(files, 4);
    }
    assertEquals(found.toSorted(), [...keys, keys[0]].sort());
    assertEquals(sizes, [3, 1, 1, 1]);
    const told: unknown[] = [];
    const { entries } = await takeInventory(store.root, (progress) => told.push(progress));
    assertEquals(entries.map(({ key }) => key), keys.toSorted());
    assertEquals(told.length, 4 + 5);
    assertEquals(told.at(-1), { what: "blobs", done: 5, total: 5 });
  });
});
