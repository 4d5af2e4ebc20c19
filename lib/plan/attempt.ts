/**
 * The steps of one attempt, wired (docs/architecture.md, section 5): its first snapshot, its segments and what is
 * measured of them.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import { type Extent, segmentsOf } from "../network/training.ts";
import type { Ref, Step } from "../steps/step.ts";
import { dataNamed } from "./data.ts";
import { idText, segmentInput, type SegmentName, segmentNumber } from "./ids.ts";
import { kindFields, kindOf, type Role, type Variant } from "./kinds.ts";
import { engineParams, type Measurement, nameOf, outputOf, passesOf, type Run } from "./run.ts";

/** Share of an epoch's work that a replay for bins with global bounds takes, for progress only. */
const REPLAY = 1;

/** One segment: training it, and measuring it. */
export interface Segment {
  readonly name: SegmentName;
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

/** A step that is no segment's: of no weight, for progress. */
export function lightStep(
  { role, variant, id, params = {}, inputs = {}, rank = 0 }: {
    readonly role: Role;
    readonly variant?: Variant | undefined;
    readonly id: string;
    readonly params?: unknown;
    readonly inputs?: Step["inputs"];
    readonly rank?: number;
  },
): Step {
  return { ...kindFields(role, variant), id, params: params as Json, inputs, weight: 0, rank };
}

/** The snapshot that an attempt starts from: by the default engine, whatever trains it. */
export function initialSnapshot({ training }: Run, repeat: number, attempt: number): Ref {
  const { dataset, variant } = dataNamed(training.data);
  const step = lightStep({
    ...{ role: "init", variant, rank: repeat },
    id: idText({ role: "init", seed: training.seed, repeat, attempt }),
    params: { training, repeat, attempt },
    inputs: { dataset },
  });
  return { step, output: "snapshot" };
}

/** Steps of attempt `attempt` of repeat `repeat` of a run on the default engine. */
export function attemptSteps(run: Run, repeat: number, attempt: number): Attempt {
  const { training, epochs } = run, { local, global } = passesOf(run);
  const { dataset, split, variant } = dataNamed(training.data);
  let snapshot = initialSnapshot(run, repeat, attempt);
  const first = segmentsOf(training.protocol, epochs).map((extent, k): Segment => {
    const segment = firstPass({
      ...{ variant, extent, rank: repeat },
      name: { ...nameOf(run), repeat, attempt, segment: k + 1 },
      params: { training, repeat, attempt, ...extent },
      inputs: { dataset, split, snapshot },
      weight: extent.to - extent.from,
    }, local);
    snapshot = { step: segment.train, output: "snapshot" };
    return segment;
  });
  if (global.length === 0) return { attempt, segments: first };
  const bounds = boundsStep(run, repeat, attempt, first);
  const inputs = { bounds: { step: bounds, output: "bounds" } };
  const segments = first.map((segment) => secondPass(segment, inputs, global));
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
  return lightStep({
    role: "bounds",
    id: idText({ role: "bounds", ...nameOf(run), repeat, attempt, epochs: run.epochs }),
    params: engineParams(run),
    inputs: Object.fromEntries(
      segments.map(({ number, measures }) => [
        segmentInput("extent", number),
        { step: measures.extent, output },
      ]),
    ),
    rank: repeat,
  });
}

/** A pass over a segment. */
export interface SegmentPass {
  readonly name: SegmentName;
  readonly extent: Extent;
  /** Of its steps. */
  readonly variant: Variant | undefined;
  /** Of the training; a measurement adds its estimator. */
  readonly params: object;
  readonly inputs: Step["inputs"];
  readonly weight: number;
  readonly rank: number;
}

/** Training a segment, and all measurements that need nothing else, in one pass. */
export function firstPass(
  { name, extent, variant, params, inputs, weight, rank }: SegmentPass,
  wanted: readonly [string, Measurement][],
): Segment {
  const pass: Step[] = [], shared = { inputs, pass, rank };
  const train: Step = {
    ...{ ...kindFields("train", variant), ...shared, weight },
    id: idText({ role: "train", ...name }),
    params: params as unknown as Json,
  };
  const measures = wanted.map(([measurement, estimator]): [string, Step] => [measurement, {
    ...{ ...kindFields("measure", variant), ...shared, weight: 0 },
    id: idText({ role: "measure", ...name, measurement }),
    params: { ...params, estimator } as unknown as Json,
  }]);
  pass.push(train, ...measures.map(([, step]) => step));
  const number = segmentNumber(name.segment);
  return { name, number, extent, train, measures: Object.fromEntries(measures) };
}

/**
 * The segment with measurements that need bounds over all segments as well: another replay, one for all of them.
 *
 * @param bounds Inputs besides those of the training.
 */
export function secondPass(
  segment: Segment,
  bounds: Step["inputs"],
  wanted: readonly [string, Measurement][],
): Segment {
  const { name, train, measures } = segment, pass: Step[] = [];
  const inputs = { ...train.inputs, ...bounds };
  wanted.forEach(([measurement, estimator], k) =>
    pass.push({
      ...kindFields("measure", kindOf(train)?.variant),
      id: idText({ role: "measure", ...name, measurement }),
      params: { ...train.params as object, estimator } as unknown as Json,
      ...{ inputs, pass, rank: train.rank },
      // One replay serves them all.
      weight: k === 0 ? REPLAY * train.weight : 0,
    })
  );
  const late = wanted.map(([measurement], k) => [measurement, pass[k]]);
  return { ...segment, measures: { ...measures, ...Object.fromEntries(late) } };
}
