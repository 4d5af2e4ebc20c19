/**
 * The steps of a study, wired (DESIGN section 5). Pure: it says what would have to be computed, and asks a
 * resolver only where the plan depends on an outcome, the restart rule.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import { segmentEnds, type Training } from "../network/training.ts";
import type { Ref, Resolver, Step } from "../steps/step.ts";
import type { Estimator } from "./steps/measure.ts";

/** A run of a training: how many repeats, how far. */
export interface Run {
  readonly training: Training;
  readonly repeats: number;
  readonly epochs: number;
}

/** Attempts per repeat before the restart rule is taken for a defect. */
const ATTEMPTS = 20;

const two = (n: number): string => String(n).padStart(2, "0");

function single(
  step: { kind: string; id: string; params?: unknown; inputs?: Step["inputs"]; rank?: number },
): Step {
  const { kind, id, params = {}, inputs = {}, rank = 0 } = step;
  return { kind, id, params: params as Json, inputs, weight: 0, rank };
}

/** The synthetic data set and its split, shared by everything. */
const dataset = single({ kind: "dataset", id: "dataset/synthetic", params: { data: "synthetic" } });
const split = single({ kind: "split", id: "split/synthetic", params: { data: "synthetic" } });
const DATASET: Ref = { step: dataset, output: "dataset" };
const SPLIT: Ref = { step: split, output: "split" };

/** One segment: training it, and measuring it with each estimator, in one pass. */
export interface Segment {
  readonly train: Step;
  readonly measures: Readonly<Record<Estimator, Step>>;
}

/** The whole chain of one attempt, as if the restart rule were never met. */
export interface Attempt {
  readonly attempt: number;
  readonly segments: readonly Segment[];
}

function segment(
  run: Run,
  repeat: number,
  attempt: number,
  k: number,
  [from, to]: readonly [number, number],
  snapshot: Ref,
): Segment {
  const { training } = run, inputs = { dataset: DATASET, split: SPLIT, snapshot };
  const params = { training, repeat, attempt, from, to };
  const name = `${training.seed}/r${two(repeat)}/a${attempt}/s${two(k)}`;
  const pass: Step[] = [];
  const make = (kind: string, id: string, extra: object, weight: number): Step => {
    const all = { ...params, ...extra } as unknown as Json;
    const step = { kind, id, params: all, inputs, pass, weight, rank: repeat };
    pass.push(step);
    return step;
  };
  const train = make("train", `train/${name}`, {}, to - from);
  const exact = make("measure", `measure/${name}/exact`, { estimator: "exact" }, 0);
  const binned = make("measure", `measure/${name}/binned`, { estimator: "binned" }, 0);
  return { train, measures: { exact, binned } };
}

/** Steps of attempt `attempt` of repeat `repeat` of a run. */
export function attemptSteps(run: Run, repeat: number, attempt: number): Attempt {
  const { training, epochs } = run, segments: Segment[] = [];
  const init = single({
    kind: "init",
    id: `init/${training.seed}/r${two(repeat)}/a${attempt}`,
    params: { training, repeat, attempt },
    inputs: { dataset: DATASET },
    rank: repeat,
  });
  let snapshot: Ref = { step: init, output: "snapshot" }, from = 0;
  segmentEnds(training.protocol, epochs).forEach((to, k) => {
    const next = segment(run, repeat, attempt, k + 1, [from, to], snapshot);
    segments.push(next);
    snapshot = { step: next.train, output: "snapshot" };
    from = to;
  });
  return { attempt, segments };
}

/** A repeat after the restart rule: the attempt that counts, and the segments at which earlier ones ended. */
export interface Repeat {
  readonly repeat: number;
  readonly survivor: Attempt;
  readonly discarded: readonly Step[];
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
  throw new Error(
    `Cannot train ${run.training.seed} r${two(repeat)}: attempts must be at most ${ATTEMPTS}, ` +
      `all of them met the restart rule`,
  );
}

async function firstStopped({ segments }: Attempt, resolver: Resolver): Promise<Step | undefined> {
  for (const { train } of segments) {
    const outputs = await resolver.resolve(train);
    if (outputs !== undefined && outputs.snapshot === undefined) return train;
  }
  return undefined;
}

/** Curves of one repeat: hidden layers exact, the output layer as `estimator` has it. */
export function informationStep(run: Run, repeat: Repeat, estimator: Estimator): Step {
  const { training, epochs } = run, { segments, attempt } = repeat.survivor;
  const inputs: Record<string, Ref> = {};
  segments.forEach(({ train, measures }, k) => {
    const name = two(k + 1);
    inputs[`trace-${name}`] = { step: train, output: "trace" };
    inputs[`exact-${name}`] = { step: measures.exact, output: "counts" };
    if (estimator === "binned") {
      inputs[`binned-${name}`] = { step: measures.binned, output: "counts" };
    }
  });
  return single({
    kind: "information",
    id: `information/${training.seed}/r${two(repeat.repeat)}/a${attempt}/e${epochs}/${estimator}`,
    params: { segments: segments.length, estimator },
    inputs,
    rank: repeat.repeat,
  });
}

/** Mean, deviation and median repeat over the repeats of a run. */
export function aggregateStep(
  run: Run,
  repeats: readonly Repeat[],
  estimator: Estimator,
): Step {
  const { training, epochs } = run, inputs: Record<string, Ref> = {};
  for (const repeat of repeats) {
    const name = `r${two(repeat.repeat)}`;
    inputs[name] = { step: informationStep(run, repeat, estimator), output: "curves" };
    repeat.discarded.forEach((train, a) =>
      inputs[`${name}-discarded-a${a}`] = { step: train, output: "trace" }
    );
  }
  return single({
    kind: "aggregate",
    id: `aggregate/${training.seed}/n${repeats.length}/e${epochs}/${estimator}`,
    params: {
      // Not read: where both estimators give the same curves, their steps stay two all the same.
      estimator,
      repeats: repeats.map(({ repeat }) => `r${two(repeat)}`),
      discarded: Object.keys(inputs).filter((name) => name.includes("-discarded-")),
      epochs,
      restartFrom: training.protocol.restart.from,
    },
    inputs,
  });
}
