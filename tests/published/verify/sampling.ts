/** What the tests of sampling share: attempts that nobody computes, and a clock that nobody waits for. */
import type { Checker } from "../../../lib/published/verify/checker.ts";
import { level2 } from "../../../lib/published/verify/level2.ts";
import type { LockedAttempt } from "../../../lib/published/verify/plan.ts";
import type { Replayer } from "../../../lib/published/verify/replay.ts";
import type { LevelReport } from "../../../lib/published/verify/report.ts";
import { epochsOf, type Unit } from "../../../lib/published/verify/units.ts";

/** Attempts of segments with these ends, in epochs; discarded ones are not measured. */
export function attemptsOf(
  experiment: string,
  count: number,
  ends: readonly number[],
  survivor = true,
): LockedAttempt[] {
  return Array.from({ length: count }, (_, repeat) => {
    const segments = ends.map((to, k) => ({ extent: { from: ends[k - 1] ?? 0, to } }));
    const name = `${experiment}/r${repeat}/${survivor ? "a1" : "a0"}`;
    const rows = ends.map((end) => [`${name} ${end}`]);
    return { experiment, name, repeat, rows, survivor, segments } as unknown as LockedAttempt;
  });
}

/** Lets several lanes sleep at once: the clock jumps to the first who wakes. */
class Clock {
  now = 0;
  readonly #sleeping: { readonly until: number; readonly wake: () => void }[] = [];

  sleep(seconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleeping.push({ until: this.now + seconds, wake });
      this.#next();
    });
  }

  async #next(): Promise<void> {
    // Behind whatever is ready to run: all lanes sleep by then. A timer would do, at a hundred times the cost.
    for (let turn = 0; turn < 50; turn++) await undefined;
    this.#sleeping.sort((a, b) => a.until - b.until);
    const { until, wake } = this.#sleeping.shift()!;
    this.now = until;
    wake();
  }
}

/** How a sample is drawn in a test. */
export interface Setting {
  readonly attempts: readonly LockedAttempt[];
  readonly budget: number;
  readonly jobs?: number;
  /** Seconds of an epoch in replay 0, 1, …; 0.001 by default. */
  pace?(replay: number): number;
  /** Snapshots that are stored; none by default. */
  stored?(digest: string): boolean;
}

/** Level 2 where a unit differs if `wrong` says so, and takes the time of its epochs without anything being replayed. */
export async function sampled(
  { attempts, budget, jobs = 1, pace = () => 0.001, stored = () => false }: Setting,
  nonce: string,
  wrong: (unit: Unit) => boolean = () => false,
): Promise<LevelReport> {
  const clock = new Clock();
  let replays = 0;
  const replayer = { segment: () => clock.sleep(0.02) } as unknown as Replayer;
  const checker = {
    async check(unit: Unit) {
      await clock.sleep(epochsOf(unit) * pace(replays++));
      const segments = unit.to - unit.from;
      return wrong(unit)
        ? { segments, difference: { id: "planted", what: "differs" } }
        : { segments };
    },
  } as unknown as Checker;
  return await level2(attempts, replayer, checker, {
    ...{ lock: "lock", nonce, jobs, goal: { budget } },
    clock: () => 1000 * clock.now,
    stored: (digest) => Promise.resolve(stored(digest)),
  });
}

/** Whether a unit holds a segment of an attempt. */
export function holds({ attempt, from, to }: Unit, name: string, segment: number): boolean {
  return attempt.name === name && from <= segment && segment < to;
}
