/**
 * Level 2: a sample of the segments, replayed within a budget of time, or until it is as telling as was asked for.
 *
 * @module
 */
import { Budget, calibratePace, type Pace, secondsOf } from "./budget.ts";
import type { Checker } from "./checker.ts";
import { Findings } from "./findings.ts";
import { choose, type Goal, type SamplePlan } from "./goal.ts";
import type { LockedAttempt } from "./plan.ts";
import { assurances } from "./probability.ts";
import type { Discrepancy, LevelReport, Undrawn } from "./report.ts";
import type { Replayer } from "./replay.ts";
import { drawsOf, strataOf, type Stratum } from "./strata.ts";
import { type Unit, unitName, unitsOf } from "./units.ts";

/** How a sample is drawn and how long it may take. */
export interface SampleOptions {
  /** SHA-256 of the top file of the lock. */
  readonly lock: string;
  readonly nonce: string;
  readonly goal: Goal;
  /** Units at once. */
  readonly jobs: number;
  /** Milliseconds, from any moment on. */
  clock(): number;
  /** Whether a store has the bytes of a digest. */
  stored(digest: string): Promise<boolean>;
  /** Told what is planned, before anything is replayed. */
  onPlan?(plan: SamplePlan): void;
  /** Told of each segment that was replayed. */
  onSegment?(id: string): void;
}

/** Share of the budget that may be overrun before what is still running is given up. */
const GRACE = 0.06;

/** Share of the budget that timing one experiment may take before it is timed once more. */
const TIMING = 0.01;

/**
 * Draws units and replays them in their order until the next one does not fit into the budget, or one differs. One that
 * cannot be replayed is named, and the next one is tried.
 *
 * What takes longer than the whole budget is not drawn from, which the report says.
 *
 * The stated probability counts each stratum's units by themselves: see the head of `strata.ts` for why it is exact
 * wherever the budget ends the sample. Of strata that nothing was drawn from nothing is claimed; which these are depends
 * on times alone, never on the nonce.
 */
export async function level2(
  attempts: readonly LockedAttempt[],
  replayer: Replayer,
  checker: Checker,
  options: SampleOptions,
): Promise<LevelReport> {
  const { lock, nonce, clock, goal, jobs } = options, start = clock();
  const total = "budget" in goal ? goal.budget : Infinity;
  const left = () => total - (clock() - start) / 1000;
  const units = await unitsOf(attempts, options.stored);
  const pace = await calibratePace(attempts, replayer, { clock, most: TIMING * total });
  const strata = strataOf(units, lock, nonce, (unit) => secondsOf(unit, pace));
  const { order, plan } = choose(strata, goal, jobs, left());
  options.onPlan?.(plan);
  const sample = new Running(checker, options, left);
  const lanes = Array.from({ length: jobs }, () => sample.replay(order, pace));
  await within(Promise.all(lanes), left() + GRACE * total);
  // What is still running does not count.
  const drawn = sample.checked(), { segments, difference } = sample, draws = drawsOf(strata, drawn);
  const unchecked = [...sample.findings.unchecked], whole = unchecked.length === 0;
  // Of a sample that was left unfinished, or has gaps where somebody may have wanted them, nothing is claimed.
  const claimed = difference === undefined && whole ? draws.filter(({ drawn }) => drawn > 0) : [];
  return {
    level: 2,
    checked: { segments },
    differences: difference === undefined ? [] : [difference],
    unchecked,
    sample: {
      nonce,
      units: drawn.map(unitName),
      of: units.length,
      segments,
      ofSegments: strata.reduce((sum, { units, size }) => sum + units.length * size, 0),
      strata: draws,
      undrawn: undrawnOf(strata.filter((_, k) => draws[k].drawn === 0)),
      assurances: claimed.length > 0 ? assurances(claimed) : [],
    },
  };
}

/** Strata of one experiment together, in the order of the strata. */
function undrawnOf(strata: readonly Stratum[]): Undrawn[] {
  const experiments = Map.groupBy(strata, ({ units: [{ attempt }] }) => attempt.experiment);
  return [...experiments].map(([experiment, own]) => ({
    experiment,
    units: own.reduce((sum, { units }) => sum + units.length, 0),
    segments: own.reduce((sum, { units, size }) => sum + units.length * size, 0),
    seconds: Math.round(10 * own[0].seconds) / 10,
  }));
}

/** A sample that is being replayed by several lanes. */
class Running {
  /** Segments replayed of units that are done. */
  segments = 0;
  /** Units that could not be replayed. */
  readonly findings = new Findings();
  readonly #checker: Checker;
  readonly #options: SampleOptions;
  readonly #budget: Budget;
  readonly #done: Unit[] = [];
  readonly #found = new Map<number, Discrepancy>();
  #next = 0;

  constructor(checker: Checker, options: SampleOptions, left: () => number) {
    this.#checker = checker;
    this.#options = options;
    this.#budget = new Budget(left);
  }

  /** Replays one unit after the other; several such lanes share the order. */
  async replay(order: readonly Unit[], pace: Pace): Promise<void> {
    while (this.#next < order.length && this.#found.size === 0) {
      // The next one or none: another that would still fit must not take its place.
      const predicted = secondsOf(order[this.#next], pace);
      if (!this.#budget.fits(predicted)) return;
      const k = this.#next++;
      await this.#check(k, order[k], predicted).catch((error) =>
        this.findings.unread(unitName(order[k]), error)
      );
    }
  }

  async #check(k: number, unit: Unit, predicted: number): Promise<void> {
    const { clock, onSegment } = this.#options, start = clock();
    const { difference, segments } = await this.#checker.check(unit, {
      ...(onSegment ? { onSegment } : {}),
      onDifference: (difference) => void this.#found.set(k, difference),
    });
    this.#budget.add((clock() - start) / 1000, predicted);
    this.segments += segments;
    this.#done[k] = unit;
    if (difference !== undefined) this.#found.set(k, difference);
  }

  /** Units that are done, in the order in which they were drawn. */
  checked(): Unit[] {
    return this.#done.filter((unit) => unit !== undefined);
  }

  /** The difference in the unit that was drawn first. */
  get difference(): Discrepancy | undefined {
    return [...this.#found].sort(([a], [b]) => a - b)[0]?.[1];
  }
}

/** Waits for work, at most so many seconds: what is still running then does not count. */
async function within(work: Promise<unknown>, seconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (seconds === Infinity) return void await work;
  const end = new Promise((resolve) => timer = setTimeout(resolve, 1000 * Math.max(0, seconds)));
  try {
    await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
