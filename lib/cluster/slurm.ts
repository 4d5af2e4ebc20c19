/**
 * Reading what Slurm prints: numbers of jobs, states of their tasks.
 *
 * @module
 */

/** The number of a job from what `sbatch --parsable` prints: the number, on some sites with the cluster behind it. */
export function parseJobId(text: string): string | undefined {
  return /^(\d+)(?:;[\w.-]+)?\s*$/.exec(text)?.[1];
}

/** A cluster's most tasks of an array, from `scontrol show config`: numbers must be below its MaxArraySize. */
export function parseMostTasks(text: string): number | undefined {
  const [, size] = /^MaxArraySize\s*=\s*(\d+)\s*$/m.exec(text) ?? [];
  return size === undefined ? undefined : Math.max(1, Number(size) - 1);
}

/** Minutes of a time as it is typed: `90m`, `1h`, `2d`, or `[days-]hours:minutes[:seconds]`; undefined if it is none. */
export function parseMinutes(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,5}(?:\.\d+)?)(m|h|d)$/.exec(text) ?? [];
  if (amount !== undefined) return whole(Number(amount) * { m: 1, h: 60, d: 1440 }[unit]!);
  const [, days = 0, hours, minutes, seconds = 0] =
    /^(?:(\d{1,3})-)?(\d{1,4}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  if (hours === undefined) return undefined;
  return whole(
    1440 * Number(days) + 60 * Number(hours) + Number(minutes) + Math.ceil(Number(seconds) / 60),
  );
}

function whole(minutes: number): number | undefined {
  return minutes >= 1 ? Math.ceil(minutes) : undefined;
}

/** How a task stands, in few words. */
export type TaskState = "pending" | "running" | "done" | "failed";

/** A task of a job. */
export interface TaskStanding {
  /** `17_4`, or `18` of a job that is no array. */
  readonly id: string;
  readonly state: TaskState;
  /** Slurm's own word, such as NODE_FAIL. */
  readonly word: string;
}

const STATES: Readonly<Record<string, TaskState>> = {
  ...{ PENDING: "pending", REQUEUED: "pending", REQUEUE_HOLD: "pending", SUSPENDED: "running" },
  ...{ RUNNING: "running", COMPLETING: "running", CONFIGURING: "running", STAGE_OUT: "running" },
  COMPLETED: "done",
};

/**
 * Tasks from lines of `id|STATE`, as `squeue --array --noheader --format=%i|%T` and
 * `sacct -X --noheader --parsable2 --format=JobID,State` print them. Where a task is there twice, the last line counts.
 * Ranges of tasks that are still to be made, `17_[5-9]`, are counted one by one.
 */
export function parseTasks(text: string): TaskStanding[] {
  const tasks = new Map<string, TaskStanding>();
  for (const line of text.split("\n")) {
    const [, id, word] = /^([\d_[\]%,-]+)\|([A-Z_]+)/.exec(line.trim()) ?? [];
    if (id === undefined) continue;
    for (const one of eachTask(id)) {
      tasks.set(one, { id: one, state: STATES[word] ?? "failed", word });
    }
  }
  return [...tasks.values()];
}

function eachTask(id: string): string[] {
  const [, job, list] = /^(\d+)_\[([\d,-]+)(?:%\d+)?\]$/.exec(id) ?? [];
  if (job === undefined) return [id];
  return list.split(",").flatMap((range) => {
    const [from, to = from] = range.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, k) => `${job}_${from + k}`);
  });
}

/** How many tasks stand how: `3 running, 5 pending, 4 done, 1 failed`. */
export function countsOfTasks(tasks: readonly TaskStanding[]): string {
  const words = (["running", "pending", "done", "failed"] as const).flatMap((state) => {
    const count = tasks.filter((task) => task.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return words.join(", ") || "none known any more";
}
