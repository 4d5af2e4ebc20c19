/** No clock and no file time decides anything: not whether a step runs, not whether a file is what it was. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  assertSound,
  copyProject,
  denoFolder,
  digestsOf,
  ended,
  inFolder,
  namesOf,
  type Place,
  reproduce,
  requireProgram,
  run,
  summaryOf,
  taskWords,
  withFolder,
} from "./support.ts";
import { smokeStore } from "../tasks/smoke.ts";

const ARGS = ["fig3", "--preset", "smoke"];

/** Gives every file and folder below a folder a time. */
async function setTimes(folder: string, time: (path: string) => Date): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) await setTimes(path, time);
    await Deno.utime(path, time(path), time(path));
  }
}

const times: [string, (path: string) => Date][] = [
  ["in 1980", () => new Date("1980-01-01")],
  ["in the future", () => new Date("2099-12-31")],
  // The length of a path is as good as any disorder.
  ["in no order", (path) => new Date(1e12 + 1e9 * (path.length % 7))],
];

Deno.test("nothing runs again when file times of store and sources are set back, ahead, or mixed up", async () => {
  await withFolder(async (folder) => {
    const project = `${folder}/project`, place: Place = { project };
    await copyProject(project);
    await smokeStore(`${folder}/store`);
    const first = await reproduce(folder, ARGS, place), names = await namesOf(`${folder}/store`);
    for (const [when, time] of times) {
      await setTimes(project, time);
      await setTimes(`${folder}/store`, time);
      const next = await reproduce(folder, ARGS, place);
      assertEquals([next.computed, next.damages, digestsOf(next)], [0, 0, digestsOf(first)], when);
      assertEquals(await namesOf(`${folder}/store`), names, when);
    }
    await assertSound(folder);
  });
});

/** `reproduce` with another date than the machine's. */
async function reproduceAt(date: string, folder: string): Promise<ReturnType<typeof summaryOf>> {
  const words = [...await taskWords("reproduce"), ...ARGS, ...inFolder(folder)];
  const child = new Deno.Command("faketime", {
    args: [date, Deno.execPath(), ...words],

    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return summaryOf(await ended(child));
}

Deno.test("keys and bits are the same when the clock is set back twenty years, and nothing runs again", async () => {
  await requireProgram("faketime", "faketime");
  await withFolder(async (folder) => {
    const now = await reproduce(`${folder}/now`, ARGS);
    const back = await reproduceAt("2001-02-03 04:05:06", `${folder}/then`);
    assertEquals([back.computed, digestsOf(back)], [now.computed, digestsOf(now)]);
    assertEquals(await namesOf(`${folder}/then/store`), await namesOf(`${folder}/now/store`));
    const again = await reproduceAt("2001-02-03 04:05:06", `${folder}/now`);
    assertEquals([again.computed, again.damages], [0, 0]);
    const ahead = await reproduceAt("2037-01-01 00:00:00", `${folder}/then`);
    assertEquals([ahead.computed, ahead.damages], [0, 0]);
  });
});

Deno.test("a blob that is rewritten with the same length and time is found and repaired", async () => {
  await withFolder(async (folder) => {
    await smokeStore(`${folder}/store`);
    const first = await reproduce(folder, ARGS), { csv } = first.figures.fig3.digests;
    const path = `cas/${csv.slice(0, 2)}/${csv}`, file = `${folder}/store/${path}`;
    const { mtime, atime, mode } = await Deno.stat(file), bytes = await Deno.readFile(file);
    const digit = bytes.findLastIndex((byte) => byte >= 48 && byte < 57);
    await Deno.chmod(file, 0o644);
    await Deno.writeFile(file, bytes.map((byte, k) => k === digit ? byte + 1 : byte));
    await Deno.chmod(file, mode!);
    await Deno.utime(file, atime!, mtime!);
    const after = await Deno.stat(file);
    assertEquals([after.size, after.mtime], [bytes.length, mtime]);

    const { code, stderr } = await run("reproduce", [...ARGS, ...inFolder(folder)]);
    assertEquals(code, 0);
    assertMatch(stderr, new RegExp(`^Damaged in the store: ${path} must be `, "m"));
    assertEquals(await Deno.readFile(file), bytes);
    assertEquals(await Deno.readFile(`${folder}/out/data/fig3.csv`), bytes);
    await assertSound(folder);
  });
});

Deno.test("sources that are only touched change no key", async () => {
  await withFolder(async (folder) => {
    const project = `${folder}/project`, fresh = `${folder}/fresh`;
    await copyProject(project);
    await smokeStore(`${folder}/store`);
    assertEquals((await reproduce(folder, ARGS, { project })).computed, 0);
    // A fresh clone: other times, inodes and path.
    await copyProject(fresh);
    const env = { DENO_DIR: await denoFolder() };
    const next = await reproduce(folder, ARGS, { project: fresh, env });
    assert(next.restored > 0);
    assertEquals(next.computed, 0);
  });
});
