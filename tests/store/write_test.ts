import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fsck, Store } from "../../lib/store/mod.ts";
import { tempPath } from "../../lib/store/path.ts";
import { sweep, writeDurably } from "../../lib/store/write.ts";
import { traced } from "./faults.ts";
import { actionOf, bytesOf, namesIn, withStore } from "./helpers.ts";

const PATH = `cas/ab/ab${"0".repeat(62)}`;

Deno.test("writeDurably() syncs the file, then publishes it, then syncs the folder", async () => {
  await withStore(async (store) => {
    const write = (mode: "replace" | "keep") =>
      traced(() => writeDurably(store.root, PATH, bytesOf(1), mode));
    const start = ["open tmp", "write", "sync"];
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

Deno.test("writeDurably() renames where there are no hard links", async () => {
  await withStore(async (store) => {
    const put = () => writeDurably(store.root, PATH, bytesOf(1), "keep");
    const noLink = await traced(put, 6, new Error("Operation not permitted"));
    assertEquals(noLink.calls.slice(6, 8), ["link cas/*", "rename cas/*"]);
    assertEquals(await Deno.readFile(`${store.root}/${PATH}`), bytesOf(1));
  });
});

/** Runs an action while somebody removes every temp file as soon as it is whole, so many times. */
async function robbed(
  root: string,
  times: number,
  action: () => Promise<unknown>,
): Promise<number> {
  const original = Deno.FsFile.prototype.sync;
  let left = times;
  Deno.FsFile.prototype.sync = async function () {
    await original.call(this);
    for await (const { name } of Deno.readDir(`${root}/tmp`)) {
      if (left-- > 0) await Deno.remove(`${root}/tmp/${name}`);
    }
  };
  await action().finally(() => Deno.FsFile.prototype.sync = original);
  return times - Math.max(0, left);
}

for (const publishing of ["replace", "keep"] as const) {
  Deno.test(`writeDurably() writes again what vanished while it was written: ${publishing}`, async () => {
    await withStore(async (store) => {
      const write = () => writeDurably(store.root, PATH, bytesOf(1), publishing);
      assertEquals(await robbed(store.root, 5, write), 5);
      assertEquals(await Deno.readFile(`${store.root}/${PATH}`), bytesOf(1));
      assertEquals(await namesIn(store, "tmp"), []);
      const rule =
        /^Cannot write to the store: \S+ must be writable, current value is No such file/;
      const always = () => robbed(store.root, Infinity, write);
      assertMatch((await assertRejects(always, Error) as Error).message, rule);
    });
  });
}

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

Deno.test("sweep() removes its own leftovers, those of others after a day, and nothing that is not a store's", async () => {
  await withStore(async (store) => {
    const tmp = `${store.root}/tmp`, uuid = () => crypto.randomUUID();
    const own = tempPath().slice("tmp/".length);
    const others = [`put-${uuid()}-${uuid()}`, `put-${uuid()}`];
    const strange = ["thesis.tex", "put-folder", `put-${uuid()}-`];
    for (const name of [own, ...others]) await Deno.writeTextFile(`${tmp}/${name}`, "half");
    for (const name of [strange[0], strange[2]]) await Deno.writeTextFile(`${tmp}/${name}`, "mine");
    await Deno.mkdir(`${tmp}/put-folder`);
    assertEquals(await sweep(store.root), 1);
    assertEquals(await namesIn(store, "tmp"), [...others, ...strange].sort());
    const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
    for (const name of others) await Deno.utime(`${tmp}/${name}`, hours(23), hours(23));
    for (const name of strange) await Deno.utime(`${tmp}/${name}`, hours(99), hours(99));
    assertEquals(await sweep(store.root), 0);
    for (const name of others) await Deno.utime(`${tmp}/${name}`, hours(25), hours(25));
    assertEquals(await sweep(store.root), 2);
    assertEquals(await namesIn(store, "tmp"), strange.sort());
  });
});

Deno.test("sweep() spares what this process is writing", async () => {
  await withStore(async (store) => {
    const original = Deno.FsFile.prototype.sync;
    let swept = -1;
    Deno.FsFile.prototype.sync = async function () {
      Deno.FsFile.prototype.sync = original;
      swept = await sweep(store.root);
      await original.call(this);
    };
    const { calls } = await traced(() => writeDurably(store.root, PATH, bytesOf(1), "replace"))
      .finally(() => Deno.FsFile.prototype.sync = original);
    assertEquals(swept, 0);
    assertEquals(calls.filter((call) => call === "write").length, 1, "it is written once");
  });
});
