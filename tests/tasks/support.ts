/** What the tests of the commands share. */
import { assert, assertEquals } from "@std/assert";
import { type Ended, ended, PROJECT, taskWords } from "../system/support.ts";

/** Every flag of every command but those that all have. */
export const FLAGS: Record<string, string> = {
  reproduce:
    "--preset NAME|--engine NAME|--repeats N|--finished|--published|--locked|--jobs N|--dry-run|--shard K/N|--gather|--remote URL|--push|--for FORM|--format LIST|--fresh|--mnist DIR|--store DIR|--out DIR",
  figure: "--preset NAME|--pictures LIST|--for FORM|--format LIST|--store DIR|--out DIR",
  status: "--preset NAME|--watch|--store DIR|--out DIR",
  plan:
    "--as NAME|--shards N|--jobs N|--preset NAME|--for FORM|--format LIST|--mnist DIR|--store DIR|--out DIR",
  submit:
    "--slurm|--script|--time TIME|--shards N|--requeue|--jobs N|--preset NAME|--for FORM|--format LIST|--mnist DIR|--store DIR|--out DIR",
  run:
    "--pictures LIST|--jobs N|--dry-run|--shard K/N|--gather|--remote URL|--push|--for FORM|--format LIST|--fresh|--mnist DIR|--store DIR|--out DIR|--schema",
  runs: "--where TEXT|--sort FIELD|--columns LIST|--estimator NAME|--file|--store DIR",
  sweep:
    "--jobs N|--dry-run|--shard K/N|--gather|--remote URL|--push|--for FORM|--format LIST|--mnist DIR|--store DIR|--out DIR",
  compare:
    "--estimator NAME|--band NAME|--epochs LIST|--for FORM|--format LIST|--store DIR|--out DIR",
  measure:
    "--labels FILE|--inputs FILE|--estimators LIST|--at WHICH|--name NAME|--jobs N|--for FORM|--format LIST|--store DIR|--out DIR",
  export: "--to FORMAT|--store DIR",
  doctor: "--store DIR",
  claims: "--verdict VERDICT|--section ID|--markdown|--preset NAME|--store DIR",
  report: "--preset NAME|--receipts LIST|--lean|--zip|--jobs N|--store DIR|--out DIR",
  "report:watch": "--preset NAME|--port N|--store DIR|--out DIR",
  package: "--lean|--platforms LIST|--date DAY|--jobs N|--out DIR",
  explain: "--preset NAME|--store DIR",
  cache:
    "--dry-run|--budget SIZE|--wait|--preset NAME|--recheck N|--sample N|--nonce TEXT|--jobs N|--remote URL|--store DIR",
  lock:
    "--preset NAME|--repeats N|--finished|--published|--into DIR|--carry|--nonce TEXT|--jobs N|--mnist DIR|--store DIR",
  verify:
    "--level NAME|--preset NAME|--budget TIME|--confidence P|--faults SHARE|--nonce TEXT|--receipt FILE|--merge|--jobs N|--mnist DIR|--store DIR",
};

/** Where and how a command runs. */
interface Place {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** What is run in the place of the command's module, with its permissions. */
  readonly script?: string;
}

/** Starts a command with the very permission flags of its task, in any working directory. */
export async function start(
  [task, ...args]: readonly string[],
  { cwd = PROJECT, env = {}, script }: Place = {},
): Promise<Deno.ChildProcess> {
  const words = await taskWords(task), own = `${PROJECT}${words.pop()}`;
  return new Deno.Command(Deno.execPath(), {
    args: [...words, script ?? own, ...args],
    cwd,
    // Paths are those of where one stands, which is not where these tests were started.
    env: { NO_COLOR: "1", INIT_CWD: cwd, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a command to its end: `run(["figure", "fig2"])`. */
export async function run(...[words, place]: Parameters<typeof start>): Promise<Ended> {
  return await ended(await start(words, place));
}

/** Runs a command that must succeed and say nothing on standard error. */
export async function output(...of: Parameters<typeof start>): Promise<string> {
  const { code, stdout, stderr } = await run(...of);
  assertEquals([code, withoutProgress(stderr)], [0, ""], stderr);
  return stdout;
}

function withoutProgress(stderr: string): string {
  // Mesa's device says this by itself where nobody is logged in.
  const others = /^\d+ %|^error: XDG_RUNTIME_DIR is invalid or not set/;
  return stderr.split("\n").filter((line) => !others.test(line)).join("\n");
}

/** Asserts that a command fails in one line on standard error, and returns the line. */
export async function failure(code: number, ...of: Parameters<typeof start>): Promise<string> {
  return lineOf(await run(...of), code);
}

/**
 * Lines of one command that fails each time, in one process with the permission flags of its task. What a process ends
 * with by itself, one run of the command alone must show.
 */
export async function failures(
  task: string,
  cases: readonly (readonly [code: number, words: readonly string[]])[],
  place: Place = {},
): Promise<string[]> {
  const lists = JSON.stringify(cases.map(([, words]) => words));
  const { code, stdout, stderr } = await ended(
    await start([task, task, lists], { ...place, script: `${PROJECT}tests/tasks/commands.ts` }),
  );
  assertEquals(code, 0, stderr);
  const ends: Ended[] = JSON.parse(stdout);
  assertEquals(ends.length, cases.length);
  return ends.map((found, k) => lineOf(found, cases[k][0]));
}

/** The one line of a command that failed. */
function lineOf(found: Ended, code: number): string {
  const line = withoutProgress(found.stderr).trimEnd();
  assertEquals([found.code, found.stdout], [code, ""], line);
  assert(
    /^Cannot .+$/.test(line),
    `one line must say what cannot be done, current value is ${line}`,
  );
  return line;
}

/** Bytes of all files below a folder, by path. */
export async function filesIn(folder: string, path = ""): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}${path}`)) {
    const inner = `${path}/${name}`;
    if (isDirectory) Object.assign(files, await filesIn(folder, inner));
    else files[inner] = await Deno.readFile(`${folder}${inner}`);
  }
  return files;
}

/** Copies a file, or a folder with all that is in it. */
export async function copyTree(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await copyTree(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Whether anything has this path. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** Runs a test in a fresh folder and removes it. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "cli-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
