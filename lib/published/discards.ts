/**
 * Discarded attempts of the published runs, replayed to see what was wrong with them: what their layers told apart at the
 * last epoch that was measured. They are no published results, so they lie apart (fixtures/discards.json).
 *
 * @module
 */
import found from "../../fixtures/discards.json" with { type: "json" };
import { decodeTrace } from "../engines/wasm/trace.ts";
import { decodeCounts } from "../information/codec.ts";
import { mutualInformation } from "../information/entropy.ts";
import { EXACT } from "../information/estimator.ts";
import { attemptSteps } from "../plan/attempt.ts";
import { parseSegmentName, type SegmentName } from "../plan/ids.ts";
import { measurementName } from "../plan/run.ts";
import type { Runner } from "../steps/runner.ts";
import type { ExperimentLock, Lock } from "./lock/lock.ts";
import { lockedRequest } from "./lock/request.ts";

/** A discarded attempt. */
export interface DiscardedAttempt {
  readonly experiment: string;
  readonly repeat: number;
  readonly attempt: number;
  /** Epoch that met the restart rule, and its training accuracy. */
  readonly stopped: number;
  readonly accuracy: number;
  /** Epoch of the last record, and I(X;T) of each layer there, bits. */
  readonly measured: number;
  readonly ixt: readonly number[];
}

/** All that have been replayed. */
export const DISCARDED: readonly DiscardedAttempt[] = found;

/** Last segments of the discarded attempts of an experiment. */
export function discardedSegments({ rows }: Pick<ExperimentLock, "rows">): SegmentName[] {
  return Object.entries(rows).flatMap(([name, row]) => {
    const segment = parseSegmentName(name);
    return row.length === 1 && segment !== undefined ? [segment] : [];
  });
}

/**
 * Trains a discarded attempt up to where it ended, and measures its last segments.
 *
 * @param runner Of a store that may be thrown away.
 */
export async function replayDiscarded(
  lock: Lock,
  experiment: string,
  { repeat, attempt, segment }: SegmentName,
  runner: Runner,
): Promise<DiscardedAttempt> {
  const run = { ...lockedRequest(lock).runs(experiment), estimators: [EXACT] };
  const { segments } = attemptSteps(run, repeat, attempt), last = segments[segment - 1];
  const trace = decodeTrace(await runner.bytes({ step: last.train, output: "trace" }));
  const ended = trace.trainCorrect.length - 1;
  const name = measurementName(EXACT, run.epochs);
  const tables = await Promise.all([segments[segment - 2], last].map(async ({ measures }) => {
    return decodeCounts(await runner.bytes({ step: measures[name], output: "counts" }));
  }));
  const table = tables[tables[1].epochs.length > 0 ? 1 : 0], record = table.epochs.length - 1;
  return {
    ...{ experiment, repeat, attempt, stopped: trace.from + ended },
    accuracy: trace.trainCorrect[ended] / trace.trainRows,
    measured: table.epochs[record],
    ixt: table.counts[record].map((counts) => mutualInformation(counts).ixt),
  };
}
