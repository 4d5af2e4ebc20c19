/**
 * What is to be verified: the plan that today's code makes, with the outcomes that the lock names.
 *
 * @module
 */
import type { Ref, Step } from "../../steps/step.ts";
import { EXPERIMENTS } from "../experiments.ts";
import { type Figure, FIGURES, tableStep } from "../figures.ts";
import { attemptSteps, type Run, type Segment } from "../graph.ts";
import type { ExperimentLock, Lock, Row } from "../lock.ts";
import { chainsOf } from "../lock_chains.ts";
import { type Locked, tableDigests } from "../locked.ts";
import type { Covered } from "../publish.ts";

/** Figures that the lock has a table of, and their runs as the lock has them: today's training, the lock's extent. */
export function coveredBy(
  lock: Lock,
  figures: readonly Figure[] = Object.values(FIGURES),
): Covered {
  const run = ({ experiment }: Figure): Run => {
    const { epochs, repeats } = lock.experiments[experiment];
    return { training: EXPERIMENTS[experiment], epochs, repeats };
  };
  const published = figures.filter((figure) => tableDigests(lock, figure) !== undefined);
  return { preset: lock.preset, figures: published, run };
}

/** The steps of a published figure. */
export interface FigurePlan {
  readonly figure: Figure;
  readonly run: Run;
  readonly table: Step;
  readonly aggregate: Step;
  /** Curves of each repeat. */
  readonly information: readonly Step[];
  /** Segments that met the restart rule. */
  readonly stops: readonly Step[];
}

/** Plans the figures. */
export async function plansOf(covered: Covered, locked: Locked): Promise<FigurePlan[]> {
  return await Promise.all(covered.figures.map(async (figure) => {
    const run = covered.run(figure);
    const table = await tableStep(figure, run, covered.preset, locked);
    const aggregate = stepBehind(table.inputs.aggregate);
    const behind = Object.values(aggregate.inputs).map(stepBehind);
    const information = behind.filter(({ kind }) => kind === "information");
    const stops = behind.filter(({ kind }) => kind === "train");
    return { figure, run, table, aggregate, information, stops };
  }));
}

function stepBehind(ref: Ref): Step {
  return (ref as { readonly step: Step }).step;
}

/** One attempt of the lock with the steps that make it. */
export interface LockedAttempt {
  readonly experiment: string;
  /** For example `syn-relu-8/r03/a0`. */
  readonly name: string;
  readonly repeat: number;
  readonly segments: readonly Segment[];
  readonly rows: readonly Row[];
  /** Whether the restart rule was not met. */
  readonly survivor: boolean;
}

/**
 * All attempts of an experiment.
 *
 * @throws {RangeError} If today's code cuts a run into other segments than the lock's.
 */
export function lockedAttempts(run: Run, lock: ExperimentLock): LockedAttempt[] {
  return chainsOf(lock).map(({ name, repeat, attempt, rows }) => {
    const all = attemptSteps(run, repeat, attempt).segments;
    const survivor = rows.at(-1)!.length > 1, planned = all[0].train.id;
    if (
      planned !== `train/${name}/s01` ||
      (survivor ? all.length !== rows.length : all.length < rows.length)
    ) {
      throw new RangeError(
        `Cannot verify ${lock.experiment}: segments must be ${all.length} from ${planned} on, ` +
          `current value is ${rows.length} from train/${name}/s01 on`,
      );
    }
    const segments = all.slice(0, rows.length);
    return { experiment: lock.experiment, name, repeat, segments, rows, survivor };
  });
}
