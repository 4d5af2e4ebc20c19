import { assertEquals, assertRejects } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { exportArchive, fsck, importArchive, Store } from "../../../lib/store/mod.ts";
import { objectPath } from "../../../lib/store/path.ts";
import { actionOf, bytesOf, tamper } from "../helpers.ts";
import { contentOf, fill, system, withTwo } from "./support.ts";

for (const file of ["all.tar", "all.tar.gz"]) {
  Deno.test(`importArchive() gives back every byte that exportArchive() wrote to ${file}`, async () => {
    await withTwo(async (from, to, folder) => {
      await fill(from);
      const path = `${folder}/${file}`, exported = await exportArchive(from, path);
      const { incomplete, ...rest } = exported;
      assertEquals([incomplete, rest.actions, rest.blobs], [0, 4, 4]);
      assertEquals(await importArchive(to, path), rest);
      assertEquals(await contentOf(to), await contentOf(from));
      assertEquals(await importArchive(to, path), rest, "a second import changes nothing");
      assertEquals((await fsck(to)).bad, []);
    });
  });
}

Deno.test("exportArchive() writes the same bytes from the same objects, which tar understands", async () => {
  await withTwo(async (from, to, folder) => {
    await fill(from);
    await exportArchive(from, `${folder}/a.tar`);
    await importArchive(to, `${folder}/a.tar`);
    await exportArchive(to, `${folder}/b.tar`);
    const [a, b] = await Promise.all(["a", "b"].map((x) => Deno.readFile(`${folder}/${x}.tar`)));
    assertEquals(a, b);
    const names = (await system("tar", "-tf", `${folder}/a.tar`)).trim().split("\n");
    const { cas, ac } = Object.groupBy(
      Object.keys(await contentOf(from)),
      (path) => path.startsWith("cas") ? "cas" : "ac",
    );
    assertEquals(names, [...cas!.sort(), ...ac!.sort()]);
    await Deno.mkdir(`${folder}/x`);
    await system("tar", "-xf", `${folder}/a.tar`, "-C", `${folder}/x`);
    const one = names[0], bytes = await Deno.readFile(`${folder}/x/${one}`);
    assertEquals(sha256(bytes), one.slice(-64));
  });
});

Deno.test("exportArchive() takes the wanted entries with their blobs, and leaves out incomplete ones", async () => {
  await withTwo(async (from, to, folder) => {
    const keys = await fill(from), path = `${folder}/some.tar`;
    const gone = (await from.getAction(keys[0]))!.outputs.trace.sha256;
    await Deno.remove(`${from.root}/${objectPath("cas", gone)}`);
    const report = await exportArchive(from, path, [keys[0], keys[1]]);
    assertEquals([report.actions, report.blobs, report.incomplete], [1, 1, 1]);
    await importArchive(to, path);
    assertEquals((await to.getAction(keys[1]))?.id, "train/syn-relu-8/r03/a0/s07");
    assertEquals(await to.getAction(keys[0]), undefined);
  });
});

Deno.test("exportArchive() of a damaged store ends in one line and leaves no file", async () => {
  await withTwo(async (from, _, folder) => {
    const keys = await fill(from);
    const { sha256 } = (await from.getAction(keys[3]))!.outputs.trace;
    const blob = objectPath("cas", sha256);
    await tamper(from, blob, (bytes) => (bytes[5] ^= 4, bytes));
    const readOnly = await Store.open(from.root, { readOnly: true });
    await assertRejects(() => exportArchive(readOnly, `${folder}/a.tar`), Error, blob);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(names, ["from", "to"]);
  });
});

Deno.test("exportArchive() leaves out an entry of which one output is gone", async () => {
  await withTwo(async (from, to, folder) => {
    const outputs = { first: await from.put(bytesOf(1)), second: await from.put(bytesOf(2)) };
    const { key, body } = actionOf(outputs.first, { two: true });
    await from.putAction(key, { ...body, outputs });
    const path = `${folder}/a.tar`, { incomplete, ...whole } = await exportArchive(from, path);
    assertEquals([whole.actions, whole.blobs, incomplete], [1, 2, 0]);
    await Deno.remove(`${from.root}/${objectPath("cas", outputs.second.sha256)}`);
    const part = await exportArchive(from, path);
    assertEquals([part.actions, part.blobs, part.incomplete], [0, 0, 1]);
    assertEquals((await importArchive(to, path)).actions, 0);
  });
});

Deno.test("exportArchive() replaces an archive as a whole and leaves nothing beside it", async () => {
  await withTwo(async (from, _, folder) => {
    await Deno.writeTextFile(`${folder}/a.tar`, "old");
    await fill(from);
    const rename = Deno.rename, seen: string[] = [];
    Deno.rename = async (...args) => {
      seen.push(await Deno.readTextFile(`${folder}/a.tar`));
      await rename(...args);
    };
    await exportArchive(from, `${folder}/a.tar`).finally(() => Deno.rename = rename);
    assertEquals(seen, ["old"], "until all is written");
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(names, ["a.tar", "from", "to"]);
  });
});
