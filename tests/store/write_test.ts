import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fsck, Store } from "../../lib/store/mod.ts";
import { sweep, writeDurably } from "../../lib/store/write.ts";
import { traced } from "./faults.ts";
import { actionOf, bytesOf, namesIn, withStore } from "./helpers.ts";

const PATH = `cas/ab/ab${"0".repeat(62)}`;

Deno.test("writeDurably() syncs the file, then publishes it, then syncs the folder", async () => {
  await withStore(async (store) => {
    const write = (mode: "replace" | "keep") =>
      traced(() => writeDurably(store.root, PATH, bytesOf(1), mode));
    const start = ["open tmp", "tryLock", "write", "sync"];
    assertEquals((await write("replace")).calls, [
      ...start,
      ...["mkdir cas/*", "open cas", "sync"],
      ...["rename cas/*", "open cas/*", "sync", "remove tmp"],
    ]);
    assertEquals((await write("keep")).calls, [
      ...start,
      ...["mkdir cas/*", "link cas/*", "open cas/*", "sync", "remove tmp"],
    ]);
  });
});

Deno.test("writeDurably() makes files that nobody can write", async () => {
  await withStore(async (store) => {
    await writeDurably(store.root, PATH, bytesOf(1), "replace");
    const { mode } = await Deno.stat(`${store.root}/${PATH}`);
    assertEquals((mode ?? 0) & 0o333, 0);
  });
});

Deno.test("writeDurably() replaces or keeps what has the name", async () => {
  await withStore(async (store) => {
    const read = () => Deno.readFile(`${store.root}/${PATH}`);
    assertEquals(await writeDurably(store.root, PATH, bytesOf(1), "keep"), true);
    assertEquals(await writeDurably(store.root, PATH, bytesOf(2), "keep"), false);
    assertEquals(await read(), bytesOf(1));
    assertEquals(await writeDurably(store.root, PATH, bytesOf(2), "replace"), true);
    assertEquals(await read(), bytesOf(2));
    assertEquals(await namesIn(store, "tmp"), []);
  });
});

Deno.test("writeDurably() writes on after a short write", async () => {
  await withStore(async (store) => {
    const original = Deno.FsFile.prototype.write;
    Deno.FsFile.prototype.write = function (bytes) {
      return original.call(this, bytes.subarray(0, 300));
    };
    await writeDurably(store.root, PATH, bytesOf(1), "replace").finally(() => {
      Deno.FsFile.prototype.write = original;
    });
    assertEquals(await Deno.readFile(`${store.root}/${PATH}`), bytesOf(1));
  });
});

Deno.test("a put that fails at any call leaves the old state or the new one", async () => {
  let call = 0;
  for (let failed = true; failed; call++) {
    await withStore(async (store) => {
      const { key, body } = actionOf(await store.put(bytesOf(1)));
      const { calls, thrown } = await traced(async () => {
        await store.put(bytesOf(2));
        await store.putAction(key, body);
      }, call);
      failed = call < calls.length;
      if (thrown !== undefined) {
        const rule = /^Cannot write to the store: \S+ must be writable, current value is No space/;
        assertMatch((thrown as Error).message, rule, `call ${call}, ${calls.at(call)}`);
      }
      // A failing `remove` leaves a temp file; it is nobody's, so opening the store removes it.
      const reopened = await Store.open(store.root);
      assertEquals(await namesIn(reopened, "tmp"), []);
      const { bad, blobs } = await fsck(reopened);
      assertEquals(bad, []);
      assert(blobs === 1 || blobs === 2);
      await reopened.put(bytesOf(2));
      await reopened.putAction(key, body);
      assertEquals(await reopened.get((await store.put(bytesOf(2))).sha256), bytesOf(2));
    });
  }
  assert(call > 15, `only ${call} calls were made to fail`);
});

Deno.test("writeDurably() renames where there are no hard links, writes where no locks", async () => {
  await withStore(async (store) => {
    const put = (path: string) => () => writeDurably(store.root, path, bytesOf(1), "keep");
    const paths = ["11", "22"].map((shard) => `cas/${shard}/${shard}${"0".repeat(62)}`);
    const noLock = await traced(put(paths[0]), 1, new Error("Function not implemented"));
    assertEquals([noLock.calls[1], noLock.thrown], ["tryLock", undefined]);
    const noLink = await traced(put(paths[1]), 7, new Error("Operation not permitted"));
    assertEquals(noLink.calls.slice(7, 9), ["link cas/*", "rename cas/*"]);
    for (const path of paths) {
      assertEquals(await Deno.readFile(`${store.root}/${path}`), bytesOf(1));
    }
  });
});

Deno.test("writeDurably() starts again when a sweep takes its temp file", async () => {
  await withStore(async (store) => {
    const original = Deno.FsFile.prototype.tryLock;
    let swept = 0;
    Deno.FsFile.prototype.tryLock = async function (exclusive) {
      Deno.FsFile.prototype.tryLock = original;
      swept = await sweep(store.root);
      return await original.call(this, exclusive);
    };
    await writeDurably(store.root, PATH, bytesOf(1), "replace");
    assertEquals(swept, 1);
    assertEquals(await Deno.readFile(`${store.root}/${PATH}`), bytesOf(1));
  });
});

Deno.test("writeDurably() reports a folder that is a file", async () => {
  await withStore(async (store) => {
    await Deno.remove(`${store.root}/tmp`);
    await Deno.writeTextFile(`${store.root}/tmp`, "");
    const message = `Cannot write to the store: ${store.root}/${PATH} must be writable`;
    await assertRejects(
      () => writeDurably(store.root, PATH, bytesOf(1), "replace"),
      Error,
      message,
    );
  });
});

Deno.test("sweep() removes what nobody writes, and nothing that is not ours", async () => {
  await withStore(async (store) => {
    const tmp = `${store.root}/tmp`;
    const [held, abandoned] = [crypto.randomUUID(), crypto.randomUUID()];
    await Deno.writeTextFile(`${tmp}/put-${abandoned}`, "half");
    await Deno.writeTextFile(`${tmp}/thesis.tex`, "mine");
    await Deno.mkdir(`${tmp}/put-folder`);
    {
      using file = await Deno.open(`${tmp}/put-${held}`, { write: true, createNew: true });
      await file.lock(true);
      assertEquals(await sweep(store.root), 1);
      assertEquals(await namesIn(store, "tmp"), [`put-${held}`, "put-folder", "thesis.tex"].sort());
    }
    assertEquals(await sweep(store.root), 1);
    assertEquals(await namesIn(store, "tmp"), ["put-folder", "thesis.tex"]);
  });
});
