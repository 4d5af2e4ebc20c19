import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { readExperiment } from "../../lib/runs/file.ts";
import { addPin, fsck, gc, importArchive, removePin, sealPin, Store } from "../../lib/store/mod.ts";
import { objectPath } from "../../lib/store/path.ts";
import {
  IrregularFileError,
  openRegular,
  readRegular,
  readRegularSync,
} from "../../lib/store/regular_file.ts";
import { actionOf, bytesOf } from "./helpers.ts";
import { forEachIrregular } from "./irregular.ts";

const MOST = 1 << 20;

Deno.test("readRegular() reads a file up to its limit, and no byte more", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytesOf(1, 500));
    assertEquals(await readRegular(path, 500), bytesOf(1, 500));
    assertEquals(readRegularSync(path, 500), bytesOf(1, 500));
    const rule = "500 bytes long, more than 499";
    await assertRejects(() => readRegular(path, 499), IrregularFileError, rule);
    assertThrows(() => readRegularSync(path, 499), IrregularFileError, rule);
    await Deno.remove(path);
    await assertRejects(() => readRegular(path, 500), Deno.errors.NotFound);
    await Deno.writeFile(path, bytesOf(2, 5));
    await Deno.symlink(path, `${path}-link`);
    assertEquals(await readRegular(`${path}-link`, 5, "followed"), bytesOf(2, 5));
    await assertRejects(() => readRegular(`${path}-link`, 5), IrregularFileError, "symbolic link");
  } finally {
    await Deno.remove(`${path}-link`);
    await Deno.remove(path);
  }
});

Deno.test("readRegular() opens nothing but regular files, links followed or not", async () => {
  await forEachIrregular(async (name, make, folder) => {
    const path = `${folder}/x`;
    await make(path);
    await assertRejects(() => readRegular(path, MOST), IrregularFileError, undefined, name);
    assertThrows(() => readRegularSync(path, MOST), IrregularFileError);
    await assertRejects(() => readRegular(path, MOST, "followed"), Error, undefined, name);
    await assertRejects(() => openRegular(path, MOST, "followed"), Error, undefined, name);
  });
});

Deno.test("a store sets aside what is no regular file in place of a blob or an entry, and heals", async () => {
  await forEachIrregular(async (name, make, folder) => {
    const found: string[] = [], root = `${folder}/store`;
    const store = await Store.open(root, { onDamage: ({ path }) => found.push(path) });
    const output = await store.put(bytesOf(1)), { key, body } = actionOf(output);
    await store.putAction(key, body);
    const blob = objectPath("cas", output.sha256), entry = objectPath("ac", key);
    for (const path of [blob, entry]) await make(`${root}/${path}`);
    assertEquals(await store.has(output.sha256, output.size), false, name);
    const readOnly = await Store.open(root, { readOnly: true });
    assertEquals((await fsck(readOnly)).bad.map(({ path }) => path), [blob, entry], name);
    assertEquals(await store.get(output.sha256), undefined, name);
    assertEquals(await store.getAction(key), undefined, name);
    assertEquals(found, [blob, entry], name);
    await store.put(bytesOf(1));
    await store.putAction(key, body);
    assertEquals(await store.get(output.sha256), bytesOf(1), name);
    assertEquals((await store.getAction(key))?.id, body.id, name);
    for (const path of [blob, entry]) await make(`${root}/${path}`);
    assertEquals((await fsck(store)).bad.map(({ path }) => path), [blob, entry], name);
    assertEquals((await fsck(store)).bad, [], name);
    store.close();
  });
});

Deno.test("a store sets aside what is no folder in place of a shard", async () => {
  await forEachIrregular(async (name, make, folder) => {
    if (name === "a folder") return;
    const store = await Store.open(`${folder}/store`), output = await store.put(bytesOf(1));
    const { key, body } = actionOf(output);
    const shard = objectPath("cas", output.sha256).slice(0, 6);
    for (const path of [shard, objectPath("ac", key).slice(0, 5)]) {
      await make(`${folder}/store/${path}`);
    }
    assertEquals(await store.get(output.sha256), undefined, name);
    await store.put(bytesOf(1));
    await store.putAction(key, body);
    assertEquals(await store.get(output.sha256), bytesOf(1), name);
    assertEquals((await store.getAction(key))?.id, body.id, name);
    store.close();
  });
});

Deno.test("a store opens, and gc runs, whatever lies in place of the lock file", async () => {
  await forEachIrregular(async (name, make, folder) => {
    const root = `${folder}/store`, roots = { digests: new Set<string>(), keys: new Set<string>() };
    (await Store.open(root)).close();
    await make(`${root}/in-use`);
    (await Store.open(root)).close();
    assertEquals((await Deno.lstat(`${root}/in-use`)).isFile, true, name);
    await make(`${root}/in-use`);
    if (name !== "a sparse giant") {
      const { classes } = await gc(root, { ...roots, codes: new Set() });
      assertEquals(classes.quarantine.go.objects, 2, name);
    }
    assertEquals((await Deno.lstat(`${root}/in-use`)).isFile, true, name);
  });
});

Deno.test("gc says which pin is no regular file, and unpin removes it", async () => {
  await forEachIrregular(async (name, make, folder) => {
    const root = `${folder}/store`, store = await Store.open(root);
    const { key, body } = actionOf(await store.put(bytesOf(1)));
    await store.putAction(key, body);
    await addPin(root, sealPin({ name: "mine", figures: [], preset: "quick", keys: [key] }));
    store.close();
    await make(`${root}/pins/mine.json`);
    const roots = { digests: new Set<string>(), keys: new Set<string>(), codes: new Set<string>() };
    const rule = "pins/mine.json must be a regular file, current value is a";
    const { message } = await assertRejects(() => gc(root, roots), Error, undefined, name);
    assertStringIncludes(message, name === "a sparse giant" ? "1099511627776 bytes long" : rule);
    assertStringIncludes(message, "deno task cache unpin mine removes it");
    await removePin(root, "mine");
    await gc(root, roots);
  });
});

Deno.test("archives, published results and experiments' files are regular, or one line says what they are", async () => {
  await forEachIrregular(async (name, make, folder) => {
    const path = `${folder}/x.tar`, store = await Store.open(`${folder}/store`);
    await make(path);
    if (name !== "a sparse giant") {
      const rule =
        `Cannot import: file must be an archive that can be read, current value is ${path}`;
      await assertRejects(() => importArchive(store, path), Error, rule, name);
    }
    const line = `Cannot run ${path}: file must be one that can be read, current value is `;
    await assertRejects(() => readExperiment(path), TypeError, line, name);
    await make(`${folder}/lock/lock.json`);
    const published = "Cannot read published results: lock/lock.json must be a file that can be";
    await assertRejects(
      () => PublishedFolder.open(new URL(`file://${folder}/`)),
      Error,
      published,
      name,
    );
    store.close();
  });
});
