/** What the system tests share: the commands as deno.json runs them, folders, programs. */
import { assertEquals } from "@std/assert";
import { Stream, streamKey } from "../../lib/bits/random.ts";
import { listObjects } from "../../lib/store/list.ts";
import { isTempName } from "../../lib/store/path.ts";

/** Folder of the project, with a slash at its end. */
export const PROJECT: string = new URL("../../", import.meta.url).pathname;

/** The smallest run that has everything, for `reproduce`: two experiments, their figures, one format of pictures. */
export const SMOKE: readonly string[] = ["fig2", "fig3", "--preset", "smoke", "--format", "svg"];

/** What `reproduce --json` prints, as far as the tests need it. */
export interface Summary {
  readonly restored: number;
  readonly computed: number;
  readonly damages: number;
  readonly figures: Record<string, { readonly digests: Record<string, string> }>;
}

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a command runs; the defaults are this project and this environment. */
export interface Place {
  readonly project?: string;
  readonly env?: Record<string, string>;
}

/** A task's command line of deno.json, without the leading `deno`: its very permission flags, from any folder. */
export async function taskWords(task: string, project: string = PROJECT): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${project}/deno.json`));
  const [program, ...words] = (tasks[task].command as string).split(" ");
  if (program !== "deno") throw new Error(`Cannot run task ${task}: it must start with deno`);
  return words.map((word) => word.replace(/^--lock=/, `--lock=${project}/`));
}

/** Starts a task as one process, so that a signal meets it and not a `deno task` around it. */
export async function start(
  task: string,
  args: readonly string[],
  { project = PROJECT, env = {} }: Place = {},
): Promise<Deno.ChildProcess> {
  return new Deno.Command(Deno.execPath(), {
    args: [...await taskWords(task, project), ...args],
    cwd: project,
    // Paths are those of where one stands, which is not where these tests were started.
    env: { NO_COLOR: "1", INIT_CWD: project, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for a process and decodes what it printed. */
export async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a task to its end. */
export async function run(
  task: string,
  args: readonly string[],
  place: Place = {},
): Promise<Ended> {
  return await ended(await start(task, args, place));
}

/** Flags that put a run's store and results into a folder of the test. */
export function inFolder(folder: string): string[] {
  return ["--store", `${folder}/store`, "--out", `${folder}/out`, "--json"];
}

/** What a run that must have succeeded says of itself. */
export function summaryOf({ code, stdout, stderr }: Ended): Summary {
  if (code !== 0) throw new Error(`reproduce must exit with 0, it did with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** `reproduce` with store and results in a folder; it must succeed. */
export async function reproduce(
  folder: string,
  args: readonly string[],
  place: Place = {},
): Promise<Summary> {
  return summaryOf(await run("reproduce", [...args, ...inFolder(folder)], place));
}

/** Digests of the figures of a run, by figure and format. */
export function digestsOf({ figures }: Summary): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(figures).map(([id, { digests }]) => [id, digests]));
}

/** Names of all objects of a store: digests of the blobs, keys of the action entries. */
export async function namesOf(store: string): Promise<{ cas: string[]; ac: string[] }> {
  const [cas, ac] = await Promise.all([listObjects(store, "cas"), listObjects(store, "ac")]);
  return { cas: cas.names, ac: ac.names };
}

/** Runs a test in a fresh folder and removes it. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "exact-ib-system-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs a system program; it must succeed. Returns its standard output. */
export async function system(program: string, ...args: string[]): Promise<string> {
  const child = new Deno.Command(program, { args, stdout: "piped", stderr: "piped" }).spawn();
  const { code, stdout, stderr } = await ended(child);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} must succeed: ${stderr}`);
  return stdout;
}

/** Copies what git tracks, as it is in the working tree. */
export async function copyProject(target: string): Promise<void> {
  await requireProgram("git", "git");
  const tracked = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const names = await system("git", "-c", "safe.directory=*", "-C", PROJECT, ...tracked);
  for (const name of names.split("\0").filter((one) => one !== "")) {
    const slash = name.lastIndexOf("/");
    await Deno.mkdir(`${target}/${name.slice(0, slash + 1)}`, { recursive: true });
    await Deno.copyFile(`${PROJECT}/${name}`, `${target}/${name}`);
  }
}

/** Where Deno keeps packages; a run with another HOME must not download them anew. */
export async function denoFolder(): Promise<string> {
  return JSON.parse(await system(Deno.execPath(), "info", "--json")).denoDir;
}

/** Fails unless a program is there: a system test is never skipped. */
export async function requireProgram(program: string, debianPackage: string): Promise<void> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const found = await Deno.stat(`${folder}/${program}`).catch(() => undefined);
    if (found?.isFile) return;
  }
  throw new Error(
    `Cannot test: ${program} must be installed (apt-get install ${debianPackage}), ` +
      `current value is none`,
  );
}

/** Fails unless the tests run as root. */
export async function requireRoot(): Promise<void> {
  const user = (await system("id", "-u")).trim();
  if (user === "0") return;
  throw new Error(`Cannot test: user must be root (it mounts), current value is ${user}`);
}

/** Random choices of a test. The seed is printed; `EXACT_IB_SEED` repeats them. */
export function seeded(purpose: string): Stream {
  const seed = Deno.env.get("EXACT_IB_SEED") ??
    String(crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`${purpose}: EXACT_IB_SEED=${seed}`);
  return new Stream(streamKey({ seed, repeat: 0, attempt: 0, purpose, epoch: 0 }));
}

/** Waits. */
export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** A check of a store must find nothing wrong; temp files of killed writers stay for a day. */
export async function assertSound(folder: string): Promise<void> {
  const { code, stdout, stderr } = await run("cache", [
    "fsck",
    "--store",
    `${folder}/store`,
    "--json",
  ]);
  assertEquals(code, 0, stderr);
  const { bad, absent } = JSON.parse(stdout);
  assertEquals({ bad, absent }, { bad: [], absent: 0 });
  const temps = await Array.fromAsync(Deno.readDir(`${folder}/store/tmp`));
  assertEquals(temps.filter(({ name }) => !isTempName(name)), []);
}
