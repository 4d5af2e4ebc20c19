/**
 * A run: what is trained, how often and how far, and what is measured of it.
 *
 * @module
 */
import type { EngineIdentity } from "../engines/tfjs/backend.ts";
import { type Estimator, estimatorName, EXACT, isGlobal } from "../information/estimator.ts";
import type { Training } from "../network/training.ts";
import type { Measurement as Counted } from "../study/steps/measure.ts";
import type { Representation } from "../study/steps/mnist/representation.ts";
import { stackedName } from "../study/steps/tfjs/names.ts";
import { engineName, type RunName } from "./ids.ts";

/** What is measured of a segment. */
export type Measurement = Counted | Representation;

/** An engine other than the default one. */
export interface RunEngine {
  /** A part of the key of everything that it trains. */
  readonly identity: EngineIdentity;
  /** At most how many repeats it trains at once. */
  readonly stack: number;
  /** Bytes that a tensor may have on the card that it computes on; no bound if absent. */
  readonly largestTensor?: number;
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

/** The name of a run in ids. */
export function nameOf({ training: { seed }, engine }: Run): RunName {
  return engine === undefined ? { seed } : { seed, engine: engineName(engine.identity) };
}

/**
 * What the parameters of steps behind the training say of the engine. Not read: where two engines give the same bits,
 * their steps stay two all the same, each with its own id.
 */
export function engineParams(run: Run): { readonly engine?: string } {
  const { engine } = nameOf(run);
  return engine === undefined ? {} : { engine };
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
export function sourcesOf({ quantization }: Training, estimator: Estimator): Estimator[] {
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

/** Measurements that need nothing but their segment, and those that need bounds over all segments. */
export function passesOf(
  run: Run,
): { readonly local: [string, Measurement][]; readonly global: [string, Measurement][] } {
  const wanted = [...measurementsOf(run)];
  const isLate = ([, one]: [string, Measurement]) => isEstimator(one) && isGlobal(one);
  return { local: wanted.filter((one) => !isLate(one)), global: wanted.filter(isLate) };
}

/** Name of an output of a segment's steps that is about a repeat: stacked steps have one for each. */
export function outputOf({ engine }: Run, output: string, repeat: number): string {
  return engine === undefined ? output : stackedName(output, repeat);
}
