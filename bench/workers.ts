/**
 * The gain of the second worker, and a worker's memory, on segments as the pipeline runs them.
 *
 * @module
 */
import { BINNED, EXACT } from "../lib/information/estimator.ts";
import type { Json } from "../lib/bits/canonical.ts";
import { type Job, WorkerPool } from "../lib/steps/pool.ts";
import { syntheticTraining } from "../lib/paper/synthetic_trainings.ts";
import type { Row } from "./row.ts";
import { firstSegment } from "./segments.ts";
import { alternate } from "./timing.ts";

const WORKER = new URL("../lib/plan/worker.ts", import.meta.url);
const JOBS = 8;
const ROUNDS = 5;
const MEGABYTE = 1e6;

/** The first segment of repeat `repeat` with both measurements. */
function job(repeat: number, epochs: number): Job {
  const { params, inputs } = firstSegment(syntheticTraining("relu", 8), repeat, epochs);
  const step = (kind: string, extra: object) => ({
    kind,
    params: { ...params, ...extra } as unknown as Json,
  });
  const steps = [
    step("train", {}),
    step("measure", { estimator: EXACT }),
    step("measure", { estimator: BINNED }),
  ];
  return { steps, inputs };
}

/** Wall time of the same independent segments on one worker and on two. */
export async function benchSecondWorker(): Promise<Row[]> {
  const jobs = Array.from({ length: JOBS }, (_, repeat) => job(repeat, 500));
  const pools = [1, 2].map((size) => ({ size, pool: new WorkerPool(WORKER, size) }));
  const contenders = pools.map(({ size, pool }) => ({
    name: String(size),
    times: 1,
    run: async () => {
      await Promise.all(jobs.map((job) => pool.run(() => Promise.resolve(job), 0)));
    },
  }));
  const seconds = await alternate(contenders, ROUNDS);
  for (const { pool } of pools) pool.close();
  return [{
    what: `${JOBS} segments, two workers against one`,
    value: seconds[1] / seconds[2],
    unit: "times",
    bar: { least: 1.8 },
  }];
}

/**
 * Peak growth of the process's resident memory while its first worker runs one full segment: the worker's
 * isolate, its code, the shared memory and the messages. Only meaningful before anything else has run.
 */
export async function benchMemory(): Promise<Row[]> {
  const work = job(0, 500), before = Deno.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 5);
  const pool = new WorkerPool(WORKER, 1);
  await pool.run(() => Promise.resolve(work), 0);
  clearInterval(timer);
  pool.close();
  return [
    {
      what: "worker, peak of resident memory",
      value: (peak - before) / MEGABYTE,
      unit: "MB",
      bar: { most: 150 },
    },
    {
      what: "process with one worker, peak of resident memory",
      value: peak / MEGABYTE,
      unit: "MB",
    },
  ];
}
