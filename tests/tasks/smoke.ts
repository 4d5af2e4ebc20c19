/**
 * A store of a smoke run of figure 3 for tests that begin with one: computed once, and again as soon as any file changes
 * that could change a byte of it.
 */
import { dirname } from "node:path";
import { sha256 } from "../../lib/bits/digest.ts";
import { PROJECT } from "../system/support.ts";
import { copyTree, exists, output } from "./support.ts";

/** The words that name the run. */
export const SMOKE: readonly string[] = ["fig3", "--preset", "smoke"];

/** All that decides what a command writes. */
const PARTS = ["deno.json", "dev.lock", "figures", "fixtures/lock/lock.json", "lib", "tasks"];

/** Stores of other code are kept for an hour: tests of it may be running. */
const KEPT = 3_600_000;

/** Puts a copy of the store where none is yet. */
export async function smokeStore(target: string): Promise<void> {
  const { folder, name } = await place(), made = `${folder}/${name}`;
  const lock = await Deno.open(`${made}.lock`, { create: true, write: true });
  try {
    // Tests run at the same time: the first makes it, the others wait.
    await lock.lock(true);
    if (!await exists(made)) await make(folder, made);
    await copyTree(made, target);
  } finally {
    lock.close();
  }
}

async function make(folder: string, made: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`, { mtime } = await Deno.stat(path);
    if (path.startsWith(made) || Date.now() - mtime!.getTime() < KEPT) continue;
    await Deno.remove(path, { recursive: true });
  }
  const unfinished = `${made}.unfinished`;
  if (await exists(unfinished)) await Deno.remove(unfinished, { recursive: true });
  const flags = ["--store", `${unfinished}/store`, "--out", `${unfinished}/out`];
  await output(["reproduce", ...SMOKE, ...flags]);
  await Deno.rename(`${unfinished}/store`, made);
  await Deno.remove(unfinished, { recursive: true });
}

/** Where it lies: beside all temporary folders, under a name that stands for the code. */
async function place(): Promise<{ folder: string; name: string }> {
  const own = await Deno.makeTempDir(), folder = `${dirname(own)}/exact-ib-smoke`;
  await Deno.remove(own);
  await Deno.mkdir(folder, { recursive: true });
  const digests = await Promise.all(PARTS.map((part) => digestOf(`${PROJECT}${part}`)));
  return { folder, name: sha256([Deno.version.deno, ...digests].join()) };
}

/** A digest of a file, or of all that is in a folder. */
async function digestOf(path: string): Promise<string> {
  if (!(await Deno.stat(path)).isDirectory) return sha256(await Deno.readFile(path));
  const names = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
  const digests = await Promise.all(
    names.sort().map(async (name) => [name, await digestOf(`${path}/${name}`)]),
  );
  return sha256(digests.join());
}
