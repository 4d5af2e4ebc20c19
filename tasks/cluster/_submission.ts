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
  /** Number of the job that gathers; absent where it could not be submitted. */
  readonly gather?: string;
  /** Number of parts. */
  readonly shards: number;
  /** Folder of the store. */
  readonly store?: string;
  /** Folder of the images, if it was named. */
  readonly mnist?: string;
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
    const { name, words, array, gather, shards, store = "", mnist = "" } = JSON.parse(text);
    const isName = typeof name === "string" && Array.isArray(words) && Number.isSafeInteger(shards);
    const isPlace = typeof store === "string" && typeof mnist === "string";
    const isJob = /^\d+$/.test(array) && (gather === undefined || /^\d+$/.test(gather));
    if (isName && isPlace && isJob) return JSON.parse(text);
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
  /** Whether Slurm has not answered: it is asked again. */
  readonly isSilent: boolean;
}

/** Asks squeue, and sacct for what squeue does not know any more. */
export async function standingOf(out: string, submission: Submission): Promise<SubmissionStanding> {
  const { array, gather, name } = submission, folder = submissionFolder(out, name);
  const [tasks, last] = [
    await tasksOf(array),
    gather === undefined ? [] : await tasksOf(gather),
  ];
  const logs = [
    ...failed(tasks ?? []).map(({ id }) => `${folder}/logs/${id}.log`),
    ...failed(last ?? []).map(({ id }) => `${folder}/logs/gather-${id}.log`),
  ];
  const isSilent = tasks === undefined || last === undefined;
  const goesOn = isSilent ||
    [...tasks, ...last].some(({ state }) => state === "pending" || state === "running");
  return { submission, tasks: tasks ?? [], gather: last ?? [], logs, goesOn, isSilent };
}

const failed = (tasks: readonly TaskStanding[]) => tasks.filter(({ state }) => state === "failed");

/** Tasks of a job; undefined where Slurm does not say for now. */
async function tasksOf(job: string): Promise<TaskStanding[] | undefined> {
  const queue = ["--array", "--noheader", "--states=all", "--format=%i|%T", `--jobs=${job}`];
  const { text, said } = await answered("squeue", queue);
  const queued = parseTasks(text ?? "");
  const account = ["-X", "--noheader", "--parsable2", "--format=JobID,State", `--jobs=${job}`];
  const known = new Map(
    parseTasks(await printed("sacct", account) ?? "").map((one) => [one.id, one]),
  );
  for (const one of queued) known.set(one.id, one);
  // It knows no job that has ended long ago; anything else that it says is no answer.
  const isSilent = text === undefined && said !== undefined && !/invalid job id/i.test(said);
  return isSilent && known.size === 0 ? undefined : [...known.values()];
}

/** What a command prints; undefined where there is none such, or it fails, as sacct does where nobody keeps accounts. */
export async function printed(
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  return (await answered(command, args)).text;
}

/** What a command prints, or says where it fails; neither where there is none such. */
async function answered(
  command: string,
  args: readonly string[],
): Promise<{ readonly text?: string; readonly said?: string }> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args: [...args],
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).output();
    const decoder = new TextDecoder();
    return code === 0 ? { text: decoder.decode(stdout) } : { said: decoder.decode(stderr) };
  } catch {
    return {};
  }
}

/** How a submission stands, in lines. */
export function standingLines(
  { submission, tasks, gather, logs, isSilent }: SubmissionStanding,
): string[] {
  const { name, array, gather: last } = submission;
  const then = last === undefined
    ? "no job gathers, the same line submits one"
    : `job ${last} gathers: ${countsOfTasks(gather)}`;
  return [
    `${name}: job ${array}: ${countsOfTasks(tasks)}; ${then}`,
    ...isSilent ? ["  squeue does not answer, and is asked again"] : [],
    ...logs.map((log) => `  failed: ${log} says why`),
  ];
}
