/**
 * Results that claims are judged by: curves of all repeats, and aggregates.
 *
 * @module
 */
import { estimatorName } from "../../information/estimator.ts";
import type { Outputs, Resolver, Step } from "../../steps/step.ts";
import { aggregateStep, informationStep, settleRun, type View } from "../graph.ts";
import type { Runs } from "../planner.ts";
import { type Curves, decodeCurves } from "../steps/curves.ts";
import { type Aggregate, decodeAggregate } from "../steps/tables/text.ts";
import { type Estimate, estimateOf } from "./statistics.ts";

/** A result that is neither published nor in the store. */
export class NotMeasuredError extends Error {
  override readonly name = "NotMeasuredError";

  /** @param id Logical id of the step whose result is missing. */
  constructor(readonly id: string) {
    super(`Cannot judge: ${id} must be published or in the store, current value is missing`);
  }
}

/** Where results come from. */
export interface Source extends Resolver {
  /** Bytes of a digest; undefined if they are not at hand. */
  get(digest: string): Promise<Uint8Array | undefined>;
}

/** Results of experiments by name and view, each read once. */
export class ClaimResults {
  readonly #runs: Runs;
  readonly #source: Source;
  readonly #read = new Map<string, Promise<unknown>>();

  /** @param runs What counts as an experiment's run. */
  constructor(runs: Runs, source: Source) {
    this.#runs = runs;
    this.#source = source;
  }

  /** Curves of each repeat. */
  curves(experiment: string, view: View): Promise<Curves[]> {
    return this.#once(`curves ${experiment} ${nameOf(view)}`, async () => {
      const run = this.#runs(experiment), repeats = await settleRun(run, this.#source);
      return await Promise.all(
        repeats.map(async (repeat) =>
          decodeCurves(await this.#bytes(informationStep(run, repeat, view), "curves"))
        ),
      );
    });
  }

  /** Means and deviations over the repeats. */
  aggregate(experiment: string, view: View): Promise<Aggregate> {
    return this.#once(`aggregate ${experiment} ${nameOf(view)}`, async () => {
      const run = this.#runs(experiment), repeats = await settleRun(run, this.#source);
      const step = aggregateStep(run, repeats, view);
      return decodeAggregate(await this.#bytes(step, "aggregate"));
    });
  }

  /** Repeats, and attempts of them that met the restart rule. */
  attempts(experiment: string): Promise<{ repeats: number; discarded: number }> {
    return this.#once(`attempts ${experiment}`, async () => {
      const run = this.#runs(experiment), repeats = await settleRun(run, this.#source);
      // A survivor that is not known says nothing of those before it.
      for (const { survivor } of repeats) {
        const { train } = survivor.segments[survivor.segments.length - 1];
        if (await this.#source.resolve(train) === undefined) throw new NotMeasuredError(train.id);
      }
      const discarded = repeats.reduce((sum, { discarded }) => sum + discarded.length, 0);
      return { repeats: repeats.length, discarded };
    });
  }

  /** Mean over the repeats of a statistic of each one's curves. */
  async estimate(
    experiment: string,
    view: View,
    statistic: (curves: Curves) => number,
  ): Promise<Estimate> {
    return estimateOf((await this.curves(experiment, view)).map(statistic));
  }

  #once<T>(name: string, read: () => Promise<T>): Promise<T> {
    let found = this.#read.get(name);
    if (found === undefined) this.#read.set(name, found = read());
    return found as Promise<T>;
  }

  async #bytes(step: Step, output: string): Promise<Uint8Array> {
    const outputs: Outputs | undefined = await this.#source.resolve(step);
    const digest = outputs?.[output]?.sha256;
    const bytes = digest === undefined ? undefined : await this.#source.get(digest);
    if (bytes === undefined) throw new NotMeasuredError(step.id);
    return bytes;
  }
}

function nameOf({ estimator, phase, layers }: View): string {
  return `${estimatorName(estimator)} ${phase} ${layers}`;
}
