/** What was handed to Slurm: scripts and logs in a folder of the results, and the numbers of the jobs. */
import { countsOfTasks, parseTasks, type TaskStanding } from "../../lib/cluster/slurm.ts";
import { writeWhole } from "../_files.ts";

/** What is kept of a submission, in `submitted.json` beside its scripts. */
export interface Submission {
  /** Of the study. */
  readonly name: string;
  /** Task and words that compute it. */
  readonly words: readonly string[];
  /** Number of the array's job. */
  readonly array: string;
  /** Number of the job that gathers. */
  readonly gather: string;
  /** Number of parts. */
  readonly shards: number;
}

/** Folder of a study's scripts and logs. */
export function submissionFolder(out: string, name: string): string {
  return `${out}/slurm/${name}`;
}

/** Keeps what was submitted. */
export async function keepSubmission(folder: string, submission: Submission): Promise<void> {
  const text = JSON.stringify(submission, null, 2) + "\n";
  await writeWhole(`${folder}/submitted.json`, new TextEncoder().encode(text));
}

/** Everything that was submitted with results in a folder, by the names of the studies. */
export async function submissionsIn(out: string): Promise<Submission[]> {
  const found: Submission[] = [];
  try {
    for await (const { name } of Deno.readDir(`${out}/slurm`)) {
      const path = `${submissionFolder(out, name)}/submitted.json`;
      const text = await Deno.readTextFile(path).catch(() => undefined);
      if (text !== undefined) found.push(readSubmission(path, text));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

function readSubmission(path: string, text: string): Submission {
  try {
    const { name, words, array, gather, shards } = JSON.parse(text);
    const isName = typeof name === "string" && Array.isArray(words) && Number.isSafeInteger(shards);
    if (isName && /^\d+$/.test(array) && /^\d+$/.test(gather)) return JSON.parse(text);
  } catch {
    // Said below.
  }
  throw new Error(
    `Cannot read ${path}: it must be as submit writes it, current value is other text; removing it forgets the jobs`,
  );
}

/** How a submission stands. */
export interface SubmissionStanding {
  readonly submission: Submission;
  readonly tasks: readonly TaskStanding[];
  readonly gather: readonly TaskStanding[];
  /** Files that say why a task failed. */
  readonly logs: readonly string[];
  /** Whether Slurm has something of it still to do. */
  readonly goesOn: boolean;
}

/** Asks squeue, and sacct for what squeue does not know any more. */
export async function standingOf(out: string, submission: Submission): Promise<SubmissionStanding> {
  const { array, gather, name } = submission, folder = submissionFolder(out, name);
  const [tasks, last] = [await tasksOf(array), await tasksOf(gather)];
  const logs = [
    ...failed(tasks).map(({ id }) => `${folder}/logs/${id}.log`),
    ...failed(last).map(({ id }) => `${folder}/logs/gather-${id}.log`),
  ];
  const goesOn = [...tasks, ...last].some(({ state }) =>
    state === "pending" || state === "running"
  );
  return { submission, tasks, gather: last, logs, goesOn };
}

const failed = (tasks: readonly TaskStanding[]) => tasks.filter(({ state }) => state === "failed");

async function tasksOf(job: string): Promise<TaskStanding[]> {
  const queue = ["--array", "--noheader", "--states=all", "--format=%i|%T", `--jobs=${job}`];
  const queued = parseTasks(await printed("squeue", queue) ?? "");
  const account = ["-X", "--noheader", "--parsable2", "--format=JobID,State", `--jobs=${job}`];
  const known = new Map(
    parseTasks(await printed("sacct", account) ?? "").map((one) => [one.id, one]),
  );
  for (const one of queued) known.set(one.id, one);
  return [...known.values()];
}

/** What a command prints; undefined where there is none such, or it fails, as sacct does where nobody keeps accounts. */
export async function printed(
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const { code, stdout } = await new Deno.Command(command, {
      args: [...args],
      ...{ stdin: "null", stdout: "piped", stderr: "null" },
    }).output();
    return code === 0 ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** How a submission stands, in lines. */
export function standingLines({ submission, tasks, gather, logs }: SubmissionStanding): string[] {
  const { name, array, gather: last } = submission;
  return [
    `${name}: job ${array}: ${countsOfTasks(tasks)}; job ${last} gathers: ${countsOfTasks(gather)}`,
    ...logs.map((log) => `  failed: ${log} says why`),
  ];
}
