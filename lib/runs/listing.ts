/**
 * The runs of a store with what they came to: recorded where a run is finished, else looked at.
 *
 * @module
 */
import type { Inspector } from "../steps/inspector.ts";
import { membershipOf } from "../plan/membership.ts";
import type { Action, Store } from "../store/mod.ts";
import { decodeResults, encodeTraining } from "./recorded.ts";
import { type OwnRun, putRun, type RegisteredRun } from "./registry.ts";
import { type RunResults, runResults } from "./results.ts";
import { type RunSummary, summaryOf } from "./summary.ts";

/** Names of the outputs of a run's entry that has results. */
const SUMMARY = "summary", TRAINING = "training";

/** A run and what it came to. */
export interface ListedRun extends RegisteredRun {
  readonly summary: RunSummary;
  /** Seconds of a worker that went into its results, discarded attempts and what other runs share included. */
  readonly seconds: number;
}

/**
 * Looks at what the store has of a run, and notes it in the registry.
 *
 * @param inspector One that has looked at nothing else: its steps are what the run cost.
 * @param now Milliseconds since 1970 began.
 * @throws {Error} in one line, if the store cannot be written.
 */
export async function recordResults(
  store: Store,
  { own, label }: Pick<RegisteredRun, "own" | "label">,
  inspector: Inspector,
  now: number = Date.now(),
): Promise<RunResults> {
  const results = await runResults(own, inspector), { digests } = results;
  if (results.repeats.length === 0) return results;
  const summary = new TextEncoder().encode(JSON.stringify(summaryOf(results)) + "\n");
  await putRun(store, own, {
    ...{ label, inputs: digests },
    outputs: { [SUMMARY]: summary, [TRAINING]: encodeTraining(results) },
    ...{ now, seconds: secondsOf(inspector) },
  });
  return results;
}

/**
 * What runs came to.
 *
 * @param inspect An inspector for each run that is not finished, or was not when it ended.
 */
export async function listedRuns(
  store: Store,
  runs: readonly RegisteredRun[],
  inspect: () => Inspector,
): Promise<ListedRun[]> {
  const listed: ListedRun[] = [];
  for (const run of runs) {
    listed.push(await recorded(store, run) ?? await lookedAt(run, inspect()));
  }
  return listed;
}

/**
 * Whole results of a finished run by its entry: nothing is planned, so that they are read whatever the code is today.
 *
 * @returns Undefined where it has not been finished, or bytes are gone.
 */
export async function recordedResults(
  store: Store,
  run: RegisteredRun,
): Promise<RunResults | undefined> {
  const entry = finishedEntry(run), digest = entry?.outputs[TRAINING]?.sha256;
  const training = digest === undefined ? undefined : await store.get(digest);
  if (entry === undefined || training === undefined) return undefined;
  try {
    return await decodeResults(run.own, training, entry.key.inputs, (one) => store.get(one));
  } catch {
    // It may be anybody's.
    return undefined;
  }
}

/** The entry that has the results of all repeats. */
function finishedEntry({ own, results }: RegisteredRun): Action | undefined {
  const entry = results.at(-1), wanted = own.repeats * own.estimators.length;
  return entry && Object.keys(entry.key.inputs).length === wanted ? entry : undefined;
}

/** What a finished run's entry says. */
async function recorded(store: Store, run: RegisteredRun): Promise<ListedRun | undefined> {
  const entry = finishedEntry(run), digest = entry?.outputs[SUMMARY]?.sha256;
  if (entry === undefined || digest === undefined) return undefined;
  const bytes = await store.get(digest), summary = bytes && decoded(bytes, run.own);
  return summary && { ...run, summary, seconds: entry.cost.seconds ?? 0 };
}

async function lookedAt(run: RegisteredRun, inspector: Inspector): Promise<ListedRun> {
  const summary = summaryOf(await runResults(run.own, inspector, { traces: false }));
  return { ...run, summary, seconds: secondsOf(inspector) };
}

function secondsOf({ standings }: Inspector): number {
  let seconds = 0;
  for (const { step, action } of standings.values()) {
    // Data sets are everybody's.
    if (membershipOf(step.id).group !== undefined) seconds += action?.cost.seconds ?? 0;
  }
  return Math.round(1e6 * seconds) / 1e6;
}

/** A summary that may be anybody's; undefined if it is not of this run's form. */
function decoded(bytes: Uint8Array, { repeats, training }: OwnRun): RunSummary | undefined {
  try {
    const summary: RunSummary = JSON.parse(new TextDecoder().decode(bytes));
    const layers = training.network.layers.length;
    const numbers = [
      summary.finished,
      summary.discarded,
      ...rates(summary.train),
      ...rates(summary.test),
    ];
    const ends = Object.values(summary.end).flatMap(({ ixt, ity }) => [ixt, ity]);
    const fits = numbers.every(Number.isFinite) && summary.asked === repeats &&
      ends.every((one) => one.length === layers && one.every(Number.isFinite));
    return fits ? summary : undefined;
  } catch {
    return undefined;
  }
}

function rates(accuracy: RunSummary["train"]): unknown[] {
  return [accuracy?.end, accuracy?.best];
}
