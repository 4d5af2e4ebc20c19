/**
 * The plan of a verification: what today's code makes, with the outcomes that the lock names.
 *
 * @module
 */
import type { Step } from "../../steps/step.ts";
import type { Figure } from "../../plan/figure.ts";
import { attemptSteps, type Segment } from "../../plan/attempt.ts";
import type { Run } from "../../plan/run.ts";
import type { ExperimentLock, Row } from "../lock/lock.ts";
import { attemptsOf } from "../lock/attempts.ts";
import type { LockResolver } from "../lock/resolver.ts";
import { idText, parseAttemptName } from "../../plan/ids.ts";
import { Settling } from "../../plan/settled_runs.ts";
import { tableStep } from "../../plan/tables.ts";
import type { Request } from "../../plan/request.ts";

/** The steps of a published figure. */
export interface FigurePlan {
  readonly figure: Figure;
  readonly table: Step;
}

/** Plans the figures. */
export async function plansOf(request: Request, locked: LockResolver): Promise<FigurePlan[]> {
  const settling = new Settling(request.runs, locked);
  return await Promise.all(request.figures.map(async (figure) => {
    const settled = await settling.settleBehind(figure);
    return { figure, table: tableStep(figure, request.preset, settled) };
  }));
}

/** Every step behind the tables, each once, causes first. */
export function stepsBehind(plans: readonly FigurePlan[]): Step[] {
  const steps = new Map<string, Step>();
  const visit = (step: Step) => {
    if (steps.has(step.id)) return;
    for (const ref of Object.values(step.inputs)) if ("step" in ref) visit(ref.step);
    steps.set(step.id, step);
  };
  plans.forEach(({ table }) => visit(table));
  return [...steps.values()];
}

/** One attempt of the lock with the steps that make it. */
export interface LockedAttempt {
  readonly experiment: string;
  /** For example `syn-relu-8/r03/a0`. */
  readonly name: string;
  readonly repeat: number;
  readonly segments: readonly Segment[];
  readonly rows: readonly Row[];
  /** Names of the measurements, in the order of a row. */
  readonly measures: readonly string[];
  /** Whether the restart rule was not met. */
  readonly survivor: boolean;
  /** Bounds over the attempt, where bins need them. */
  readonly bounds?: Step;
}

/**
 * All attempts of an experiment.
 *
 * @throws {RangeError} If today's code cuts a run into other segments than the lock's.
 */
export function lockedAttempts(run: Run, lock: ExperimentLock): LockedAttempt[] {
  return attemptsOf(lock).map(({ name, repeat, attempt, rows }) => {
    const { segments: all, bounds } = attemptSteps(run, repeat, attempt);
    const survivor = rows.at(-1)!.length > 1, planned = all[0].train.id;
    const locked = idText({ role: "train", ...parseAttemptName(name)!, segment: 1 });
    if (
      planned !== locked ||
      (survivor ? all.length !== rows.length : all.length < rows.length)
    ) {
      throw new RangeError(
        `Cannot verify ${lock.experiment}: segments must be ${all.length} from ${planned} on, ` +
          `current value is ${rows.length} from ${locked} on`,
      );
    }
    return {
      ...{ experiment: lock.experiment, name, repeat, rows, survivor, measures: lock.measures },
      segments: all.slice(0, rows.length),
      ...(bounds && { bounds }),
    };
  });
}
