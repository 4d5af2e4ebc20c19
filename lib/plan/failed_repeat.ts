/**
 * Repeats that cannot be finished: whose error it is, and that none is left.
 *
 * @module
 */
import { StepError } from "../steps/step_error.ts";
import { type AttemptName, parseId, repeatName, type RunName, runName } from "./ids.ts";

/** A repeat of a run, by the names that ids have. */
export interface RepeatOf {
  /** Name of the run: the seed name of its training, and its engine if that is not the default one. */
  readonly run: string;
  /** From 0. */
  readonly repeat: number;
}

/** A repeat cannot be trained, whatever is tried. */
export class RepeatError extends Error {
  override readonly name = "RepeatError";
  readonly of: RepeatOf;

  constructor(run: RunName, repeat: number, why: string) {
    super(`Cannot train ${runName(run)} ${repeatName(repeat)}: ${why}`);
    this.of = { run: runName(run), repeat };
  }
}

/** All repeats of a run have failed: there is nothing to show of it. */
export class NoRepeatError extends Error {
  override readonly name = "NoRepeatError";

  constructor(run: RunName) {
    super(
      `Cannot show ${
        runName(run)
      }: repeats that can be finished must be at least 1, current value is 0`,
    );
  }
}

/** Whether the error is that of a step or a repeat, so that others may well be finished. */
export function isLocal(error: unknown): error is Error {
  return error instanceof StepError || error instanceof RepeatError ||
    error instanceof NoRepeatError;
}

/** The group of repeats, trained at once, that an error ends; undefined if it is none of a group. */
export function failedGroup(error: unknown): AttemptName | undefined {
  const id = error instanceof StepError ? parseId(error.step.id) : undefined;
  if (id === undefined || !("attempt" in id) || id.last === undefined) return undefined;
  const { seed, engine, repeat, last, attempt } = id;
  return { seed, ...(engine !== undefined && { engine }), repeat, last, attempt };
}

/** The one repeat that an error ends; undefined if it ends more, or is none of a repeat. */
export function failedRepeat(error: unknown): RepeatOf | undefined {
  if (error instanceof RepeatError) return error.of;
  const id = error instanceof StepError ? parseId(error.step.id) : undefined;
  if (id === undefined || !("repeat" in id) || id.last !== undefined) return undefined;
  return { run: runName(id), repeat: id.repeat };
}
