/**
 * The steps of a study, wired (DESIGN section 5). Pure: it says what would have to be computed, and asks a
 * resolver only where the plan depends on an outcome, the restart rule.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import type { EngineIdentity } from "../engines/tfjs/backend.ts";
import { type Estimator, estimatorName, EXACT, isGlobal } from "../information/estimator.ts";
import { type Extent, type Phase, segmentsOf, type Training } from "../network/training.ts";
import type { Ref, Resolver, Step } from "../steps/step.ts";
import { dataNamed } from "./data.ts";
import type { AggregateParams } from "../study/steps/aggregate.ts";
import type { InformationParams } from "../study/steps/information.ts";
import type { Measurement as Counted } from "../study/steps/measure.ts";
import type { Representation } from "../study/steps/mnist/representation.ts";
import { stackedName } from "../study/steps/tfjs/names.ts";

/** What is measured of a segment. */
export type Measurement = Counted | Representation;

/** An engine other than the default one. */
export interface RunEngine {
  /** A part of the key of everything that it trains. */
  readonly identity: EngineIdentity;
  /** At most how many repeats it trains at once. */
  readonly stack: number;
}

/** A run of a training: with which estimators it is measured, how many repeats, how far. */
export interface Run {
  /** What is trained. */
  readonly training: Training;
  /** How it is measured. */
  readonly estimators: readonly Estimator[];
  /** Number of repeats. */
  readonly repeats: number;
  /** Of how many, where these are only a part of them. */
  readonly of?: number;
  /** Epochs of the training proper. */
  readonly epochs: number;
  /** What is shown of a layer of two neurons; of networks on images only. */
  readonly representation?: Representation;
  /** What trains it; undefined: the default engine, each repeat alone. */
  readonly engine?: RunEngine;
}

/** The first repeats of a run. */
export function shortened(run: Run, repeats: number): Run {
  return repeats < run.repeats ? { ...run, repeats, of: run.of ?? run.repeats } : run;
}

/** Attempts per repeat before the restart rule is taken for a defect. */
export const ATTEMPTS = 20;

/** Share of an epoch's work that a replay for bins with global bounds takes, for progress only. */
const REPLAY = 1;

/** A number as a part of ids: two digits. */
export const two = (n: number): string => String(n).padStart(2, "0");

function single(
  step: {
    kind: string;
    id: string;
    params?: unknown;
    inputs?: Step["inputs"];
    rank?: number;
    variant?: string;
  },
): Step {
  const { params = {}, inputs = {}, rank = 0, ...rest } = step;
  return { ...rest, params: params as Json, inputs, weight: 0, rank };
}

/** One segment: training it, and measuring it. */
export interface Segment {
  /** Two digits, from 01, through all phases. */
  readonly number: string;
  readonly extent: Extent;
  readonly train: Step;
  /** By name of the measurement, in the order of {@linkcode measurementsOf}. */
  readonly measures: Readonly<Record<string, Step>>;
}

/** The whole chain of one attempt, as if the restart rule were never met. */
export interface Attempt {
  readonly attempt: number;
  readonly segments: readonly Segment[];
  /** Bounds over all its segments, where an estimator needs them. */
  readonly bounds?: Step;
}

/**
 * Name of a measurement. Bins whose bounds depend on the whole run carry its length: they belong to their preset.
 */
export function measurementName(measurement: Measurement, epochs: number): string {
  if (!isEstimator(measurement)) return measurement.kind;
  const name = estimatorName(measurement);
  return isGlobal(measurement) ? `${name}-e${epochs}` : name;
}

function isEstimator(measurement: Measurement): measurement is Estimator {
  return measurement.kind !== "extent" && measurement.kind !== "representation";
}

/** Name of the output of the step of a measurement. */
export function measureOutput(name: string): string {
  if (name === "extent") return "extents";
  return name === "representation" ? "occupied" : "counts";
}

/** Estimators whose counts the curves of an estimator are made of, those that it prefers first. */
function sourcesOf({ quantization }: Training, estimator: Estimator): Estimator[] {
  return estimator.kind === "binned" && quantization !== null
    ? [estimator, { ...EXACT, per: estimator.per }]
    : [estimator];
}

/** What is measured of a run, each once: what its estimators need, and extents for bins with global bounds. */
export function measurementsOf(run: Run): Map<string, Measurement> {
  const { training, estimators, epochs, representation } = run;
  const all: Measurement[] = estimators.flatMap((one) => sourcesOf(training, one).reverse());
  if (estimators.some(isGlobal)) all.push({ kind: "extent" });
  if (representation !== undefined) all.push(representation);
  return new Map(all.map((one) => [measurementName(one, epochs), one]));
}

/** First part of a run's ids: the seed name of its training, and its engine if that is not the default one. */
export function seedName({ training: { seed }, engine }: Run): string {
  return engine === undefined ? seed : `${seed}@${engineName(engine)}`;
}

/** Name of an engine, a part of ids: `tfjs-wasm`. */
export function engineName({ identity: { engine, backend } }: RunEngine): string {
  return `${engine}-${backend}`;
}

/**
 * What the parameters of steps behind the training say of the engine. Not read: where two engines give the same bits,
 * their steps stay two all the same, each with its own id.
 */
export function engineParams({ engine }: Run): { readonly engine?: string } {
  return engine === undefined ? {} : { engine: engineName(engine) };
}

function nameOf(run: Run, repeat: number, attempt: number): string {
  return `${seedName(run)}/r${two(repeat)}/a${attempt}`;
}

/** The snapshot that an attempt starts from: by the default engine, whatever trains it. */
export function initialSnapshot({ training }: Run, repeat: number, attempt: number): Ref {
  const { dataset, variant } = dataNamed(training.data);
  const step = single({
    kind: "init",
    id: `init/${training.seed}/r${two(repeat)}/a${attempt}`,
    params: { training, repeat, attempt },
    inputs: { dataset },
    rank: repeat,
    ...(variant && { variant }),
  });
  return { step, output: "snapshot" };
}

/** Measurements that need nothing but their segment, and those that need bounds over all segments. */
export function passesOf(
  run: Run,
): { readonly local: [string, Measurement][]; readonly global: [string, Measurement][] } {
  const wanted = [...measurementsOf(run)];
  const isLate = ([, one]: [string, Measurement]) => isEstimator(one) && isGlobal(one);
  return { local: wanted.filter((one) => !isLate(one)), global: wanted.filter(isLate) };
}

/** Steps of attempt `attempt` of repeat `repeat` of a run on the default engine. */
export function attemptSteps(run: Run, repeat: number, attempt: number): Attempt {
  const { training, epochs } = run, name = nameOf(run, repeat, attempt);
  const { dataset, split, variant } = dataNamed(training.data);
  const { local, global } = passesOf(run);
  let snapshot = initialSnapshot(run, repeat, attempt);
  const first = segmentsOf(training.protocol, epochs).map((extent, k): Segment => {
    const number = two(k + 1), id = `${name}/s${number}`;
    const segment = {
      ...{ number, extent },
      ...firstPass({
        ...{ id, train: "train", measure: "measure", rank: repeat },
        params: { training, repeat, attempt, ...extent },
        inputs: { dataset, split, snapshot },
        weight: extent.to - extent.from,
        ...(variant && { variant }),
      }, local),
    };
    snapshot = { step: segment.train, output: "snapshot" };
    return segment;
  });
  if (global.length === 0) return { attempt, segments: first };
  const bounds = boundsStep(run, repeat, attempt, first);
  const segments = first.map((segment) => ({
    ...segment,
    measures: {
      ...segment.measures,
      ...secondPass(segment, "measure", { bounds: { step: bounds, output: "bounds" } }, global),
    },
  }));
  return { attempt, segments, bounds };
}

/** Bounds over all segments of an attempt. */
export function boundsStep(
  run: Run,
  repeat: number,
  attempt: number,
  segments: readonly Segment[],
): Step {
  const output = outputOf(run, "extents", repeat);
  return single({
    kind: "bounds",
    id: `bounds/${nameOf(run, repeat, attempt)}/e${run.epochs}`,
    params: engineParams(run),
    inputs: Object.fromEntries(
      segments.map(({ number, measures }) => [
        `extent-${number}`,
        { step: measures.extent, output },
      ]),
    ),
    rank: repeat,
  });
}

/** A pass over a segment. */
export interface Pass {
  /** The ids of its steps without their kinds: `syn-relu-8/r03/a0/s07`. */
  readonly id: string;
  /** Kinds of its steps. */
  readonly train: string;
  readonly measure: string;
  /** Of the training; a measurement adds its estimator. */
  readonly params: object;
  readonly inputs: Step["inputs"];
  readonly weight: number;
  readonly rank: number;
  readonly variant?: string;
}

/** Training a segment, and all measurements that need nothing else, in one pass. */
export function firstPass(
  { id, train: kind, measure, params, inputs, weight, rank, variant }: Pass,
  wanted: readonly [string, Measurement][],
): { train: Step; measures: Record<string, Step> } {
  const pass: Step[] = [], shared = { inputs, pass, rank, ...(variant && { variant }) };
  const train: Step = {
    ...{ kind, id: `${kind}/${id}`, ...shared, weight },
    params: params as unknown as Json,
  };
  const measures = wanted.map(([what, estimator]): [string, Step] => [what, {
    ...{ kind: measure, id: `${measure}/${id}/${what}`, ...shared, weight: 0 },
    params: { ...params, estimator } as unknown as Json,
  }]);
  pass.push(train, ...measures.map(([, step]) => step));
  return { train, measures: Object.fromEntries(measures) };
}

/**
 * Measurements that need bounds over all segments: another replay, one for all of them.
 *
 * @param kind Of the steps.
 * @param bounds Inputs besides those of the training.
 */
export function secondPass(
  { train }: Segment,
  kind: string,
  bounds: Step["inputs"],
  wanted: readonly [string, Measurement][],
): Record<string, Step> {
  const pass: Step[] = [], name = train.id.slice(train.id.indexOf("/") + 1);
  const inputs = { ...train.inputs, ...bounds };
  wanted.forEach(([what, estimator], k) =>
    pass.push({
      kind,
      id: `${kind}/${name}/${what}`,
      params: { ...train.params as object, estimator } as unknown as Json,
      inputs,
      pass,
      ...(train.variant && { variant: train.variant }),
      // One replay serves them all.
      weight: k === 0 ? REPLAY * train.weight : 0,
      rank: train.rank,
    })
  );
  return Object.fromEntries(wanted.map(([what], k) => [what, pass[k]]));
}

/** Name of an output of a segment's steps that is about a repeat: stacked steps have one for each. */
function outputOf({ engine }: Run, output: string, repeat: number): string {
  return engine === undefined ? output : stackedName(output, repeat);
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
  throw everyAttemptStopped(run, repeat);
}

/** The error of a repeat whose every attempt met the restart rule. */
export function everyAttemptStopped(run: Run, repeat: number): Error {
  return new Error(
    `Cannot train ${seedName(run)} r${two(repeat)}: attempts must be at most ${ATTEMPTS}, ` +
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

/** All repeats of a run on the default engine, settled. */
export function settleRun(run: Run, resolver: Resolver): Promise<Repeat[]> {
  return Promise.all(
    Array.from({ length: run.repeats }, (_, repeat) => settleRepeat(run, repeat, resolver)),
  );
}

/** Which curves of a repeat: by which estimator, of which phase, of all layers or of the output alone. */
export interface View {
  readonly estimator: Estimator;
  readonly phase: Phase;
  readonly layers: "all" | "output";
}

/** The end of the ids of what shows a view. */
function viewName({ epochs }: Run, { estimator, phase, layers }: View): string {
  const extent = phase === "train" ? `e${epochs}` : phase;
  return `${extent}/${estimatorName(estimator)}${layers === "all" ? "" : `-${layers}`}`;
}

/** Curves of one repeat. */
export function informationStep(run: Run, repeat: Repeat, view: View): Step {
  const { training, epochs } = run, { segments, attempt } = repeat.survivor;
  const counts = sourcesOf(training, view.estimator).map((one) => measurementName(one, epochs));
  const shown = segments.filter(({ extent }) => extent.phase === view.phase);
  const inputs: Record<string, Ref> = {};
  for (const { number, train, measures } of shown) {
    inputs[`trace-${number}`] = { step: train, output: outputOf(run, "trace", repeat.repeat) };
    for (const name of counts) {
      const output = outputOf(run, "counts", repeat.repeat);
      inputs[`${name}-${number}`] = { step: measures[name], output };
    }
  }
  const params: InformationParams = {
    segments: shown.map(({ number }) => number),
    counts,
    layers: view.layers,
  };
  return single({
    kind: "information",
    id: `information/${nameOf(run, repeat.repeat, attempt)}/${viewName(run, view)}`,
    params: { ...params, ...engineParams(run) },
    inputs,
    rank: repeat.repeat,
  });
}

/** Mean, deviation and median repeat over the repeats of a run. */
export function aggregateStep(run: Run, repeats: readonly Repeat[], view: View): Step {
  const { training, epochs } = run, inputs: Record<string, Ref> = {};
  for (const repeat of repeats) {
    const name = `r${two(repeat.repeat)}`;
    inputs[name] = { step: informationStep(run, repeat, view), output: "curves" };
    repeat.discarded.forEach((train, a) =>
      inputs[`${name}-discarded-a${a}`] = {
        step: train,
        output: outputOf(run, "trace", repeat.repeat),
      }
    );
  }
  const params: AggregateParams = {
    // Not read: where two estimators give the same curves, their steps stay two all the same.
    estimator: estimatorName(view.estimator),
    repeats: repeats.map(({ repeat }) => `r${two(repeat)}`),
    discarded: Object.keys(inputs).filter((name) => name.includes("-discarded-")),
    epochs: view.phase === "train" ? epochs : training.protocol.prefit,
    restartFrom: training.protocol.restart.from,
    ...(run.of === undefined ? {} : { of: run.of }),
  };
  return single({
    kind: "aggregate",
    id: `aggregate/${seedName(run)}/n${repeats.length}/${viewName(run, view)}`,
    params: { ...params, ...engineParams(run) },
    inputs,
  });
}
