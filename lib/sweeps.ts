/**
 * Sweeps on a store: what is missing of many runs, on one pool of workers.
 *
 * @module
 */
import { canonical, type Json } from "./bits/canonical.ts";
import { type ShardReport, unfinishedChains } from "./cluster/chains.ts";
import { type Shard, shardOfAll } from "./cluster/deal.ts";
import { settleRun } from "./plan/settle.ts";
import { workOf } from "./plan/standings.ts";
import type { Failure } from "./failures.ts";
import { Predictor } from "./forecast/predictor.ts";
import type { Progress } from "./steps/runner_options.ts";
import type { Inspector } from "./steps/inspector.ts";
import { WorkerPool } from "./steps/pool.ts";
import { membershipOf } from "./plan/membership.ts";
import type { Request } from "./plan/request.ts";
import { packFinished, type Store } from "./store/mod.ts";
import { recordResults } from "./runs/listing.ts";
import { type Labelled, labelsOf, registeredRuns, registerRuns } from "./runs/registry.ts";
import { ownRequest } from "./runs/request.ts";
import type { Cell } from "./runs/sweep.ts";
import type { SweptRun } from "./runs/sweep_table.ts";
import type { Study } from "./study.ts";

/** The requests for the results of a sweep's runs, in the order of the cells, without registering them. */
export async function sweepRequests(store: Store, cells: readonly Cell[]): Promise<Request[]> {
  const labels = labelsOf(cells.map(({ own }) => own), await registeredRuns(store));
  return cells.map((cell, k) => requestOf(cell, labels[k].label));
}

/** What a sweep would take. */
export interface SweepPlan {
  readonly runs: number;
  /** Repeats that are trained, those that several runs share counted once, and how many of them are trained already. */
  readonly trainings: number;
  readonly trained: number;
  /** Seconds by the clock, and bytes that the store grows by. */
  readonly seconds: number;
  readonly bytes: number;
  /** Steps that would run, at most. */
  readonly steps: number;
}

/** The request for the results of a run: nothing is drawn. */
const requestOf = ({ own }: Cell, label: string) =>
  ownRequest(own, [], { label, pictures: ["plane"] });

/** Says what a sweep would take; nothing is written. */
export async function planSweep(
  study: Study,
  store: Store,
  cells: readonly Cell[],
  jobs: number,
): Promise<SweepPlan> {
  const labels = labelsOf(cells.map(({ own }) => own), await registeredRuns(store));
  const trainings = new Map<string, boolean>(), sum = { seconds: 0, bytes: 0, steps: 0 };
  for (const [k, cell] of cells.entries()) {
    const inspector = await study.inspect(requestOf(cell, labels[k].label)),
      { standings } = inspector;
    for (const [name, done] of await trainingsOf(cell, inspector)) trainings.set(name, done);
    const predictor = await Predictor.open(standings, store, { workers: 1 });
    const { seconds, bytes, kinds } = predictor.predict(standings);
    // A worker trains a repeat alone: where there are more repeats than workers, all of them have work.
    sum.seconds += seconds / jobs;
    sum.bytes += bytes;
    for (const { missing, unknown } of Object.values(kinds)) sum.steps += missing + unknown;
  }
  const trained = [...trainings.values()].filter((done) => done).length;
  return { runs: cells.length, trainings: trainings.size, trained, ...sum };
}

/** Each repeat of a run, and whether it is trained to its end. */
async function trainingsOf({ own }: Cell, inspector: Inspector): Promise<[string, boolean][]> {
  const { training, epochs } = own, repeats = await settleRun(own, inspector).catch(() => []);
  return await Promise.all(repeats.map(async ({ repeat, survivor: { segments } }) => {
    const { train } = segments[segments.length - 1];
    const name = canonical({ training, epochs, repeat } as unknown as Json);
    return [name, await inspector.resolve(train) !== undefined] as [string, boolean];
  }));
}

/** How a sweep is run. */
export interface SweepOptions {
  readonly jobs: number;
  /** Told of the work that is missing, before any of it is done, in the units of the steps' weights. */
  readonly onPlanned?: (work: number) => void;
  readonly progress?: Progress;
  /** Told of every repeat that cannot be finished; the others are. */
  readonly onFailure?: (failure: Failure) => void;
  /** Which part of all repeats is trained and measured; what is made of a run's is left to who finds them finished. */
  readonly shard?: Shard;
  /** Whether nothing is trained: all repeats must be finished. */
  readonly gather?: boolean;
  /** Whether results that came from elsewhere are taken even where computing them takes no time. */
  readonly takesImported?: boolean;
  /** Told what has become of all repeats, if a part of them was asked for. */
  readonly onShard?: (chains: ShardReport) => void;
  /** Told of labels that are not the names, since others had them before. */
  readonly onLabelled?: (name: string, labelled: Labelled) => void;
}

/** At most so many runs at a time: each has its plan in memory. */
const AT_ONCE = 16;

/**
 * Computes what is missing of a sweep, and notes what came of it. Killed at any time it goes on from there.
 *
 * @returns The runs in the order of the cells, with their finished repeats; of a part of a sweep none, until all repeats are
 * finished.
 */
export async function runSweep(
  study: Study,
  store: Store,
  cells: readonly Cell[],
  options: SweepOptions,
): Promise<SweptRun[]> {
  const {
    jobs,
    gather = false,
    takesImported = false,
    onPlanned,
    progress,
    onFailure = () => {},
    onLabelled,
  } = options;
  const owns = cells.map(({ own }) => own), labels = await registerRuns(store, owns);
  labels.forEach((one, k) => one.before && onLabelled?.(owns[k].name, one));
  const requests = cells.map((cell, k) => requestOf(cell, labels[k].label));
  const shard = options.shard && shardOfAll(requests, options.shard);
  const plans: (Inspector | undefined)[] = await Promise.all(
    requests.map((request) => study.inspect(request)),
  );
  const work = plans.reduce((sum, plan) => sum + workOf(plan!.standings), 0);
  if (work > 0) (await import("./published/conformance.ts")).requireConformance();
  onPlanned?.(work);
  const pool = new WorkerPool(new URL("./plan/worker.ts", import.meta.url), jobs);
  const swept: SweptRun[] = new Array(cells.length), unfinished = new Set<string>();
  let next = 0;
  const go = async () => {
    while (next < cells.length) {
      const k = next++, cell = cells[k], { label } = labels[k], before = plans[k];
      if (swept[k] !== undefined) continue;
      await study.reproduce(requests[k], {
        ...{ jobs, pool, gather, takesImported, onFailure },
        ...(before && { before }),
        ...(progress && { progress }),
        ...(shard && { shard }),
        onShard: (report) => report.unfinished.forEach((name) => unfinished.add(name)),
      });
      if (unfinished.size > 0) continue;
      const results = await recordResults(store, { own: cell.own, label }, study.results());
      swept[k] = { label, cell, results };
    }
  };
  const goOverAll = () => Promise.all(Array.from({ length: Math.min(AT_ONCE, cells.length) }, go));
  try {
    await goOverAll();
    if (unfinished.size > 0) {
      // What others had under way may be finished by now: whoever ends last finds all of it.
      unfinished.clear();
      for (const name of await unfinishedOf(study, requests)) unfinished.add(name);
      if (unfinished.size === 0) {
        plans.length = next = 0;
        await goOverAll();
      }
    }
  } finally {
    pool.close();
  }
  // For later runs only: where it cannot be done, on a full disk, it can wait.
  await packFinished(store, membershipOf).catch(() => {});
  if (shard === undefined) return swept;
  const { index, of, chains = new Set() } = shard;
  options.onShard?.({ index, of, chains: [...chains], unfinished: [...unfinished].sort() });
  return unfinished.size > 0 ? [] : swept;
}

/** Names of the chains that are unfinished now, whoever was dealt them. */
async function unfinishedOf(study: Study, requests: readonly Request[]): Promise<Set<string>> {
  const unfinished = new Set<string>();
  for (const request of requests) {
    const { standings } = await study.inspect(request);
    for (const name of unfinishedChains(request, standings)) unfinished.add(name);
  }
  return unfinished;
}
