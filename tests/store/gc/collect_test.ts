import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { digestOf, sha256 } from "../../../lib/bits/digest.ts";
import { encodeAction, sealAction } from "../../../lib/store/action_text.ts";
import type { GcRoots } from "../../../lib/store/gc/plan.ts";
import { addPin, fsck, gc, removePin, sealPin, Store } from "../../../lib/store/mod.ts";
import { objectPath } from "../../../lib/store/path.ts";
import { traced } from "../faults.ts";
import { bytesOf, namesIn, tamper } from "../helpers.ts";

const TODAY = "0".repeat(64);

/** Roots of some digests and keys. */
function rootsOf(digests: readonly string[] = [], keys: readonly string[] = []): GcRoots {
  return { digests: new Set(digests), keys: new Set(keys), codes: new Set([TODAY]) };
}

/** Runs a test on the folder of a store that nobody holds. */
async function withFolder(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "gc-" });
  try {
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Puts an entry with one blob of 1000 bytes; returns its key and the blob's digest. */
async function put(store: Store, seed: number, seconds: number, change: object = {}) {
  const output = await store.put(bytesOf(seed));
  const key = { schema: 1, step: "train", code: TODAY, params: { seed }, inputs: {}, ...change };
  const id = `train/x/s${seed}`, outputs = { trace: output };
  await store.putAction(digestOf(key), {
    schema: 1,
    step: key.step,
    id,
    key,
    outputs,
    cost: { seconds },
  });
  return { key: digestOf(key), digest: output.sha256 };
}

/** A store with three results, an orphan, damage and a leftover; closed again. */
async function fill(root: string) {
  const store = await Store.open(root);
  const made = [await put(store, 1, 3), await put(store, 2, 1), await put(store, 3, 2)];
  const orphan = (await store.put(bytesOf(4))).sha256, bad = await store.put(bytesOf(5));
  await tamper(store, objectPath("cas", bad.sha256), () => bytesOf(6, 77));
  assertEquals(await store.get(bad.sha256), undefined);
  store.close();
  await Deno.writeTextFile(`${root}/tmp/put-${crypto.randomUUID()}`, "half");
  return { made, orphan };
}

/** Every file of a store by path. */
async function filesOf(root: string, path = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${root}${path}`)) {
    files.push(...isDirectory ? await filesOf(root, `${path}/${name}`) : [`${path}/${name}`]);
  }
  return files.sort();
}

async function assertClean(root: string, actions: number): Promise<void> {
  const report = await fsck(await Store.open(root, { readOnly: true }));
  assertEquals([report.bad, report.absent, report.actions], [[], 0, actions]);
}

Deno.test("gc() without a budget keeps every result and removes the rest", async () => {
  await withFolder(async (root) => {
    const { orphan } = await fill(root), before = await filesOf(root);
    const { classes, go } = await gc(root, rootsOf());
    assertEquals(classes["orphan blobs"].go, { objects: 1, bytes: 1000 });
    assertEquals(classes.quarantine.go, { objects: 1, bytes: 77 });
    assertEquals(classes.leftovers.go, { objects: 1, bytes: 4 });
    assertEquals([classes.train.go.objects, classes.train.stay.objects], [0, 6]);
    assertEquals(go, { objects: 3, bytes: 1081 });
    const removed = before.filter((path) =>
      /^.(tmp|quarantine)/.test(path) || path.includes(orphan)
    );
    const after = [...before.filter((path) => !removed.includes(path)), "/in-use"].sort();
    assertEquals(await filesOf(root), [...new Set(after)]);
    await assertClean(root, 3);
  });
});

Deno.test("gc() keeps the locked and the pinned under the smallest budget, and refuses a smaller one", async () => {
  await withFolder(async (root) => {
    const { made: [locked, loser, pinned] } = await fill(root);
    await addPin(root, sealPin({ name: "mine", figures: [], preset: "x", keys: [pinned.key] }));
    const roots = rootsOf([locked.digest]), before = await filesOf(root);
    const { needed, stay } = await gc(root, roots, { dryRun: true });
    assert(needed < stay.bytes);
    for (const dryRun of [true, false]) {
      const small = () => gc(root, roots, { budget: needed - 1, dryRun });
      await assertRejects(small, RangeError, `at least ${needed}`);
      assertEquals(await filesOf(root), before, "nothing is removed");
    }
    const report = await gc(root, roots, { budget: needed });
    assertEquals(report.stay.bytes, needed);
    const names = (await filesOf(root)).join("\n");
    for (const { key, digest } of [locked, pinned]) {
      assertStringIncludes(names, key);
      assertStringIncludes(names, digest);
    }
    assert(!names.includes(loser.key) && !names.includes(loser.digest));
    await assertClean(root, 2);
    await removePin(root, "mine");
    await gc(root, roots, { budget: needed - 1 });
    await assertClean(root, 1);
  });
});

Deno.test("gc() asks what is to be kept once those who write have ended", async () => {
  await withFolder(async (root) => {
    const { made } = await fill(root), writer = await Store.open(root), keys: string[] = [];
    const collected = gc(root, () => Promise.resolve(rootsOf([], keys)), {
      budget: 2000,
      wait: true,
    });
    // While it waits, a run is finished.
    keys.push((await put(writer, 7, 0)).key);
    writer.close();
    await collected;
    const store = await Store.open(root, { readOnly: true });
    assert(await store.getAction(keys[0]) !== undefined);
    assertEquals(await store.getAction(made[1].key), undefined);
  });
});

Deno.test("gc() keeps what any of several pins names", async () => {
  await withFolder(async (root) => {
    const { made } = await fill(root);
    for (const [k, name] of ["first", "second", "third"].entries()) {
      await addPin(root, sealPin({ name, figures: [], preset: "x", keys: [made[k].key] }));
    }
    const { needed } = await gc(root, rootsOf(), { dryRun: true });
    await gc(root, rootsOf(), { budget: needed });
    await assertClean(root, 3);
    await removePin(root, "second");
    await gc(root, rootsOf(), { budget: 2 * needed / 3 });
    await assertClean(root, 2);
  });
});

Deno.test("gc() keeps what the lock needs although no entry names it, or its bytes are damaged", async () => {
  await withFolder(async (root) => {
    const { made: [first], orphan } = await fill(root);
    const damaged = objectPath("cas", first.digest);
    await tamper(await Store.open(root, { readOnly: true }), damaged, () => bytesOf(8, 1234));
    const roots = rootsOf([orphan, first.digest]);
    const { needed, classes } = await gc(root, roots, { dryRun: true });
    assertEquals(classes["locked blobs"].stay, { objects: 1, bytes: 1000 });
    // A damaged blob takes the bytes that it has: whether it is sound is the business of fsck.
    const entry = (await Deno.stat(`${root}/${objectPath("ac", first.key)}`)).size;
    assertEquals(needed, 1000 + 1234 + entry);
    await assertRejects(() => gc(root, roots, { budget: needed - 1 }), RangeError, `${needed}`);
    await gc(root, roots, { budget: needed });
    const left = (await filesOf(root)).filter((path) => /^.(cas|ac)/.test(path));
    const kept = [damaged, objectPath("cas", orphan), objectPath("ac", first.key)];
    assertEquals(left, kept.map((path) => `/${path}`).sort());
  });
});

Deno.test("gc() has entries off the disk before it removes a blob", async () => {
  await withFolder(async (root) => {
    await fill(root);
    const { calls, thrown } = await traced(() => gc(root, rootsOf(), { budget: 0 }));
    assertEquals(thrown, undefined);
    const blob = calls.indexOf("remove cas/*"), entries = calls.slice(0, blob);
    const count = (label: string, of: readonly string[]) =>
      of.filter((call) => call === label).length;
    assertEquals(count("remove ac/*", entries), 3);
    assertEquals(count("remove ac/*", calls), 3);
    // The folder of each entry, behind the last of them.
    const synced = entries.slice(entries.lastIndexOf("remove ac/*") + 1);
    assertEquals(count("open ac/*", synced), 3);
    assertEquals(count("sync", synced), 3);
  });
});

Deno.test("gc() with dryRun says what gc() then does, and writes nothing", async () => {
  for (const budget of [undefined, 0, 1500, 3000, 10_000]) {
    await withFolder(async (root) => {
      await fill(root);
      const before = await filesOf(root), options = budget === undefined ? {} : { budget };
      const held = await Store.open(root, { readOnly: true });
      const predicted = await gc(root, rootsOf(), { ...options, dryRun: true });
      assertEquals(await filesOf(root), before);
      assertEquals(await gc(root, rootsOf(), options), predicted);
      const objects = (await filesOf(root)).filter((path) => /^.(cas|ac)/.test(path));
      const sizes = await Promise.all(objects.map(async (p) => (await Deno.stat(root + p)).size));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      assertEquals({ objects: objects.length, bytes }, predicted.stay);
      assert(bytes <= (budget ?? Infinity));
      const { go } = await gc(root, rootsOf(), { ...options, dryRun: true });
      assertEquals(go, { objects: 0, bytes: 0 }, "a second run has nothing to do");
      held.close();
    });
  }
});

Deno.test("gc() leaves what is not the store's own, and entries that only fsck may judge", async () => {
  await withFolder(async (root) => {
    const { made } = await fill(root), damaged = objectPath("ac", made[0].key);
    await tamper(await Store.open(root, { readOnly: true }), damaged, () => bytesOf(1, 50));
    for (const path of ["quarantine/mine.txt", "tmp/mine.txt", "cas/readme", "note"]) {
      await Deno.writeTextFile(`${root}/${path}`, "mine");
    }
    const { classes } = await gc(root, rootsOf());
    assertEquals(classes["damaged entries"].stay, { objects: 1, bytes: 50 });
    const names = await filesOf(root);
    for (const path of ["quarantine/mine.txt", "tmp/mine.txt", "cas/readme", "note", damaged]) {
      assert(names.includes(`/${path}`), path);
    }
  });
});

Deno.test("gc() of a folder that is no store yet finds nothing", async () => {
  await withFolder(async (root) => {
    const { go, stay, classes } = await gc(root, rootsOf(), { budget: 0 });
    const nothing = { objects: 0, bytes: 0 };
    assertEquals({ go, stay, classes }, { go: nothing, stay: nothing, classes: {} });
  });
});

Deno.test("gc() refuses while a store is open for writing, and waits if asked to", async () => {
  await withFolder(async (root) => {
    await fill(root);
    const before = await filesOf(root),
      [one, two] = [await Store.open(root), await Store.open(root)];
    const rule = "current value is in use by another process; --wait waits";
    one.close();
    await assertRejects(() => gc(root, rootsOf()), Error, rule);
    const { go } = await gc(root, rootsOf(), { dryRun: true });
    assertEquals(go.objects, 3);
    assertEquals((await filesOf(root)).length, before.length);
    let done = false;
    const waiting = gc(root, rootsOf(), { wait: true }).then(() => done = true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assertEquals(done, false);
    two.close();
    await waiting;
    await assertClean(root, 3);
  });
});

Deno.test("a store is usable without locks, where gc() refuses", async () => {
  await withFolder(async (root) => {
    const { lock, tryLock } = Deno.FsFile.prototype;
    const unsupported = () => Promise.reject(new Error("Function not implemented"));
    Object.assign(Deno.FsFile.prototype, { lock: unsupported, tryLock: unsupported });
    try {
      const store = await Store.open(root);
      await put(store, 1, 1);
      const rule = "on a file system with locks, current value is Function not implemented";
      for (const wait of [false, true]) {
        await assertRejects(() => gc(root, rootsOf(), { wait }), Error, rule);
      }
      assertEquals((await gc(root, rootsOf(), { dryRun: true })).stay.objects, 2);
    } finally {
      Object.assign(Deno.FsFile.prototype, { lock, tryLock });
    }
  });
});

function child(words: readonly string[], root: string): Deno.ChildProcess {
  const flags = ["run", "--no-check", `--allow-read=${root}`, `--allow-write=${root}`];
  return new Deno.Command(Deno.execPath(), { args: [...flags, ...words], stdout: "piped" }).spawn();
}

/** Kills a process that may have ended by itself. */
function stop(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch {
    // It was quicker.
  }
}

const here = (name: string) => new URL(name, import.meta.url).pathname;

/** Resolves when the process has printed something. */
async function spoken(process: Deno.ChildProcess): Promise<void> {
  const reader = process.stdout.getReader();
  await reader.read();
  reader.releaseLock();
}

Deno.test("gc() of a folder that is a file or missing ends in one line", async () => {
  await withFolder(async (root) => {
    await Deno.writeTextFile(`${root}/file`, "");
    for (const dir of [`${root}/file`, `${root}/none`]) {
      const rule = "Cannot remove from the store: it must be a folder that can be written";
      await assertRejects(() => gc(dir, rootsOf()), Error, rule);
    }
  });
});

Deno.test("gc() beside a writing process removes nothing, and works once that is killed", async () => {
  await withFolder(async (root) => {
    await fill(root);
    const writer = child([here("../writer.ts"), root, "100", "100000"], root);
    await spoken(writer);
    await assertRejects(() => gc(root, rootsOf(), { budget: 0 }), Error, "in use by another");
    writer.kill("SIGKILL");
    await writer.output();
    await gc(root, rootsOf(), { budget: 0 });
    assertEquals((await filesOf(root)).filter((path) => /^.(cas|ac|tmp|quar)/.test(path)), []);
  });
});

/** Writes many results, without waiting for the disk. */
async function fillQuickly(root: string, count: number): Promise<void> {
  for (let seed = 0; seed < count; seed++) {
    const bytes = bytesOf(seed, 100 + seed), digest = sha256(bytes);
    const material = { schema: 1, step: "train", code: TODAY, params: { seed }, inputs: {} };
    const outputs = { trace: { sha256: digest, size: bytes.length } }, cost = { seconds: 1 };
    const body = {
      schema: 1 as const,
      step: "train",
      id: "train/x/s1",
      key: material,
      outputs,
      cost,
    };
    const entry = objectPath("ac", digestOf(material)), blob = objectPath("cas", digest);
    for (const path of [entry, blob]) {
      await Deno.mkdir(`${root}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    }
    await Deno.writeTextFile(`${root}/${entry}`, encodeAction(sealAction(body)));
    await Deno.writeFile(`${root}/${blob}`, bytes);
  }
}

Deno.test("gc() that fails at any removal leaves no entry without its blobs, and goes on next time", async () => {
  for (let failAt = 0, failed = true; failed; failAt++) {
    await withFolder(async (root) => {
      await fill(root);
      const remove = Deno.remove;
      let calls = 0;
      Deno.remove = (...args) =>
        calls++ === failAt ? Promise.reject(new Error("Input/output error")) : remove(...args);
      const run = gc(root, rootsOf(), { budget: 0 });
      const error = await run.then(() => undefined, (error) => error).finally(() =>
        Deno.remove = remove
      );
      failed = error !== undefined;
      if (failed) {
        assert(/^Cannot remove from the store: [^\n]+$/.test(error.message), error.message);
      }
      assertEquals(calls, failed ? failAt + 1 : 9);
      await assertClean(root, Math.max(0, 3 - failAt));
      await gc(root, rootsOf(), { budget: 0 });
      assertEquals(await filesOf(root), ["/in-use", "/store.json"]);
    });
  }
});

Deno.test("gc() killed at any moment leaves no entry without its blobs", async () => {
  await withFolder(async (root) => {
    const count = 150, kills = 10;
    let took = 0, between = 0;
    for (let kill = 0; kill <= kills; kill++) {
      await fillQuickly(root, count);
      const process = child([here("./collector.ts"), root], root);
      await spoken(process);
      const began = performance.now();
      if (kill > 0) {
        await new Promise((resolve) => setTimeout(resolve, took * kill / kills));
        stop(process);
      }
      await process.output();
      if (kill === 0) took = performance.now() - began;
      const report = await fsck(await Store.open(root, { readOnly: true }));
      assertEquals([report.bad, report.absent], [[], 0], `kill ${kill}`);
      if (report.blobs > 0 && report.actions < count) between++;
      await gc(root, rootsOf());
    }
    assert(between > 0, "no kill came while objects were removed");
  });
});

Deno.test("gc() refuses beside a pin that cannot be read, and removes nothing", async () => {
  const changes: Record<string, (text: string) => string | undefined> = {
    "a.json": (text) => text.replace("quick", "paper"),
    "b.json": (text) => text,
    "c.json": () => "",
    "d.json": (text) => text.slice(0, -2),
    "e.json": (text) => text.replace(/"keys":\[[^\]]*\]/, '"keys":[]'),
    "f.json": () => "null",
    "a.bak": (text) => text,
    "X.json": (text) => text,
  };
  for (const [file, change] of Object.entries(changes)) {
    await withFolder(async (root) => {
      const { made } = await fill(root);
      const pin = sealPin({ name: "a", figures: [], preset: "quick", keys: [made[0].key] });
      await addPin(root, pin);
      const text = change(await Deno.readTextFile(`${root}/pins/a.json`))!;
      await Deno.remove(`${root}/pins/a.json`);
      await Deno.writeTextFile(`${root}/pins/${file}`, text);
      const before = (await filesOf(root)).length;
      const error = await assertRejects(() => gc(root, rootsOf(), { budget: 0 }), Error) as Error;
      assert(/^Cannot (read|name) pin: [^\n]+$/.test(error.message), error.message);
      assertEquals((await filesOf(root)).filter((path) => path !== "/in-use").length + 1, before);
      if (/^[a-f].json$/.test(file)) {
        await removePin(root, file.slice(0, 1));
        await gc(root, rootsOf(), { budget: 0 });
      }
    });
  }
});

Deno.test("a read-only reader beside gc() meets a miss, no damage", async () => {
  await withFolder(async (root) => {
    const { made } = await fill(root), damages: unknown[] = [];
    const reader = await Store.open(root, { readOnly: true, onDamage: (d) => damages.push(d) });
    assertEquals((await reader.getAction(made[0].key))?.id, "train/x/s1");
    await gc(root, rootsOf(), { budget: 0 });
    assertEquals(await reader.get(made[0].digest), undefined);
    assertEquals(await reader.getAction(made[0].key), undefined);
    assertEquals([damages, await namesIn(reader, "tmp")], [[], []]);
  });
});
