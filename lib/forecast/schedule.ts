/**
 * List scheduling: how long jobs take a pool of workers, in the order of the pool (lib/steps/pool.ts).
 *
 * @module
 */

/** Something one worker does in one go. */
export interface ScheduledJob {
  readonly seconds: number;
  /** The smaller first, the earlier among equals. */
  readonly rank: number;
  /** Jobs that must have ended before, by their place in the list. */
  readonly after: readonly number[];
}

/** What a schedule comes to. */
export interface Schedule {
  /** From the first start to the last end. */
  readonly seconds: number;
  /** Most workers busy at a time. */
  readonly busy: number;
}

/**
 * Simulates the pool.
 *
 * @param jobs Without cycles.
 * @param workers At least 1.
 * @param latency Seconds from the end of a job until those after it can start: what it made is stored first, and a
 * waiting job of another chain takes the free worker meanwhile.
 */
export function schedule(
  jobs: readonly ScheduledJob[],
  workers: number,
  latency: number,
): Schedule {
  const open = jobs.map(({ after }) => new Set(after).size);
  const followers = followersOf(jobs);
  const waiting = open.flatMap((n, k) => n === 0 ? [k] : []);
  const running: { job: number; end: number }[] = [], coming: { job: number; at: number }[] = [];
  let now = 0, busy = 0;
  while (true) {
    while (running.length < workers && waiting.length > 0) {
      const job = takeFirst(jobs, waiting);
      running.push({ job, end: now + jobs[job].seconds });
    }
    busy = Math.max(busy, running.length);
    if (running.length === 0 && coming.length === 0) return { seconds: now, busy };
    now = Math.min(...running.map(({ end }) => end), coming[0]?.at ?? Infinity);
    while (coming.length > 0 && coming[0].at <= now) waiting.push(coming.shift()!.job);
    for (let k = running.length - 1; k >= 0; k--) {
      if (running[k].end > now) continue;
      const [{ job }] = running.splice(k, 1);
      for (const next of followers[job]) {
        // Ends come in the order of time, so these do.
        if (--open[next] === 0) coming.push({ job: next, at: now + latency });
      }
    }
  }
}

function followersOf(jobs: readonly ScheduledJob[]): number[][] {
  const followers = jobs.map((): number[] => []);
  jobs.forEach(({ after }, k) => {
    for (const before of new Set(after)) followers[before].push(k);
  });
  return followers;
}

function takeFirst(jobs: readonly ScheduledJob[], waiting: number[]): number {
  let best = 0;
  waiting.forEach((job, k) => {
    if (jobs[job].rank < jobs[waiting[best]].rank) best = k;
  });
  return waiting.splice(best, 1)[0];
}
