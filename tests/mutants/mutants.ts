/** Small realistic faults of the code, and whether the tests notice them. */
import { sha256 } from "../../lib/bits/digest.ts";
import { copyProject, ended } from "../system/support.ts";

/** A fault: what is written in the place of what. */
export interface Mutant {
  /** Path of the file within the project. */
  readonly file: string;
  /** What is there now; it must be there exactly once. */
  readonly text: string;
  /** What a slip would make of it. */
  readonly replacement: string;
  /** What would go wrong. */
  readonly why: string;
  /** Tests that must notice it, as files or folders; by default those that lie where the file lies. */
  readonly tests?: readonly string[];
}

/** What became of a mutant. */
export interface Fate {
  readonly mutant: Mutant;
  /** Whether a test failed. */
  readonly killed: boolean;
  readonly seconds: number;
}

/** Longest that the tests of a mutant may take: one that hangs has been noticed. */
const MINUTES = 5;
/** Copies of the project that are mutated at once. */
const LANES = 2;

/** How mutants are tried. */
export interface Trial {
  /** Called as each mutant has been tried. */
  readonly onFate?: (fate: Fate) => void;
  /** Whether the tests must pass unmutated first; by default true. */
  readonly soundFirst?: boolean;
  /** Makes the copies that are mutated; by default copies of this project. */
  readonly copy?: (folder: string) => Promise<void>;
}

/**
 * Mutates copies of the project, one fault at a time, and runs the tests that could notice it.
 *
 * @throws {Error} in one line: a text is not there exactly once, a mutant has no tests, or tests fail unmutated.
 */
export async function tryMutants(
  mutants: readonly Mutant[],
  { onFate = () => {}, soundFirst = true, copy = copyProject }: Trial = {},
): Promise<Fate[]> {
  const folder = await Deno.makeTempDir({ prefix: "exact-ib-mutants-" });
  try {
    const lanes = Array.from({ length: LANES }, (_, lane) => `${folder}/${lane}`);
    // All at once, before anybody edits a file.
    for (const lane of lanes) await copy(lane);
    const [first] = lanes;
    const tests = await testsOfAll(first, mutants);
    const sound = [...new Set(tests.flat())];
    const broken = soundFirst ? await failing(first, sound, { whole: true }) : [];
    if (broken.length > 0) {
      throw new Error(
        `Cannot try mutants: their tests must pass without them, current value is ${
          broken.join("; ")
        }`,
      );
    }
    const fates: Fate[] = [], waiting = mutants.keys();
    await Promise.all(lanes.map(async (project) => {
      for (const k of waiting) {
        const start = performance.now(), killed = !await survives(project, mutants[k], tests[k]);
        fates[k] = { mutant: mutants[k], killed, seconds: (performance.now() - start) / 1000 };
        onFate(fates[k]);
      }
    }));
    return fates;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Tests of each mutant of a project.
 *
 * @throws {Error} in one line, as {@linkcode tryMutants} does.
 */
export async function testsOfAll(
  project: string,
  mutants: readonly Mutant[],
): Promise<(readonly string[])[]> {
  const tests = await Promise.all(mutants.map((mutant) => testsOf(project, mutant)));
  await Promise.all(mutants.map((mutant) => mutated(project, mutant)));
  return tests;
}

/** A few mutants that a name decides, so that another commit tries others. */
export function sampleOf(mutants: readonly Mutant[], name: string, count: number): Mutant[] {
  const drawn = mutants.map((mutant) => ({
    mutant,
    rank: sha256(`${name} ${mutant.file} ${mutant.text} ${mutant.replacement}`),
  }));
  drawn.sort((a, b) => a.rank < b.rank ? -1 : 1);
  return drawn.slice(0, count).map(({ mutant }) => mutant);
}

/** Whether the tests pass although the mutant is there. */
async function survives(project: string, mutant: Mutant, tests: readonly string[]) {
  const path = `${project}/${mutant.file}`, sound = await Deno.readTextFile(path);
  try {
    await Deno.writeTextFile(path, await mutated(project, mutant));
    return (await failing(project, tests, { whole: false })).length === 0;
  } finally {
    await Deno.writeTextFile(path, sound);
  }
}

/** The text of a mutant's file with the fault in it. */
async function mutated(project: string, { file, text, replacement }: Mutant): Promise<string> {
  const parts = (await Deno.readTextFile(`${project}/${file}`)).split(text);
  if (parts.length === 2) return parts.join(replacement);
  throw new Error(
    `Cannot mutate ${file}: ${JSON.stringify(text)} must be there once, current value is ${
      parts.length - 1
    } times`,
  );
}

/** Tests that fail; none if all pass. What hangs fails, unless it may take as long as it wants. */
async function failing(
  project: string,
  tests: readonly string[],
  { whole }: { readonly whole: boolean },
): Promise<string[]> {
  const flags = ["--no-check", "--lock=dev.lock", "--no-prompt", "--allow-all", "--quiet"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...flags, whole ? "--parallel" : "--fail-fast", ...tests],
    cwd: project,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = whole ? undefined : setTimeout(() => child.kill("SIGKILL"), MINUTES * 60_000);
  const { code, stdout } = await ended(child);
  clearTimeout(timer);
  if (code === 0) return [];
  const names = stdout.split("\n").filter((line) => / => \.\/|\(uncaught error\)/.test(line));
  return names.length > 0 ? [...new Set(names)] : ["all of them"];
}

/** Tests of a mutant: those that it names, or `room/x_test.ts` and `room/x_*_test.ts` for `lib/room/x.ts`. */
async function testsOf(project: string, { file, tests }: Mutant): Promise<readonly string[]> {
  if (tests !== undefined) return tests;
  const home = file.replace(/^lib\//, "").replace(/\.ts$/, "").replace("/_", "/");
  const at = home.lastIndexOf("/") + 1, folder = `tests/${home.slice(0, at)}`;
  const own = new RegExp(`^${home.slice(at)}_(.*_)?test\\.ts$`);
  const found: string[] = [];
  for await (const { name } of Deno.readDir(`${project}/${folder}`)) {
    if (own.test(name)) found.push(folder + name);
  }
  if (found.length > 0) return found.sort();
  throw new Error(`Cannot mutate ${file}: it must have tests, current value is none in ${folder}`);
}
