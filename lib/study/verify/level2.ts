/**
 * Level 2: a sample of the segments, replayed within a budget of time.
 *
 * @module
 */
import { Budget, calibrate, secondsOf } from "./cost.ts";
import type { Checker } from "./checker.ts";
import type { LockedAttempt } from "./plan.ts";
import { assurances } from "./probability.ts";
import type { Difference, LevelReport } from "./report.ts";
import type { Replayer } from "./replay.ts";
import { sampleOrder } from "./sample.ts";
import { type Unit, unitName, unitsOf } from "./units.ts";

/** How a sample is drawn and how long it may take. */
export interface SampleOptions {
  /** SHA-256 of the top file of the lock. */
  readonly lock: string;
  readonly nonce: string;
  /** Units at once. */
  readonly jobs: number;
  /** Seconds left of the budget, now. */
  left(): number;
  /** Milliseconds, from any moment on. */
  clock(): number;
  /** Whether a store has the bytes of a digest. */
  stored(digest: string): Promise<boolean>;
  /** Told of each segment that was replayed. */
  onSegment?(id: string): void;
}

/** Share of the budget that may be overrun before what is still running is given up. */
const GRACE = 0.06;

/** Draws units and replays them in their order until the budget is spent, or one differs. */
export async function level2(
  attempts: readonly LockedAttempt[],
  replayer: Replayer,
  checker: Checker,
  options: SampleOptions,
): Promise<LevelReport> {
  const { lock, nonce, jobs, clock, left } = options, total = left();
  const units = await unitsOf(attempts, options.stored);
  const order = Array.from(sampleOrder(lock, nonce, units.length), (k) => units[k]);
  const pace = await calibrate(attempts, replayer, clock);
  const mean = units.reduce((sum, unit) => sum + secondsOf(unit, pace), 0) / units.length;
  const budget = new Budget(mean, left), done: Unit[] = [], found = new Map<number, Difference>();
  let next = 0, segments = 0;
  const lane = async () => {
    while (next < order.length && budget.fits && found.size === 0) {
      const k = next++, unit = order[k], start = clock();
      const told = {
        ...(options.onSegment ? { onSegment: options.onSegment } : {}),
        onDifference: (difference: Difference) => void found.set(k, difference),
      };
      const { difference, segments: replayed } = await checker.check(unit, told);
      budget.add((clock() - start) / 1000, secondsOf(unit, pace));
      segments += replayed;
      done[k] = unit;
      if (difference !== undefined) found.set(k, difference);
    }
  };
  const lanes = Promise.all(Array.from({ length: jobs }, lane));
  await within(lanes, left() + GRACE * total);
  const drawn = done.filter((unit) => unit !== undefined),
    sizes = units.map(({ from, to }) => to - from);
  const first = [...found].sort(([a], [b]) => a - b)[0]?.[1];
  return {
    level: 2,
    checked: { segments },
    differences: first === undefined ? [] : [first],
    sample: {
      nonce,
      units: drawn.map(unitName),
      of: units.length,
      segments,
      ofSegments: sizes.reduce((sum, size) => sum + size, 0),
      // Of a sample that was left unfinished nothing is claimed.
      assurances: first === undefined ? assurances(sizes, drawn.length) : [],
    },
  };
}

/** Waits for work, at most so many seconds: what is still running then does not count. */
async function within(work: Promise<unknown>, seconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise((resolve) => timer = setTimeout(resolve, 1000 * Math.max(0, seconds)));
  try {
    await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
