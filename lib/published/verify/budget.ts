/**
 * The pace of replaying on this machine, measured on the spot.
 *
 * @module
 */
import type { LockedAttempt } from "./plan.ts";
import type { Replayer } from "./replay.ts";
import { epochsOf, type Unit } from "./units.ts";

/** Seconds of an epoch with its share of measuring, by experiment. */
export type Pace = ReadonlyMap<string, number>;

/** Rounds of timing, at most; the first one also compiles, and any may be disturbed. */
const ROUNDS = 3;

/** How the pace is measured. */
export interface Calibration {
  /** Milliseconds, from any moment on. */
  clock(): number;
  /** Seconds after which an experiment is not timed once more. */
  readonly most: number;
}

/**
 * Replays one first segment of each experiment a few times and takes the shortest time; none where it cannot be
 * replayed, which checking its units will tell.
 */
export async function calibratePace(
  attempts: readonly LockedAttempt[],
  replayer: Replayer,
  calibration: Calibration,
): Promise<Pace> {
  const pace = new Map<string, number>();
  for (const attempt of attempts) {
    if (pace.has(attempt.experiment)) continue;
    const seconds = await shortest(attempt, replayer, calibration).catch(() => 0);
    pace.set(attempt.experiment, seconds / epochsOf({ attempt, from: 0, to: 1 }));
  }
  return pace;
}

async function shortest(
  { segments }: LockedAttempt,
  replayer: Replayer,
  { clock, most }: Calibration,
): Promise<number> {
  const began = clock();
  let seconds = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = clock();
    await replayer.segment(segments[0]);
    seconds = Math.min(seconds, (clock() - start) / 1000);
    // Never after the first one alone: it compiles, and would say five times as long.
    if (round > 0 && (clock() - began) / 1000 > most) break;
  }
  return seconds;
}

/** Seconds that a unit takes one worker. */
export function secondsOf(unit: Unit, pace: Pace): number {
  return epochsOf(unit) * pace.get(unit.attempt.experiment)!;
}

/**
 * Says whether one more unit fits into the time left, going by what others of any stratum took against what was
 * predicted.
 */
export class Budget {
  readonly #left: () => number;
  #predicted = 0;
  #spent = 0;

  /** @param left Seconds left. */
  constructor(left: () => number) {
    this.#left = left;
  }

  /** A unit has taken `seconds`; predicted were `predicted`. */
  add(seconds: number, predicted: number): void {
    this.#spent += seconds;
    this.#predicted += predicted;
  }

  /** Whether a unit of so many predicted seconds that starts now will end in time. */
  fits(predicted: number): boolean {
    const factor = this.#predicted > 0 ? this.#spent / this.#predicted : 1;
    return predicted * factor <= this.#left();
  }
}
