/**
 * Settling: which attempt of each repeat survives the restart rule.
 *
 * @module
 */
import type { Resolver, Step } from "../steps/step.ts";
import { type Attempt, attemptSteps } from "./attempt.ts";
import { RepeatError } from "./failed_repeat.ts";
import { nameOf, type Run } from "./run.ts";

/** Attempts per repeat before the restart rule is taken for a defect. */
export const ATTEMPTS = 20;

/** A repeat after the restart rule: the attempt that counts, and the segments at which earlier ones ended. */
export interface Repeat {
  readonly repeat: number;
  readonly survivor: Attempt;
  readonly discarded: readonly Step[];
  /** A stand-in for a step of it, where a note says what it made: by its id, and how it is wired. */
  readonly recorded?: (id: string, wired: () => Step) => Step | undefined;
}

/** Knows repeats that are finished without looking at their steps. */
export interface Recorded {
  find(run: Run, repeat: number, look: Resolver): Promise<Repeat | undefined>;
}

/**
 * Finds the attempt that survives. With a resolver that runs, every segment has been trained afterwards;
 * with one that only looks, segments that are not known count as surviving.
 *
 * @throws {Error} If 20 attempts met the restart rule.
 */
export async function settleRepeat(
  run: Run,
  repeat: number,
  resolver: Resolver,
): Promise<Repeat> {
  const discarded: Step[] = [];
  for (let number = 0; number < ATTEMPTS; number++) {
    const attempt = attemptSteps(run, repeat, number);
    const stopped = await firstStopped(attempt, resolver);
    if (stopped === undefined) return { repeat, survivor: attempt, discarded };
    discarded.push(stopped);
  }
  throw everyAttemptStopped(run, repeat);
}

/** The error of a repeat whose every attempt met the restart rule. */
export function everyAttemptStopped(run: Run, repeat: number): RepeatError {
  const why = `attempts must be at most ${ATTEMPTS}, all of them met the restart rule`;
  return new RepeatError(nameOf(run), repeat, why);
}

async function firstStopped({ segments }: Attempt, resolver: Resolver): Promise<Step | undefined> {
  for (const { train } of segments) {
    const outputs = await resolver.resolve(train);
    if (outputs !== undefined && outputs.snapshot === undefined) return train;
  }
  return undefined;
}

/**
 * All repeats of a run on the default engine, settled.
 *
 * @param without Repeats that are left out.
 * @param recorded Asked first.
 */
export function settleRun(
  run: Run,
  resolver: Resolver,
  without: ReadonlySet<number> = new Set(),
  recorded?: Recorded,
): Promise<Repeat[]> {
  const wanted = Array.from({ length: run.repeats }, (_, repeat) => repeat)
    .filter((repeat) => !without.has(repeat));
  return Promise.all(
    wanted.map(async (repeat) =>
      await recorded?.find(run, repeat, resolver) ?? await settleRepeat(run, repeat, resolver)
    ),
  );
}
