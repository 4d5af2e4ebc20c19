/**
 * Verification of published results, level by level (DESIGN section 7). It reads, replays and compares; it writes
 * nothing, and needs no store.
 *
 * @module
 */
import { WorkerPool } from "../../steps/pool.ts";
import type { Store } from "../../store/mod.ts";
import { experimentsOf } from "../figures.ts";
import type { ExperimentLock } from "../lock.ts";
import { Locked } from "../locked.ts";
import type { Covered } from "../publish.ts";
import { type Published, publishedRows } from "../published.ts";
import { Checker } from "./checker.ts";
import { level0, type Look } from "./level0.ts";
import { level1 } from "./level1.ts";
import { level2 } from "./level2.ts";
import { level3 } from "./level3.ts";
import { type FigurePlan, lockedAttempts, plansOf } from "./plan.ts";
import { Replayer } from "./replay.ts";
import type { LevelReport } from "./report.ts";

/** The ladder of DESIGN section 7 without its first rung, conformance. */
export type Level = 0 | 1 | 2 | 3 | 4;

/** What is verified, and how far. */
export interface VerifyOptions {
  readonly published: Published;
  /** Figures and their runs. */
  readonly covered: Covered;
  readonly level: Level;
  /** Where snapshots and counterparts are looked for; read only. */
  readonly store?: Store;
  /** Looks into the store by today's keys. */
  readonly look?: Look;
  /** Of level 2. */
  readonly nonce: string;
  /** Workers. */
  readonly jobs: number;
  /** Seconds left for level 2. */
  left(): number;
  /** Milliseconds, from any moment on. */
  clock(): number;
  /** Told of each segment that was replayed. */
  onSegment?(id: string): void;
}

/**
 * Checks level 0, level 1 where asked for, and one of the replaying levels where asked for.
 *
 * @returns A report for each level, in their order. Where the lock itself cannot be trusted nothing else is checked.
 * @throws {Error} If a replay fails although nothing differs before it.
 */
export async function verify(options: VerifyOptions): Promise<LevelReport[]> {
  const { published, covered, level, look } = options, experiments: ExperimentLock[] = [];
  try {
    for (const name of new Set(covered.figures.flatMap(experimentsOf))) {
      experiments.push(await published.experiment(name));
    }
  } catch (error) {
    const what = (error as Error).message, differences = [{ id: "lock", what }];
    return [{ level: 0, checked: { files: 1 + experiments.length }, differences }];
  }
  const locked = new Locked(published.lock, experiments), plans = await plansOf(covered, locked);
  const reports = [await level0(published, locked, experiments, plans, covered.runs, look)];
  if (level > 0) reports.push(await level1(published, locked, plans));
  if (level < 2) return reports;
  try {
    reports.push(await replayed(options, { locked, plans, experiments }));
  } catch (error) {
    if (reports.every(({ differences }) => differences.length === 0)) throw error;
    // A configuration that differs may not even run.
    const differences = [{ id: "replay", what: (error as Error).message }];
    reports.push({ level, checked: { segments: 0 }, differences });
  }
  return reports;
}

interface Planned {
  readonly locked: Locked;
  readonly plans: readonly FigurePlan[];
  readonly experiments: readonly ExperimentLock[];
}

async function replayed(options: VerifyOptions, planned: Planned): Promise<LevelReport> {
  const { published, store, jobs, level, nonce, clock, left, onSegment } = options;
  const { plans, experiments } = planned;
  const attempts = experiments.flatMap((lock) =>
    lockedAttempts(options.covered.runs(lock.experiment), lock)
  );
  const pool = new WorkerPool(new URL("../worker.ts", import.meta.url), jobs);
  try {
    const { locked } = planned;
    const bounds = async (id: string) =>
      await published.bytes(locked.digests(id)?.bounds ?? "absent");
    const replayer = new Replayer(pool, bounds);
    const snapshots = new Set(experiments.flatMap((lock) => [...publishedRows(lock).keys()]));
    const get = async (digest: string) =>
      await store?.get(digest) ??
        // One that cannot be read is the business of level 0.
        (snapshots.has(digest) ? await published.bytes(digest).catch(() => undefined) : undefined);
    const checker = new Checker({ replayer, published, locked, plans, stored: get });
    const told = onSegment === undefined ? {} : { onSegment };
    if (level === 2) {
      const stored = async (digest: string) => await get(digest) !== undefined;
      const sample = { lock: published.digest, nonce, jobs, left, clock, stored, ...told };
      return await level2(attempts, replayer, checker, sample);
    }
    const whole = { published, locked, plans, replayer, checker, jobs, ...told };
    return await level3(attempts, level === 3 ? 3 : 4, whole);
  } finally {
    pool.close();
  }
}
