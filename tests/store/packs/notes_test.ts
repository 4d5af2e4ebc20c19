import { assertEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import type { Store } from "../../../lib/store/mod.ts";
import { addNotes, type Note, readNotes } from "../../../lib/store/packs/notes.ts";
import { writePack } from "../../../lib/store/packs/rewrite.ts";
import { namesIn, tamper, withStore } from "../helpers.ts";

const [a, b] = [sha256("a"), sha256("b")];

/** Two packs. */
async function packs(store: Store): Promise<[string, string]> {
  const line = (text: string) => new Map([[sha256(text), new TextEncoder().encode(`${text}\n`)]]);
  return [await writePack(store.root, line("x")), await writePack(store.root, line("y"))];
}

Deno.test("readNotes() has the notes all of whose packs are there", async () => {
  await withStore(async (store) => {
    const [x, y] = await packs(store);
    assertEquals(readNotes(store.root), new Map());
    const note: Note = { packs: [x], text: { n: 1 } }, both: Note = { packs: [x, y], text: 2 };
    await addNotes(store.root, new Map([[a, note]]));
    await addNotes(store.root, new Map([[b, both]]));
    assertEquals(readNotes(store.root), new Map([[a, note], [b, both]]));
    await Deno.remove(`${store.root}/packs/${y}`);
    assertEquals(readNotes(store.root), new Map([[a, note]]));
    // The next writing leaves nothing of the other.
    await addNotes(store.root, new Map());
    const text = await Deno.readTextFile(`${store.root}/index/notes`);
    assertEquals(text.includes(b), false);
  });
});

Deno.test("readNotes() has none of a file that was changed, nor what is no note", async () => {
  await withStore(async (store) => {
    const [x] = await packs(store);
    await addNotes(store.root, new Map([[a, { packs: [x], text: { n: 1 } }]]));
    const path = "index/notes", bytes = await Deno.readFile(`${store.root}/${path}`);
    for (const k of [0, 64, 65, bytes.length - 20, bytes.length - 1]) {
      await tamper(store, path, () => bytes.with(k, bytes[k] ^ 1));
      assertEquals(readNotes(store.root).size, 0, `byte ${k}`);
    }
    for (const notes of [[], 1, null, { [a]: 1 }, { [a]: { packs: [] } }, { x: { packs: [x] } }]) {
      const body = JSON.stringify(notes);
      const text = `${sha256(body)} ${body}\n`;
      await tamper(store, path, () => new TextEncoder().encode(text));
      assertEquals(readNotes(store.root).size, 0, body);
    }
    assertEquals(await namesIn(store, "index"), ["notes"]);
  });
});
