import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { fsck, gc, Store } from "../../lib/store/mod.ts";
import { objectPath, tempPath } from "../../lib/store/path.ts";
import { actionOf, bytesOf } from "./helpers.ts";

const ROOTS = { digests: new Set<string>(), keys: new Set<string>(), codes: new Set<string>() };

async function withFolder(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "marker-" });
  try {
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Writes files by path, with their folders. */
async function write(root: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.mkdir(`${root}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
    await Deno.writeFile(`${root}/${path}`, bytes);
  }
}

async function filesOf(root: string, path = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${root}${path}`)) {
    const inner = `${path}/${name}`;
    files.push(inner, ...isDirectory ? await filesOf(root, inner) : []);
  }
  return files.sort();
}

/** A store with one result, closed. */
async function fill(root: string): Promise<string> {
  const store = await Store.open(root), { key, body } = actionOf(await store.put(bytesOf(1)));
  await store.putAction(key, body);
  store.close();
  return key;
}

const BLOB = bytesOf(3), DIGEST = sha256(BLOB);

/** Folders that are no store although something in them looks like one. */
const OTHERS: Readonly<Record<string, Record<string, Uint8Array>>> = {
  "a thesis": { "thesis.tex": bytesOf(1), "cas/figures/one.png": bytesOf(2) },
  "a thesis in cas/": { "cas/thesis.tex": bytesOf(1) },
  "another program's cache": {
    [objectPath("cas", DIGEST)]: BLOB,
    [objectPath("ac", sha256("x"))]: bytesOf(9),
  },
  "a marker of something else": { "store.json": new TextEncoder().encode('{"what":"shop"}\n') },
};

for (const [name, files] of Object.entries(OTHERS)) {
  Deno.test(`Store.open() and gc() touch nothing of a folder with ${name}`, async () => {
    await withFolder(async (root) => {
      await write(root, { ...files, "tmp/mine": bytesOf(5) });
      const before = await filesOf(root);
      const line =
        `Cannot open store: --store must be a folder that can be written, current value` +
        ` is "${root}" (it is no store and not empty: `;
      await assertRejects(() => Store.open(root), Error, line);
      for (const dryRun of [true, false]) {
        await assertRejects(() => gc(root, ROOTS, { dryRun }), Error, "--store must be a store");
      }
      assertEquals(await filesOf(root), before);
    });
  });
}

Deno.test("a store of before is taken over once, in a line, and read without", async () => {
  await withFolder(async (root) => {
    const key = await fill(root), notices: string[] = [];
    const onNotice = (line: string) => notices.push(line);
    await Deno.remove(`${root}/store.json`);
    const readOnly = await Store.open(root, { readOnly: true, onNotice });
    assert(await readOnly.getAction(key) !== undefined);
    assertEquals((await gc(root, ROOTS, { dryRun: true, onNotice })).stay.objects, 2);
    assertEquals([await filesOf(root).then((all) => all.includes("/store.json")), notices], [
      false,
      [],
    ]);
    for (let k = 0; k < 2; k++) (await Store.open(root, { onNotice })).close();
    assertEquals(notices, [
      `Took over the store in ${root}: from now on its store.json says what it is.`,
    ]);
    await Deno.remove(`${root}/store.json`);
    await gc(root, ROOTS, { onNotice });
    assertEquals(notices.length, 2);
    const store = await Store.open(root);
    assertEquals((await fsck(store)).actions, 1);
    store.close();
  });
});

Deno.test("a folder of a store's empty folders becomes one, and so does a disk's root", async () => {
  await withFolder(async (root) => {
    for (const name of ["cas", "ac", "lost+found"]) await Deno.mkdir(`${root}/${name}`);
    (await Store.open(root)).close();
    assertStringIncludes(await Deno.readTextFile(`${root}/store.json`), '"schema":1');
  });
});

Deno.test("a folder whose maker was killed before it was marked becomes a store", async () => {
  await withFolder(async (root) => {
    await write(root, { [tempPath()]: new TextEncoder().encode('{"sch') });
    (await Store.open(root)).close();
    assertStringIncludes(await Deno.readTextFile(`${root}/store.json`), '"schema":1');
  });
});

Deno.test("many that open an empty folder at once all get the store", async () => {
  for (let round = 0; round < 40; round++) {
    await withFolder(async (root) => {
      const stores = await Promise.all(Array.from({ length: 6 }, async () => {
        const store = await Store.open(root), { key, body } = actionOf(await store.put(bytesOf(1)));
        await store.putAction(key, body);
        return store;
      }));
      for (const store of stores) store.close();
    });
  }
});

Deno.test("a damaged marker is written anew where the content is a store's", async () => {
  await withFolder(async (root) => {
    await fill(root);
    for (const damage of ["", "{", "null", '"store"', "{}"]) {
      await Deno.remove(`${root}/store.json`);
      await Deno.writeTextFile(`${root}/store.json`, damage);
      (await Store.open(root)).close();
      assertStringIncludes(await Deno.readTextFile(`${root}/store.json`), '"schema":1');
    }
  });
});

Deno.test("a store of another version is opened by nobody, read-only or not", async () => {
  await withFolder(async (root) => {
    await fill(root);
    const text = await Deno.readTextFile(`${root}/store.json`);
    await Deno.remove(`${root}/store.json`);
    await Deno.writeTextFile(`${root}/store.json`, text.replace('"schema":1', '"schema":2'));
    const rule = "its store.json must be of schema 1, current value is 2";
    for (const readOnly of [true, false]) {
      await assertRejects(() => Store.open(root, { readOnly }), Error, rule);
    }
    await assertRejects(() => gc(root, ROOTS), Error, rule);
  });
});

Deno.test("gc() removes nothing of a store of which a part is missing", async () => {
  for (const part of ["ac", "cas"]) {
    await withFolder(async (root) => {
      await fill(root);
      await Deno.rename(`${root}/${part}`, `${root}-${part}`);
      const before = await filesOf(root), rule = `its folder ${part} is missing`;
      for (const dryRun of [true, false]) {
        await assertRejects(() => gc(root, ROOTS, { dryRun }), Error, rule);
      }
      assertEquals(await filesOf(root), before);
      await Deno.remove(`${root}-${part}`, { recursive: true });
    });
  }
});
