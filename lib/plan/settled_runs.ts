/**
 * Settling the runs behind figures. With a resolver that runs, all training is done when a run is settled; with one that
 * only looks, what is not known counts as surviving.
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import type { Resolver } from "../steps/step.ts";
import { NoRepeatError, type RepeatOf } from "./failed_repeat.ts";
import { experimentsOf, type Figure } from "./figure.ts";
import { type AttemptName, attemptName, runName } from "./ids.ts";
import { settleStacked } from "./repeat_groups.ts";
import { nameOf, type Run, shortened } from "./run.ts";
import { type Recorded, type Repeat, settleRun } from "./settle.ts";

/** The run behind an experiment's name. */
export type Runs = (experiment: string) => Run;

/** A run, and which attempt of each of its repeats survived. */
export interface SettledRun {
  readonly run: Run;
  readonly repeats: readonly Repeat[];
}

/** Settled runs by the names of their experiments. */
export type SettledRuns = ReadonlyMap<string, SettledRun>;

/** Whether a repeat of a run is settled; the others are another process's to train. */
export type Only = (run: Run, repeat: number) => boolean;

/** Settles runs, each once. */
export class Settling {
  readonly #runs: Runs;
  readonly #resolver: Resolver;
  readonly #recorded: Recorded | undefined;
  readonly #only: Only | undefined;
  readonly #settled = new Map<string, Promise<SettledRun>>();
  /** Repeats that are left out, by name of the run. */
  readonly #without = new Map<string, Set<number>>();
  /** Names of groups whose repeats are trained one by one. */
  readonly #split = new Set<string>();

  /**
   * @param recorded Asked first.
   * @param only Which repeats are settled, if not all: then a run may have none.
   */
  constructor(runs: Runs, resolver: Resolver, recorded?: Recorded, only?: Only) {
    this.#runs = runs;
    this.#resolver = resolver;
    this.#recorded = recorded;
    this.#only = only;
  }

  /** An experiment's run, settled. */
  settle(experiment: string): Promise<SettledRun> {
    return getOrMake(this.#settled, experiment, async () => {
      const run = this.#runs(experiment), { engine } = run;
      const name = nameOf(run), without = this.#leftOut(run);
      const repeats = engine === undefined
        ? await settleRun(run, this.#resolver, without, this.#recorded)
        : await settleStacked({ ...run, engine }, this.#resolver, without, this.#split);
      if (repeats.length === 0 && this.#only === undefined) throw new NoRepeatError(name);
      return { run: shortened(run, repeats.length), repeats };
    });
  }

  #leftOut(run: Run): ReadonlySet<number> {
    const failed = this.#without.get(runName(nameOf(run))), only = this.#only;
    const others = Array.from({ length: run.repeats }, (_, repeat) => repeat)
      .filter((repeat) => only?.(run, repeat) === false);
    return new Set([...failed ?? [], ...others]);
  }

  /** Settles all runs of a name without a repeat from now on: it has failed. */
  leaveOut({ run, repeat }: RepeatOf): void {
    const without = getOrMake(this.#without, run, () => new Set<number>());
    if (without.has(repeat)) return;
    without.add(repeat);
    this.#forget(run);
  }

  /** Has the repeats of a group trained one by one from now on: together they have failed. */
  splitUp(group: AttemptName): void {
    const name = attemptName(group);
    if (this.#split.has(name)) return;
    this.#split.add(name);
    this.#forget(runName(group));
  }

  #forget(run: string): void {
    for (const experiment of [...this.#settled.keys()]) {
      if (runName(nameOf(this.#runs(experiment))) === run) this.#settled.delete(experiment);
    }
  }

  /** The runs behind a figure, settled. */
  async settleBehind(figure: Figure): Promise<SettledRuns> {
    const settled = experimentsOf(figure).map(async (name) =>
      [name, await this.settle(name)] as const
    );
    return new Map(await Promise.all(settled));
  }
}
