/**
 * Levels 3 and 4: whole experiments, from nothing to their tables.
 *
 * @module
 */
import { sha256 } from "../../bits/digest.ts";
import { parseSegmentInput } from "../../plan/ids.ts";
import { firstMismatch } from "../../steps/mismatch.ts";
import type { LockResolver } from "../lock/resolver.ts";
import type { PublishedFolder } from "../folder.ts";
import type { Checker } from "./checker.ts";
import { Findings } from "./findings.ts";
import { RecomputedResults } from "./level1.ts";
import type { FigurePlan, LockedAttempt } from "./plan.ts";
import type { Made, Replayer } from "./replay.ts";
import { type Discrepancy, discrepancyOf, type LevelReport } from "./report.ts";

/** What level 3 works with. */
export interface WholeOptions {
  readonly published: PublishedFolder;
  readonly locked: LockResolver;
  readonly plans: readonly FigurePlan[];
  readonly replayer: Replayer;
  readonly checker: Checker;
  /** Attempts at once. */
  readonly jobs: number;
  /** Told of each segment that was replayed. */
  onSegment?(id: string): void;
}

/**
 * Replays all attempts, then curves, aggregates and tables; goes on behind a difference or an attempt that cannot be
 * replayed, so that it names them all.
 */
export async function level3(
  attempts: readonly LockedAttempt[],
  level: 3 | 4,
  options: WholeOptions,
): Promise<LevelReport> {
  const { segments, findings, made } = await replayWhole(attempts, options);
  const { published, locked, plans } = options;
  const results = new RecomputedResults(
    published,
    locked,
    (step) => Promise.resolve(made.get(step.id)!),
  );
  const found = findings.isEmpty ? await results.check(plans) : findings;
  const { aggregates, tables } = results.checked, { differences, unchecked } = found;
  return { level, checked: { segments, aggregates, tables }, differences, unchecked };
}

/** Whole attempts, replayed. */
export interface ReplayedAttempts {
  readonly segments: number;
  /** What differs in the order of the attempts, and what could not be replayed. */
  readonly findings: Findings;
  /** Bytes of curves and bounds of survivors, and of what else tables are made of, by id of the step. */
  readonly made: ReadonlyMap<string, Uint8Array>;
}

/** Replays attempts from their beginning to their curves, several at once, whether or not some differ. */
export async function replayWhole(
  attempts: readonly LockedAttempt[],
  options: WholeOptions,
): Promise<ReplayedAttempts> {
  const { checker, jobs } = options, differences: (Discrepancy | undefined)[] = [];
  const made = new Map<string, Uint8Array>(), findings = new Findings();
  let next = 0, segments = 0;
  const one = async (k: number, attempt: LockedAttempt) => {
    const unit = { attempt, from: 0, to: attempt.rows.length };
    const checked = await checker.check(unit, options);
    segments += checked.segments;
    differences[k] = checked.difference ?? await finish(attempt, checked.made, made, options);
  };
  const lane = async () => {
    while (next < attempts.length) {
      const k = next++;
      await one(k, attempts[k]).catch((error) => findings.unread(attempts[k].name, error));
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  findings.differences.push(...differences.filter((one) => one !== undefined));
  return { segments, findings, made };
}

/** Bounds and curves of a surviving attempt, against the lock; of a discarded one its last trace is kept. */
async function finish(
  attempt: LockedAttempt,
  segments: readonly Made[],
  made: Map<string, Uint8Array>,
  { checker, replayer, locked }: WholeOptions,
): Promise<Discrepancy | undefined> {
  if (!attempt.survivor) {
    made.set(attempt.segments.at(-1)!.train.id, segments.at(-1)!.trace);
    return undefined;
  }
  attempt.segments.forEach(({ measures }, k) => {
    // A table may show it as it is.
    if ("representation" in measures) {
      made.set(measures.representation.id, segments[k].representation);
    }
  });
  for (const step of checker.resultsOf(attempt)) {
    const inputs: Record<string, Uint8Array> = {};
    for (const name of Object.keys(step.inputs)) {
      const { what, segment } = parseSegmentInput(name);
      inputs[name] = segments[segment - 1][what];
    }
    const outputs = await replayer.compute(step, inputs);
    const [[name, bytes]] = Object.entries(outputs);
    made.set(step.id, bytes);
    const found = { [name]: sha256(bytes) };
    const mismatch = firstMismatch(step.id, locked.digests(step.id) ?? {}, found);
    if (mismatch !== undefined) return discrepancyOf(mismatch);
  }
  return undefined;
}
