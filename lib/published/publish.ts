/**
 * Makes the lock and the published results out of a finished run in a store (docs/architecture.md, section 7).
 *
 * @module
 */
import { type Digests, outputDigests } from "../steps/mismatch.ts";
import { getOrMake } from "../bits/memo.ts";
import type { Json } from "../bits/canonical.ts";
import { sha256 } from "../bits/digest.ts";
import type { ResultSource } from "../steps/result_source.ts";
import type { Outputs, Step } from "../steps/step.ts";
import { dataNamed } from "../plan/data.ts";
import { FIGURES } from "../paper/figures.ts";
import { experimentsOf, type Figure } from "../plan/figure.ts";
import { measurementsOf, measureOutput } from "../plan/run.ts";
import { encodeExperimentLock, encodeLock } from "./lock/codec.ts";
import type { ExperimentLock, Lock, LockedExperiment, LockedFigure } from "./lock/lock.ts";
import { parseId, parseSegmentName, segmentName } from "../plan/ids.ts";
import { kindFor, kindOf, KINDS } from "../plan/kinds.ts";
import type { Request } from "../plan/request.ts";
import { Settling } from "../plan/settled_runs.ts";
import { tableStep } from "../plan/tables.ts";
import { hasBytes, publishedRows } from "./contents.ts";
import { pack, publishedPath } from "./folder.ts";

/** What is published already. */
export interface Earlier {
  readonly lock: Pick<Lock, "experiments" | "figures" | "carried">;
  /** The published file of a digest, if there is one: making another one takes long. */
  packed(digest: string): Promise<Uint8Array | undefined>;
}

/** A result that the lock needs and the store does not have. */
export class MissingResultError extends Error {
  override readonly name = "MissingResultError";

  /** @param id The first step, in the order of the pipeline, whose result is missing. */
  constructor(readonly id: string, what: string) {
    super(`Cannot write lock: ${id} must be in the store, current value is ${what}`);
  }
}

/** Collects what the lock needs of a run. */
class ResultCollector {
  /** Digests of outputs by id. */
  readonly results = new Map<string, Digests>();
  /** Id by digest of what is to be published. */
  readonly blobs = new Map<string, string>();
  /** Digests of a segment by name, `snapshot`, `trace` and the measurements', by the segment's name. */
  readonly segments = new Map<string, Digests>();
  readonly #source: ResultSource;
  readonly #seen = new Map<string, Promise<Outputs>>();

  constructor(source: ResultSource) {
    this.#source = source;
  }

  /** Visits a step, whatever it is made from first: so that the first id that is missing is the cause. */
  visit(step: Step): Promise<Outputs> {
    return getOrMake(this.#seen, step.id, () => this.#look(step));
  }

  async #look(step: Step): Promise<Outputs> {
    for (const ref of Object.values(step.inputs)) {
      // A lock has nothing of a data set or a first snapshot: who goes on from published repeats needs none.
      if ("step" in ref && kindOf(ref.step)?.locked !== "code") await this.visit(ref.step);
    }
    const outputs = await this.#source.resolve(step);
    if (outputs === undefined) throw new MissingResultError(step.id, "missing");
    const digests = outputDigests(outputs);
    const locked = kindOf(step)?.locked;
    if (locked === "row") this.#seeRow(step, digests);
    if (locked === "result") {
      this.results.set(step.id, digests);
      if (!hasBytes(step.id)) return outputs;
      for (const [name, digest] of Object.entries(digests)) {
        this.blobs.set(digest, `${step.id} ${name}`);
      }
    }
    return outputs;
  }

  #seeRow(step: Step, digests: Digests): void {
    const id = parseId(step.id);
    if (id?.role !== "train" && id?.role !== "measure") return;
    const own = id.role === "train"
      ? digests
      : { [id.measurement]: digests[measureOutput(id.measurement)] };
    const name = segmentName(id);
    this.segments.set(name, { ...this.segments.get(name), ...own });
  }
}

/**
 * The files of a lock and of its published results, by path within the folder.
 *
 * @param code Code digest of each kind of step now.
 * @param earlier What is published already: experiments and figures stay in its lock as they are, unless the request has
 * them; a figure of it that shares an experiment with one of the request is published anew, too.
 * @throws {MissingResultError} naming the first id whose result the run does not have.
 */
export async function publish(
  request: Request,
  source: ResultSource,
  code: Readonly<Digests>,
  earlier?: Earlier,
): Promise<Map<string, Uint8Array>> {
  const old = earlier?.lock,
    all = withSharing(request.figures, old),
    collector = new ResultCollector(source);
  const settling = new Settling(request.runs, source);
  const files = new Map<string, Uint8Array>();
  const experiments: Record<string, LockedExperiment> = { ...old?.experiments };
  const figures: Record<string, LockedFigure> = { ...old?.figures };
  for (const figure of all) {
    const table = tableStep(figure, request.preset, await settling.settleBehind(figure));
    await collector.visit(table);
    const results = { [table.id]: collector.results.get(table.id)! };
    figures[figure.id] = { experiments: experimentsOf(figure), results };
  }
  for (const experiment of new Set(all.flatMap(experimentsOf))) {
    const lock = await measured(experiment, request, collector);
    const bytes = new TextEncoder().encode(encodeExperimentLock(lock));
    files.set(`lock/${experiment}.json`, bytes);
    for (const [digest, id] of publishedRows(lock)) collector.blobs.set(digest, id);
    const { epochs, repeats } = lock, results = resultsOf(lock, collector, request);
    const behind = codeBehind(request.runs(experiment).training.data, code);
    experiments[experiment] = { code: behind, epochs, repeats, rows: sha256(bytes), results };
  }
  for (const [digest, id] of collector.blobs) {
    const path = publishedPath(digest), packed = await earlier?.packed(digest);
    const bytes = packed ?? await source.get(digest);
    if (bytes === undefined) throw new MissingResultError(id, "without its bytes");
    files.set(path, packed ?? pack(bytes));
  }
  // Last, so that whoever writes them in this order never has a lock of files that are not there.
  const carried = old?.carried && { carried: old.carried };
  const top = encodeLock({ schema: 2, preset: request.preset, experiments, figures, ...carried });
  return files.set("lock/lock.json", new TextEncoder().encode(top));
}

/** The figures, and those of the old lock that share an experiment with them, or with one of those, and so on. */
function withSharing(
  figures: readonly Figure[],
  old?: Pick<Lock, "experiments" | "figures">,
): Figure[] {
  const all = new Map(figures.map((figure) => [figure.id, figure]));
  const known = Object.keys(old?.figures ?? {}).flatMap((id) => FIGURES[id] ?? []);
  for (let before = -1; before < all.size;) {
    before = all.size;
    const experiments = new Set([...all.values()].flatMap(experimentsOf));
    for (const figure of known) {
      const shares = experimentsOf(figure).some((name) => experiments.has(name));
      if (shares && !all.has(figure.id)) all.set(figure.id, figure);
    }
  }
  return [...all.values()];
}

/** An experiment's rows: all measurements of each surviving attempt, whether a figure shows them or not. */
async function measured(
  experiment: string,
  { runs }: Request,
  collector: ResultCollector,
): Promise<ExperimentLock> {
  const visiting = new Settling(runs, { resolve: (step) => collector.visit(step) });
  const { run, repeats } = await visiting.settle(experiment);
  const measures = [...measurementsOf(run).keys()];
  const rows: Record<string, string[]> = {};
  for (const { survivor, discarded } of repeats) {
    for (const { train, measures } of survivor.segments) {
      for (const step of [train, ...Object.values(measures)]) await collector.visit(step);
    }
    for (const step of discarded) await collector.visit(step);
  }
  const { training, epochs } = run;
  const names = [...collector.segments.keys()].filter((name) =>
    parseSegmentName(name)?.seed === training.seed
  );
  for (const name of names) {
    const digests = collector.segments.get(name)!, all = ["snapshot", "trace", ...measures];
    rows[name] = all.flatMap((column) => digests[column] ?? []);
  }
  return {
    ...{ schema: 2, experiment, epochs, repeats: run.repeats, measures, rows },
    training: training as unknown as Json,
  };
}

/** Code digests of the implementations that an experiment on a data set uses. */
export function codeBehind(data: string, code: Readonly<Digests>): Digests {
  const { variant } = dataNamed(data), names = KINDS.map(({ role }) => kindFor(role, variant).name);
  return Object.fromEntries(Object.entries(code).filter(([name]) => names.includes(name)));
}

/** Results of an experiment: those whose id names its training. */
function resultsOf(
  { experiment }: ExperimentLock,
  { results }: ResultCollector,
  { runs }: Request,
): Record<string, Digests> {
  const { seed } = runs(experiment).training;
  const isOwn = (text: string) => {
    const id = parseId(text);
    return id !== undefined && "seed" in id && id.seed === seed;
  };
  return Object.fromEntries([...results].filter(([id]) => isOwn(id)));
}
