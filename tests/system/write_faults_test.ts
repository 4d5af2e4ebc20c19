/** Every system call by which an object is written is made to kill the process, or to fail: old state or new state. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { fsck, Store } from "../../lib/store/mod.ts";
import { isTempName, objectPath } from "../../lib/store/path.ts";
import { actionOf, bytesOf } from "../store/helpers.ts";
import { type Ended, ended, PROJECT, requireProgram, withFolder } from "./support.ts";

/** Calls that change a store, or decide whether it is changed. */
const CALLS = ["openat", "write", "fsync", "mkdir", "rename", "link", "linkat", "unlink"];

/** The old object and the one that is being written. */
const OLD = 1, NEW = 2;

/** A system call by its name and the files or folders that it is about, within the store. */
interface Point {
  readonly call: string;
  /** Of two, as `rename` has them, the one that is made. */
  readonly path: string;
  readonly paths: readonly string[];
}

const blobOf = (seed: number) => objectPath("cas", sha256(bytesOf(seed, 20_000)));
const entryOf = (seed: number) =>
  actionOf({ sha256: sha256(bytesOf(seed, 20_000)), size: 20_000 }, { seed: String(seed) });
const actionPathOf = (seed: number) => objectPath("ac", entryOf(seed).key);

/** All files and folders that writing the new object has to do with; the names of temp files are fixed by the writer. */
function pathsOf(store: string): string[] {
  const objects = [blobOf(NEW), actionPathOf(NEW)];
  const shards = objects.map((path) => path.slice(0, path.lastIndexOf("/")));
  // The first is the owner's, the second that of the file whose time is asked.
  const [owner, , ...names] = [0, 1, 2, 3].map((k) => `00000000-0000-4000-8000-00000000000${k}`);
  const temps = names.map((name) => `tmp/put-${owner}-${name}`);
  return ["cas", "ac", ...objects, ...shards, ...temps].map((path) => `${store}/${path}`);
}

/** Runs the writer on a store under strace; strace follows calls on these paths only. */
async function write(store: string, paths: readonly string[], ...words: string[]): Promise<Ended> {
  const script = `${PROJECT}tests/store/put_once.ts`;
  const child = new Deno.Command("strace", {
    args: [
      ...["-f", "-y", "-o", `${store}.log`, ...paths.flatMap((path) => ["-P", path]), ...words],
      ...[Deno.execPath(), "run", "--no-check", `--allow-read=${PROJECT},${store}`],
      ...[`--allow-write=${store}`, script, store, String(NEW)],
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return await ended(child);
}

/** A store that holds the old object. */
async function oldStore(path: string): Promise<void> {
  await Deno.mkdir(path);
  const store = await Store.open(path);
  await store.put(bytesOf(OLD, 20_000));
  const { key, body } = entryOf(OLD);
  await store.putAction(key, body);
  store.close();
}

/** The calls of an undisturbed write, each once, in their order. */
async function pointsOf(store: string): Promise<Point[]> {
  await oldStore(store);
  const paths = pathsOf(store);
  const { stdout, stderr } = await write(store, paths, "-e", `trace=${CALLS.join()}`);
  assertEquals(stdout, "done\n", stderr);
  const points = new Map<string, Point>();
  for (const line of (await Deno.readTextFile(`${store}.log`)).split("\n")) {
    const call = /^\d+ +(\w+)\(/.exec(line)?.[1];
    const at = (path: string) => Math.max(line.indexOf(`"${path}"`), line.indexOf(`<${path}>`));
    const about = paths.filter((path) => at(path) >= 0).sort((a, b) => at(b) - at(a));
    if (call === undefined || about.length === 0) continue;
    const [path, ...others] = about.map((one) => one.slice(store.length));
    points.set(`${call} ${path}`, { call, path, paths: [path, ...others] });
  }
  return [...points.values()];
}

/** The old object is whole; of the new one there is all or nothing; and writing again is enough. */
async function assertOldOrNew(path: string, what: string): Promise<void> {
  const store = await Store.open(path);
  try {
    // What was killed may be another host's: it stays for a day.
    const temps = await Array.fromAsync(Deno.readDir(`${path}/tmp`));
    assert(temps.length <= 1 && temps.every(({ name }) => isTempName(name)), what);
    assertEquals(await store.get(sha256(bytesOf(OLD, 20_000))), bytesOf(OLD, 20_000), what);
    const { key, body } = entryOf(NEW), written = await store.getAction(key);
    const { bad, absent, blobs, actions } = await fsck(store);
    assertEquals({ bad, absent }, { bad: [], absent: 0 }, what);
    assertEquals(actions, written === undefined ? 1 : 2, what);
    assert(blobs >= actions && blobs <= 2, what);
    await store.put(bytesOf(NEW, 20_000));
    await store.putAction(key, body);
    const after = await fsck(store);
    assertEquals([after.bad, after.blobs, after.actions], [[], 2, 2], what);
  } finally {
    store.close();
  }
}

/** What must be among the points, or the test shows too little. */
const NEEDED = [
  /^openat \/tmp\//,
  /^write \/tmp\//,
  /^fsync \/tmp\//,
  /^mkdir \/cas\/..$/,
  /^fsync \/cas$/,
  /^rename \/cas\/..\//,
  /^fsync \/cas\/..$/,
  /^linkat? \/ac\/..\//,
  /^fsync \/ac\/..$/,
  /^unlink \/tmp\//,
];

Deno.test("a writer that is killed at any of its system calls leaves the old state or the new one", async () => {
  await requireProgram("strace", "strace");
  await withFolder(async (folder) => {
    const points = await pointsOf(`${folder}/clean`);
    const names = points.map(({ call, path }) => `${call} ${path}`);
    for (const needed of NEEDED) assert(names.some((name) => needed.test(name)), `${needed}`);
    for (const [k, { call, paths }] of points.entries()) {
      const store = `${folder}/${k}`;
      await oldStore(store);
      const kill = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=KILL:when=1`];
      const { code, stdout } = await write(store, paths.map((one) => store + one), ...kill);
      // strace ends as its child did: 128 + 9.
      assertEquals([code, stdout], [137, ""], names[k]);
      await assertOldOrNew(store, names[k]);
    }
    console.log(
      `killed at ${points.length} calls: ${names.map((name) => name.slice(0, 16)).join(", ")}`,
    );
  });
});

/** Without hard links, or removing, a store does without. */
const DISPENSABLE = /^(link|linkat|unlink)$/;

Deno.test("a system call that fails while an object is written is reported, or can be done without", async () => {
  await requireProgram("strace", "strace");
  await withFolder(async (folder) => {
    const points = await pointsOf(`${folder}/clean`);
    for (const [k, { call, path, paths }] of points.entries()) {
      const error = k % 2 === 0 ? "EIO" : "ENOSPC", what = `${error} of ${call} ${path}`;
      // Before it writes it looks what is there; a fault of what is not there is none.
      const look = call === "openat" && /^\/(cas|ac)\/..\//.test(path);
      const store = `${folder}/${k}`;
      await oldStore(store);
      const fail = ["-e", `trace=${call}`, "-e", `inject=${call}:error=${error}:when=1`];
      const { code, stdout, stderr } = await write(store, paths.map((one) => store + one), ...fail);
      if (DISPENSABLE.test(call) || (look && code === 0)) {
        assertEquals([code, stdout, stderr], [0, "done\n", ""], what);
      } else {
        assertEquals([code, stdout], [1, ""], what);
        const os = error === "EIO" ? "Input/output error" : "No space left on device";
        assertMatch(stderr, new RegExp(`^Cannot (open|write to|read from) [^\n]*${os}[^\n]*\n$`));
      }
      await assertOldOrNew(store, what);
    }
  });
});

Deno.test("bytes that the disk took and lost are found by the check and never handed out", async () => {
  await requireProgram("strace", "strace");
  await withFolder(async (folder) => {
    const store = `${folder}/store`, temp = pathsOf(store).find((path) => path.endsWith("2"))!;
    await oldStore(store);
    // The call says that it has written 100 bytes, and has written none.
    const lie = ["-e", "trace=write", "-e", "inject=write:retval=100:when=1"];
    assertEquals((await write(store, [temp], ...lie)).stdout, "done\n");
    const read = await Store.open(store, { readOnly: true });
    assertEquals(await read.get(sha256(bytesOf(NEW, 20_000))), undefined);
    const checked = await Store.open(store), { bad } = await fsck(checked);
    checked.close();
    assertEquals(bad.map(({ path }) => path), [blobOf(NEW), actionPathOf(NEW)]);
    await assertOldOrNew(store, "a lost write");
  });
});
