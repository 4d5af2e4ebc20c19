/**
 * Verification of published results, level by level (docs/architecture.md, section 7). It reads, replays and compares;
 * it writes nothing, and needs no store.
 *
 * @module
 */
import { WorkerPool } from "../../steps/pool.ts";
import type { ResultSource } from "../../steps/result_source.ts";
import type { Damage } from "../../store/mod.ts";
import { experimentsOf } from "../../plan/figure.ts";
import type { ExperimentLock } from "../lock/lock.ts";
import { LockResolver } from "../lock/resolver.ts";
import type { PublishedFolder } from "../folder.ts";
import { publishedRows } from "../contents.ts";
import { carryLevel } from "./carry_level.ts";
import { Checker } from "./checker.ts";
import { Findings } from "./findings.ts";
import type { Goal, SamplePlan } from "./goal.ts";
import { level0 } from "./level0.ts";
import { level1 } from "./level1.ts";
import { level2 } from "./level2.ts";
import { level3 } from "./level3.ts";
import { readLocks } from "./readable_locks.ts";
import { type FigurePlan, type LockedAttempt, lockedAttempts, plansOf } from "./plan.ts";
import { Replayer } from "./replay.ts";
import type { Discrepancy, LevelReport } from "./report.ts";
import type { Request } from "../../plan/request.ts";

/** The levels of docs/architecture.md, section 7, without the first one, conformance. */
export type Level = 0 | 1 | 2 | 3 | 4;

/** What is verified, and how far. */
export interface VerifyOptions {
  readonly published: PublishedFolder;
  /** Figures and their runs. */
  readonly request: Request;
  /** Or what `lock --carry` asks for. */
  readonly level: Level | "carry";
  /** Where outputs, snapshots and counterparts are looked for: a store under today's keys, read only. */
  readonly store?: ResultSource;
  /** Gives the damaged objects that reads of the store have met since it was last asked. */
  damaged?(): readonly Damage[];
  /** Of what is drawn. */
  readonly nonce: string;
  /** Workers. */
  readonly jobs: number;
  /** How far level 2 goes. */
  readonly goal: Goal;
  /** Milliseconds, from any moment on. */
  clock(): number;
  /** Told what level 2 is going to replay, before it does. */
  onPlan?(plan: SamplePlan): void;
  /** Told how many segments `carry` replays, before it does. */
  onSegments?(segments: number): void;
  /** Told of each segment that was replayed. */
  onSegment?(id: string): void;
}

/**
 * Checks level 0, level 1 where asked for, and one of the replaying levels where asked for. What is bad is named, and the
 * rest is checked: only the top file of the lock must be sound.
 *
 * @returns A report for each level, in their order.
 */
export async function verify(options: VerifyOptions): Promise<LevelReport[]> {
  const { published, level, store, damaged } = options, reports: LevelReport[] = [];
  const report = (one: LevelReport) => {
    const met = (damaged?.() ?? []).map(damageOf);
    reports.push({ ...one, unchecked: [...one.unchecked, ...met] });
  };
  const locks = await readLocks(published, options.request), { experiments, request } = locks;
  const locked = new LockResolver(published.lock, experiments),
    plans = await plansOf(request, locked);
  report(await level0(published, locked, locks, plans, request, store));
  const replays = level === "carry" || level > 1;
  // Carrying over makes the same tables, more of them of replayed curves.
  if (level !== "carry" && level > 0 && plans.length > 0) {
    report(await level1(published, locked, plans));
  }
  if (replays && experiments.length > 0) {
    report(await replayed(options, { locked, plans, experiments }));
  }
  return reports;
}

function damageOf({ path, expected, found }: Damage): Discrepancy {
  return { id: path, what: `must be ${expected}, current value is ${found}` };
}

interface ReplayPlan {
  readonly locked: LockResolver;
  readonly plans: readonly FigurePlan[];
  readonly experiments: readonly ExperimentLock[];
}

async function replayed(options: VerifyOptions, planned: ReplayPlan): Promise<LevelReport> {
  const { published, jobs, level, nonce, goal, clock, onPlan, onSegments, onSegment } = options;
  const { locked, experiments } = planned, findings = new Findings();
  const attempts = attemptsOf(options.request, experiments, findings);
  if (attempts.length === 0) return { level, checked: { segments: 0 }, ...findings };
  const cut = new Set(attempts.map(({ experiment }) => experiment));
  const plans = planned.plans.filter(({ figure }) =>
    experimentsOf(figure).every((name) => cut.has(name))
  );
  const pool = new WorkerPool(new URL("../../plan/worker.ts", import.meta.url), jobs);
  try {
    const bounds = async (id: string) =>
      await published.bytes(locked.digests(id)?.bounds ?? "absent");
    const replayer = new Replayer(pool, bounds), get = bytesAtHand(options, experiments, findings);
    const checker = new Checker({ replayer, published, locked, plans, stored: get });
    const told = {
      ...(onSegment && { onSegment }),
      ...(onPlan && { onPlan }),
      ...(onSegments && { onSegments }),
    };
    const stored = async (digest: string) => await get(digest) !== undefined;
    const sample = { lock: published.digest, nonce, goal, jobs, clock, stored, ...told };
    const whole = { published, locked, plans, replayer, checker, jobs, ...told };
    const report = level === 2
      ? await level2(attempts, replayer, checker, sample)
      : level === "carry"
      ? await carryLevel(attempts, { ...whole, nonce })
      : await level3(attempts, level === 3 ? 3 : 4, whole);
    return {
      ...report,
      differences: [...findings.differences, ...report.differences],
      unchecked: [...findings.unchecked, ...report.unchecked],
    };
  } finally {
    pool.close();
  }
}

/** The attempts of all experiments that today's code can replay; another configuration may cut a run differently. */
function attemptsOf(
  { runs }: Request,
  experiments: readonly ExperimentLock[],
  findings: Findings,
): LockedAttempt[] {
  return experiments.flatMap((lock) => {
    try {
      return lockedAttempts(runs(lock.experiment), lock);
    } catch (error) {
      findings.refused(lock.experiment, error);
      return [];
    }
  });
}

/** Reads the bytes of a digest from the store or from what is published. */
function bytesAtHand(
  { published, store }: VerifyOptions,
  experiments: readonly ExperimentLock[],
  findings: Findings,
): (digest: string) => Promise<Uint8Array | undefined> {
  const snapshots = new Set(experiments.flatMap((lock) => [...publishedRows(lock).keys()]));
  const fromStore = async (digest: string) => {
    try {
      return await store?.get(digest);
    } catch (error) {
      findings.unread("store", error);
      return undefined;
    }
  };
  return async (digest) =>
    await fromStore(digest) ??
      // One that cannot be read is the business of level 0.
      (snapshots.has(digest) ? await published.bytes(digest).catch(() => undefined) : undefined);
}
