/** A small lock with everything that a large one has: several segments, discarded attempts, curves, a table. */
import type { Training } from "../../lib/network/training.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import type { ResultSource } from "../../lib/steps/result_source.ts";
import { WorkerPool } from "../../lib/steps/pool.ts";
import { Runner } from "../../lib/steps/runner.ts";
import type { Step } from "../../lib/steps/step.ts";
import { Store } from "../../lib/store/mod.ts";
import { codeDigests } from "../../lib/plan/code_digests.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { experimentsOf } from "../../lib/plan/figure.ts";
import type { Run } from "../../lib/plan/run.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import {
  decodeExperimentLock,
  encodeExperimentLock,
  encodeLock,
} from "../../lib/published/lock/codec.ts";
import { Settling } from "../../lib/plan/settled_runs.ts";
import { tableStep } from "../../lib/plan/tables.ts";
import { publish } from "../../lib/published/publish.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { sha256 } from "../../lib/bits/digest.ts";
import type { Request } from "../../lib/plan/request.ts";

/** Name of the experiment and of its streams; some attempts of its repeats 0 and 1 are discarded. */
export const EXPERIMENT = "SYN-ReLU-8";
export const SEED = "restart-test";

/** The ReLU network for 9 epochs in segments of 3, 3 and 3. */
export function tinyRun(change: Partial<Training["protocol"]> = {}): Run {
  const { training: base, estimators } = EXPERIMENTS[EXPERIMENT];
  const protocol = {
    ...base.protocol,
    ...{ firstSegment: 3, segment: 6, restart: { from: 4, below: 0.52 }, every: 2 },
    ...change,
  };
  return { training: { ...base, protocol, seed: SEED }, estimators, repeats: 2, epochs: 9 };
}

/** The run under the name of figure 3. */
export function tinyRequest(run: Run = tinyRun()): Request {
  return { preset: "tiny", figures: [FIGURES.fig3], runs: () => run };
}

/** A folder of published results, and the store that they were made in. */
export interface Fixture {
  readonly folder: URL;
  readonly store: Store;
  /** What the store has under today's keys. */
  readonly results: ResultSource;
}

/** Trains, publishes, tests, and removes everything. */
export async function withPublished(
  test: (fixture: Fixture) => Promise<void>,
  request: Request = tinyRequest(),
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "published-" });
  const pool = new WorkerPool(new URL("../../lib/plan/worker.ts", import.meta.url), 1);
  try {
    const store = await Store.open(`${dir}/store`), digester = await createCodeDigester();
    const runner = new Runner({ store, digester, pool, entries: ENTRIES });
    const resolve = (step: Step) => runner.resolve(step);
    const settling = new Settling(request.runs, runner);
    for (const figure of request.figures) {
      await resolve(tableStep(figure, request.preset, await settling.settleBehind(figure)));
    }
    for (const experiment of new Set(request.figures.flatMap(experimentsOf))) {
      const { repeats } = await settling.settle(experiment);
      for (const { survivor } of repeats) {
        for (const { measures } of survivor.segments) {
          for (const step of Object.values(measures)) await resolve(step);
        }
      }
    }
    const results = { resolve, get: (digest: string) => store.get(digest) };
    const files = await publish(request, results, await codeDigests(digester));
    const folder = new URL(`file://${dir}/`);
    for (const sub of ["lock", "paper"]) await Deno.mkdir(new URL(sub, folder));
    for (const [path, bytes] of files) await Deno.writeFile(new URL(path, folder), bytes);
    await test({ folder, store, results });
  } finally {
    pool.close();
    await Deno.remove(dir, { recursive: true });
  }
}

/** Opens the fixture's folder. */
export async function opened(folder: URL): Promise<PublishedFolder> {
  return (await PublishedFolder.open(folder))!;
}

/** Replaces a digest of a segment's row, and makes the top file fit: what a careful forger would do. */
export async function plant(folder: URL, name: string, column: number): Promise<void> {
  const path = new URL(`lock/${EXPERIMENT}.json`, folder);
  const lock = decodeExperimentLock(await Deno.readFile(path));
  const row = [...lock.rows[name]];
  row[column] = sha256(row[column]);
  const text = encodeExperimentLock({ ...lock, rows: { ...lock.rows, [name]: row } });
  await Deno.writeTextFile(path, text);
  const { lock: top } = await opened(folder), one = top.experiments[EXPERIMENT];
  const experiments = { ...top.experiments, [EXPERIMENT]: { ...one, rows: sha256(text) } };
  await Deno.writeTextFile(new URL("lock/lock.json", folder), encodeLock({ ...top, experiments }));
}
