/**
 * Whole results of a run: of every repeat that is finished and every recorded epoch the informations, loss and
 * accuracies, and which attempts were discarded.
 *
 * @module
 */
import { decodeTrace, type Trace } from "../engines/wasm/trace.ts";
import { BINNED, type Estimator, estimatorName } from "../information/estimator.ts";
import type { Step } from "../steps/step.ts";
import type { ResultSource } from "../steps/result_source.ts";
import { NoRepeatError, RepeatError } from "../plan/failed_repeat.ts";
import { informationStep, type View } from "../plan/results.ts";
import { nameOf, outputOf, type Run } from "../plan/run.ts";
import { repeatName, runName } from "../plan/ids.ts";
import type { Repeat } from "../plan/settle.ts";
import { Settling } from "../plan/settled_runs.ts";
import { type Curves, decodeCurves } from "../study/steps/curves.ts";

/** An attempt that met the restart rule. */
export interface DiscardedAttempt {
  /** From 0. */
  readonly attempt: number;
  /** The epoch that met the rule, from 0. */
  readonly epoch: number;
  /** Its training accuracy, 0 to 1. */
  readonly accuracy: number;
}

/** What a repeat came to. */
export interface RepeatResults {
  /** From 0. */
  readonly repeat: number;
  /** The attempt that survived, from 0. */
  readonly attempt: number;
  /** Those before it; absent where their traces are not at hand. */
  readonly discarded?: readonly DiscardedAttempt[];
  /** Curves by the estimator's name: informations in bits, accuracies from 0 to 1, at the recorded epochs. */
  readonly curves: Readonly<Record<string, Curves>>;
  /** Mean training loss of each recorded epoch, nats; absent where traces are not at hand. */
  readonly loss?: Float64Array;
}

/** What a run came to. */
export interface RunResults {
  /** What was run. */
  readonly run: Run;
  /** Names of the estimators, in the run's order: those that every repeat here has. */
  readonly estimators: readonly string[];
  /** Recorded epochs, from 0; none if no repeat is finished. */
  readonly epochs: Uint32Array;
  /** Number of layers, the output among them; 0 if no repeat is finished. */
  readonly layers: number;
  /** Those that are finished, ascending. */
  readonly repeats: readonly RepeatResults[];
  /** Digests of the curves by `r00/exact`: what the results are made of. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Which results are read; all by default. */
export interface ResultsOptions {
  /** Curves of these estimators; by default the run's. */
  readonly estimators?: readonly Estimator[];
  /** Whether loss and discarded attempts are read, which takes a file for each segment. By default true. */
  readonly traces?: boolean;
}

/**
 * Reads what a source has of a run; nothing is computed.
 *
 * @returns The repeats that are finished: those that have the curves of every estimator.
 */
export async function runResults(
  run: Run,
  source: ResultSource,
  { estimators = run.estimators, traces = true }: ResultsOptions = {},
): Promise<RunResults> {
  const repeats: RepeatResults[] = [], digests: Record<string, string> = {};
  for (const settled of await settledRepeats(run, source)) {
    const found = await curvesOf(run, settled, estimators, source);
    if (found === undefined) continue;
    const seen = traces ? await tracesOf(run, settled, found.first, source) : {};
    Object.assign(digests, found.digests);
    const { repeat, survivor: { attempt } } = settled;
    repeats.push({ repeat, attempt, curves: found.curves, ...seen });
  }
  const names = estimators.map(estimatorName), first = repeats[0]?.curves[names[0]];
  return {
    ...{ run, estimators: names, repeats, digests },
    epochs: first?.epochs ?? new Uint32Array(),
    layers: first?.layers ?? 0,
  };
}

/** Repeats as far as they are known; those whose every attempt was discarded are left out. */
async function settledRepeats(run: Run, source: ResultSource): Promise<readonly Repeat[]> {
  const settling = new Settling(() => run, source), name = runName(nameOf(run));
  for (;;) {
    try {
      return (await settling.settle(name)).repeats;
    } catch (error) {
      if (error instanceof RepeatError) settling.leaveOut(error.of);
      else if (error instanceof NoRepeatError) return [];
      else throw error;
    }
  }
}

interface FoundCurves {
  readonly curves: Record<string, Curves>;
  readonly digests: Record<string, string>;
  /** Those of the first estimator. */
  readonly first: Curves;
}

async function curvesOf(
  run: Run,
  repeat: Repeat,
  estimators: readonly Estimator[],
  source: ResultSource,
): Promise<FoundCurves | undefined> {
  const curves: Record<string, Curves> = {}, digests: Record<string, string> = {};
  let first: Curves | undefined;
  for (const estimator of estimators) {
    const found = await curvesBy(run, repeat, estimator, source);
    if (found === undefined) return undefined;
    const name = estimatorName(estimator);
    curves[name] = found.curves;
    digests[`${repeatName(repeat.repeat)}/${name}`] = found.digest;
    first ??= found.curves;
  }
  return first && { curves, digests, first };
}

interface Found {
  readonly curves: Curves;
  readonly digest: string;
}

/** Curves by an estimator; exact ones of a quantised network, where only the output's are at hand, put together. */
async function curvesBy(
  run: Run,
  repeat: Repeat,
  estimator: Estimator,
  source: ResultSource,
): Promise<Found | undefined> {
  const all = await read(run, repeat, estimator, "all", source);
  const exact = estimator.kind === "exact" && estimator.per === "layer" &&
    run.training.quantization !== null && run.estimators.some(({ kind }) => kind === "binned");
  if (all !== undefined || !exact) return all;
  // Of the hidden layers binned states are the exact ones under other names.
  const binned = await read(run, repeat, BINNED, "all", source);
  const output = await read(run, repeat, estimator, "output", source);
  if (binned === undefined || output === undefined) return undefined;
  return { curves: withOutput(binned.curves, output.curves), digest: output.digest };
}

function withOutput(curves: Curves, output: Curves): Curves {
  const { layers } = curves, last = layers - 1;
  const joined = (what: "ixt" | "ity") =>
    curves[what].map((value, k) =>
      k % layers === last ? output[what][Math.floor(k / layers)] : value
    );
  return { ...curves, ixt: joined("ixt"), ity: joined("ity") };
}

async function read(
  run: Run,
  repeat: Repeat,
  estimator: Estimator,
  layers: View["layers"],
  source: ResultSource,
): Promise<Found | undefined> {
  const step = informationStep(run, repeat, { estimator, phase: "train", layers });
  const digest = (await source.resolve(step))?.curves?.sha256;
  const bytes = digest === undefined ? undefined : await source.get(digest);
  return bytes && { curves: decodeCurves(bytes), digest: digest! };
}

async function tracesOf(
  run: Run,
  repeat: Repeat,
  { epochs }: Curves,
  source: ResultSource,
): Promise<Pick<RepeatResults, "loss" | "discarded">> {
  const read = async (step: Step): Promise<Trace | undefined> => {
    const digest = (await source.resolve(step))?.[outputOf(run, "trace", repeat.repeat)]?.sha256;
    const bytes = digest === undefined
      ? undefined
      : await source.get(digest).catch(() => undefined);
    return bytes && decodeTrace(bytes);
  };
  const discarded: DiscardedAttempt[] = [];
  for (const [attempt, step] of repeat.discarded.entries()) {
    const trace = await read(step);
    if (trace === undefined) return {};
    const { stopped, trainCorrect, trainRows } = trace;
    const accuracy = trainCorrect[trainCorrect.length - 1] / trainRows;
    discarded.push({ attempt, epoch: stopped!, accuracy });
  }
  const loss: number[] = [];
  for (const { extent: { phase, from, to }, train } of repeat.survivor.segments) {
    if (phase !== "train") continue;
    const trace = await read(train);
    if (trace === undefined) return { discarded };
    for (const epoch of epochs) {
      if (from <= epoch && epoch < to) loss.push(trace.loss[epoch - from]);
    }
  }
  return { discarded, loss: Float64Array.from(loss) };
}
