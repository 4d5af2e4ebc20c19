/**
 * Runs by name: those of the registry by their labels, and the paper's experiments, as published (`paper:SYN-ReLU-8`) or as
 * a store has them of a preset (`quick:SYN-ReLU-8`).
 *
 * @module
 */
import { nearest } from "../bits/nearest.ts";
import { BINNED, type Estimator, EXACT } from "../information/estimator.ts";
import { EXPERIMENTS, runOf } from "../paper/experiments.ts";
import { isPreset } from "../paper/presets.ts";
import type { ResultSource } from "../steps/result_source.ts";
import { publishedResults } from "../published/holding.ts";
import { lockedRequest } from "../published/lock/request.ts";
import type { PublishedFolder } from "../published/folder.ts";
import type { OwnRun, RegisteredRun } from "./registry.ts";

/** A run that has a name, whosever it is. */
export interface NamedRun {
  /** `wide~2`, `paper:SYN-ReLU-8`. */
  readonly label: string;
  /** Its name is the label. */
  readonly own: OwnRun;
  /** Its entries in the registry, if it is there. */
  readonly registered?: RegisteredRun;
  /** Where its results are, if it is not a store. */
  readonly published?: ResultSource;
  /** Estimators whose tables can be made of what there is; the run's by default. */
  readonly drawn?: readonly Estimator[];
}

/** What names are looked for in. */
export interface Names {
  readonly runs: readonly RegisteredRun[];
  readonly published: PublishedFolder | undefined;
}

/**
 * The run of a name.
 *
 * @throws {RangeError} in one line that names the nearest, if there is none.
 */
export async function namedRun(name: string, { runs, published }: Names): Promise<NamedRun> {
  const registered = runs.find(({ label }) => label === name);
  if (registered !== undefined) return ownNamed(registered);
  const [preset, experiment, ...more] = name.split(":");
  if (experiment !== undefined && more.length === 0 && Object.hasOwn(EXPERIMENTS, experiment)) {
    if (preset === "paper" && published?.lock.experiments[experiment] !== undefined) {
      return await publishedRun(name, experiment, published);
    }
    if (isPreset(preset)) {
      return { label: name, own: { name, ...runOf(experiment, preset) } };
    }
  }
  const names = [...runs.map(({ label }) => label), ...paperNames(name)];
  const meant = nearest(name, names), hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  const rule = names.length === 0
    ? "one of the registry, which is empty,"
    : `one that deno task runs lists${hint}`;
  throw new RangeError(
    `Cannot find run: name must be ${rule} or one of the paper such as paper:SYN-ReLU-8, ` +
      `current value is ${name}`,
  );
}

/** A run of the registry under its label. */
export function ownNamed(registered: RegisteredRun): NamedRun {
  const { label, own } = registered;
  return { label, own: { ...own, name: label }, registered };
}

/** Whether a name is of the paper's experiments. */
export function isPaperName(name: string): boolean {
  return name.includes(":");
}

/** Names of the paper's experiments as runs, if the name begins like one. */
function paperNames(name: string): string[] {
  const [preset] = name.split(":");
  return isPaperName(name)
    ? Object.keys(EXPERIMENTS).map((one) => `${isPreset(preset) ? preset : "paper"}:${one}`)
    : [];
}

async function publishedRun(
  name: string,
  experiment: string,
  published: PublishedFolder,
): Promise<NamedRun> {
  return {
    ...publishedExperiment(name, experiment, published),
    published: await publishedResults(published),
  };
}

/** An experiment as it is published: binned curves of every repeat, of some exact ones of the output as well. */
export function publishedExperiment(
  name: string,
  experiment: string,
  { lock }: PublishedFolder,
): NamedRun {
  const run = lockedRequest(lock).runs(experiment);
  const exact = run.training.quantization !== null &&
    Object.keys(lock.experiments[experiment].results).some((id) => id.endsWith("/exact-output"));
  return {
    label: name,
    own: { name, ...run, estimators: exact ? [EXACT, BINNED] : [BINNED] },
    drawn: [BINNED],
  };
}
