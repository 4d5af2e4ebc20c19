/**
 * Makes the lock and the published results out of a finished run in a store (DESIGN section 7).
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import type { Json } from "../bits/canonical.ts";
import { sha256 } from "../bits/digest.ts";
import type { Outputs, Ref, Resolver, Step } from "../steps/step.ts";
import { type Figure, tableStep } from "./figures.ts";
import type { Run } from "./graph.ts";
import {
  encodeExperimentLock,
  encodeLock,
  type ExperimentLock,
  type LockedExperiment,
} from "./lock.ts";
import { publishedPath } from "./published.ts";

/** What a lock covers: figures, and the run behind each experiment. */
export interface Covered {
  /** Name of the preset. */
  readonly preset: string;
  readonly figures: readonly Figure[];
  /** The run of a figure's experiment. */
  run(figure: Figure): Run;
}

/** Where a finished run is read from. */
export interface Finished extends Resolver {
  /** Bytes of a digest; undefined if they are gone. */
  get(digest: string): Promise<Uint8Array | undefined>;
}

/** A result that the lock needs and the store does not have. */
export class MissingResultError extends Error {
  override readonly name = "MissingResultError";

  /** @param id The first step, in the order of the pipeline, whose result is missing. */
  constructor(readonly id: string, what: string) {
    super(`Cannot write lock: ${id} must be in the store, current value is ${what}`);
  }
}

/** Kinds of steps whose outputs the lock names. */
const LOCKED_KINDS = ["information", "aggregate", "table"];

/** Collects what the lock needs of one experiment. */
class Collector {
  readonly results: Record<string, Record<string, string>> = {};
  /** Id by digest of what is to be published. */
  readonly blobs = new Map<string, string>();
  readonly rows: Record<string, string[]> = {};
  readonly #finished: Finished;
  readonly #seen = new Map<string, Promise<Outputs>>();

  constructor(finished: Finished) {
    this.#finished = finished;
  }

  async figure(figure: Figure, covered: Covered): Promise<void> {
    const { preset } = covered, run = covered.run(figure);
    const table = await tableStep(figure, run, preset, this.#finished);
    await this.#visit(table);
    const { step: aggregate } = table.inputs.aggregate as { step: Step };
    for (const ref of Object.values(aggregate.inputs)) await this.#repeat(ref);
    await this.#publish(table.inputs.aggregate);
    for (const output of ["csv", "caption"]) await this.#publish({ step: table, output });
  }

  /** Curves of a repeat, or the end of a discarded attempt: its bytes, and the rows behind it. */
  async #repeat(ref: Ref): Promise<void> {
    await this.#publish(ref);
    const { step } = ref as { step: Step };
    if (step.kind !== "information") return await this.#discarded(step);
    for (const { step: part } of stepsOf(step)) {
      if (part.kind !== "train") continue;
      const { snapshot, trace } = await this.#visit(part), row = [snapshot.sha256, trace.sha256];
      const measures = stepsOf(step).filter((one) =>
        one.step.kind === "measure" && nameOf(one.step.id) === nameOf(part.id)
      );
      // `exact` before `binned`: in the order in which the inputs are named.
      for (const { step: measure } of measures.sort((a, b) => a.step.id > b.step.id ? -1 : 1)) {
        row.push((await this.#visit(measure)).counts.sha256);
      }
      this.rows[nameOf(part.id)] = row;
    }
  }

  async #discarded(last: Step): Promise<void> {
    for (let step: Step | undefined = last; step?.kind === "train";) {
      const { snapshot, trace } = await this.#visit(step);
      this.rows[nameOf(step.id)] = snapshot === undefined
        ? [trace.sha256]
        : [snapshot.sha256, trace.sha256];
      step = stepsOf(step).find(({ name }) => name === "snapshot")?.step;
    }
  }

  async #publish(ref: Ref): Promise<void> {
    const { step, output } = ref as { step: Step; output: string };
    const { sha256: digest } = (await this.#visit(step))[output];
    this.blobs.set(digest, `${step.id} ${output}`);
  }

  /** Outputs of a step, whatever it is made from first: so that the first id that is missing is the cause. */
  #visit(step: Step): Promise<Outputs> {
    let outputs = this.#seen.get(step.id);
    if (outputs === undefined) this.#seen.set(step.id, outputs = this.#look(step));
    return outputs;
  }

  async #look(step: Step): Promise<Outputs> {
    for (const { step: input } of stepsOf(step)) await this.#visit(input);
    const outputs = await this.#finished.resolve(step);
    if (outputs === undefined) throw new MissingResultError(step.id, "missing");
    if (LOCKED_KINDS.includes(step.kind)) {
      const digests = Object.entries(outputs).map(([name, output]) => [name, output.sha256]);
      this.results[step.id] = Object.fromEntries(digests);
    }
    return outputs;
  }
}

function stepsOf({ inputs }: Step): { name: string; step: Step }[] {
  return Object.entries(inputs).flatMap(([name, ref]) =>
    "step" in ref ? [{ name, step: ref.step }] : []
  );
}

/** Name of a segment in the id of its training or of a measurement. */
function nameOf(id: string): string {
  return /^(?:train|measure)\/(.+\/s\d+)/.exec(id)![1];
}

/**
 * The files of a lock and of its published results, by path within the folder.
 *
 * @param code Code digest of each kind of step now.
 * @param kept Experiments that stay in the lock as they are, unless they are covered.
 * @throws {MissingResultError} naming the first id whose result the run does not have.
 */
export async function publish(
  covered: Covered,
  finished: Finished,
  code: Readonly<Record<string, string>>,
  kept: Readonly<Record<string, LockedExperiment>> = {},
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>(), experiments = { ...kept };
  const encode = (text: string) => new TextEncoder().encode(text);
  for (const [experiment, figures] of byExperiment(covered.figures)) {
    const collector = new Collector(finished);
    for (const figure of figures) await collector.figure(figure, covered);
    for (const [digest, id] of collector.blobs) {
      const bytes = await finished.get(digest);
      if (bytes === undefined) throw new MissingResultError(id, "without its bytes");
      files.set(publishedPath(digest), new Uint8Array(gzipSync(bytes, { level: 9 })));
    }
    const { training, epochs, repeats } = covered.run(figures[0]), { rows, results } = collector;
    const lock: ExperimentLock = {
      ...{ schema: 1, experiment, epochs, repeats, rows },
      training: training as unknown as Json,
    };
    const bytes = encode(encodeExperimentLock(lock));
    files.set(`lock/${experiment}.json`, bytes);
    experiments[experiment] = { code, epochs, repeats, rows: sha256(bytes), results };
  }
  // Last, so that whoever writes them in this order never has a lock of files that are not there.
  const top = encodeLock({ schema: 1, preset: covered.preset, experiments });
  return files.set("lock/lock.json", encode(top));
}

function byExperiment(figures: readonly Figure[]): Map<string, Figure[]> {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    groups.set(figure.experiment, [...groups.get(figure.experiment) ?? [], figure]);
  }
  return groups;
}
