import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { exportArchive, fsck, Store } from "../../lib/store/mod.ts";
import { traced } from "./faults.ts";
import { actionOf, bytesOf } from "./helpers.ts";

/** What a system says of a disk that takes nothing. */
const FAULTS = {
  ENOSPC: "No space left on device (os error 28)",
  EDQUOT: "Disk quota exceeded (os error 122)",
  EROFS: "Read-only file system (os error 30)",
  EACCES: "Permission denied (os error 13)",
};

async function withFolder(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "full-" });
  try {
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Opens a store while the first call that would write fails. */
async function openFailing(root: string, code: string, notices: string[]): Promise<Store> {
  const error = Object.assign(new Error(FAULTS[code as keyof typeof FAULTS]), { code });
  let store: Store | undefined;
  const open = async () => {
    store = await Store.open(root, { onNotice: (line) => notices.push(line) });
  };
  // Folders that are there are not made; the first file is.
  const { calls } = await traced(open, -1);
  store?.close();
  const { thrown } = await traced(open, calls.indexOf("open tmp"), error);
  if (store === undefined || thrown !== undefined) throw thrown;
  return store;
}

for (const [code, reason] of Object.entries(FAULTS)) {
  Deno.test(`a store that cannot be written (${code}) is read, checked and exported`, async () => {
    await withFolder(async (root) => {
      const before = await Store.open(root), output = await before.put(bytesOf(1));
      const { key, body } = actionOf(output), notices: string[] = [];
      await before.putAction(key, body);
      before.close();
      const store = await openFailing(root, code, notices);
      assertEquals(notices, [
        `The store in ${root} is read only: it cannot be written (${reason}).`,
      ]);
      assert(store.readOnly);
      assertEquals(await store.get(output.sha256), bytesOf(1));
      assertEquals((await store.getAction(key))?.id, body.id);
      assertEquals((await fsck(store)).bad, []);
      const file = `${await Deno.makeTempDir()}/x.tar`;
      assertEquals((await exportArchive(store, file)).actions, 1);
      await Deno.remove(file.slice(0, -6), { recursive: true });
      const line = `it must be open for writing, current value is read-only (${reason})`;
      await assertRejects(() => store.put(bytesOf(2)), Error, line);
    });
  });

  Deno.test(`a folder that is no store yet and cannot be written (${code}) is refused`, async () => {
    await withFolder(async (root) => {
      const error = Object.assign(new Error(reason), { code });
      const { thrown } = await traced(() => Store.open(`${root}/new`), 1, error);
      assertStringIncludes(String(thrown), "--store must be a folder that can be written");
      assertStringIncludes(String(thrown), reason);
    });
  });
}

Deno.test("exportArchive() says at once, with the path, where nothing can be written", async () => {
  await withFolder(async (root) => {
    const store = await Store.open(root), file = `${root}/x.tar`;
    const { key, body } = actionOf(await store.put(bytesOf(1)));
    await store.putAction(key, body);
    const reads: string[] = [], { getAction } = store;
    store.getAction = (key) => (reads.push(String(key)), getAction.call(store, key));
    const { writeFile } = Deno;
    Deno.writeFile = () => Promise.reject(new Error(FAULTS.ENOSPC));
    const line =
      `file must be a place that can be written, current value is ${file} (No space left`;
    await assertRejects(() => exportArchive(store, file), Error, line)
      .finally(() => Deno.writeFile = writeFile);
    assertEquals(reads, [], "nothing was read for it");
    await assertRejects(
      () => exportArchive(store, `${root}/no/x.tar`),
      Error,
      `${root}/no/x.tar (`,
    );
    store.close();
  });
});
