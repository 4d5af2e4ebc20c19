/**
 * Runs for programs: trained on a store, kept in its registry, read back whole.
 *
 * @module
 */
import { isPicture } from "./plan/standings.ts";
import type { BackendName } from "./engines/tfjs/packages.ts";
import type { Tensor } from "./bits/safetensors.ts";
import type { Failure } from "./failures.ts";
import { engineOf, runWith, workersFor } from "./plan/engine.ts";
import { PublishedFolder } from "./published/folder.ts";
import type { Compared } from "./runs/compare.ts";
import type { OwnExperiment } from "./runs/experiment.ts";
import { listedRuns, recordedResults, recordResults } from "./runs/listing.ts";
import { isPaperName, type NamedRun, namedRun } from "./runs/named.ts";
import { type OwnRun, registeredRuns, registerRun } from "./runs/registry.ts";
import { ownRequest } from "./runs/request.ts";
import { type RunResults, runResults } from "./runs/results.ts";
import type { RunSummary } from "./runs/summary.ts";
import { type Done, WorkerPool } from "./steps/pool.ts";
import { Store } from "./store/mod.ts";
import { Study } from "./study.ts";
import { weightsAt, type WeightsOf } from "./weights.ts";

/** How far a run has come. */
export interface RunProgress {
  /** Work that is done, in epochs of one repeat; a discarded attempt adds to it. */
  readonly done: number;
  /** All that was missing. */
  readonly total: number;
  /** Logical id of the step that was computed last. */
  readonly id: string;
}

/** Where a run is kept, and how it is trained. */
export interface ExperimentOptions {
  /** Folder of the store, made if it is missing: what is in it is not computed again. */
  readonly store: string;
  /** Number of workers, at least 1; by default the number of cores. */
  readonly jobs?: number;
  /** What trains: the default engine, or a backend of TensorFlow.js, whose package must be at hand. */
  readonly engine?: "wasm" | BackendName;
  /** Told of every step that was computed. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Stops the run: what is finished is kept, and the same call goes on from there. */
  readonly signal?: AbortSignal;
}

/** What a run came to. */
export interface ExperimentRun {
  /** By which it is known from now on: `wide`, or `wide~2` if another experiment had the name before. */
  readonly label: string;
  /** Every repeat that is finished, at every recorded epoch. */
  readonly results: RunResults;
  /** Repeats that could not be finished, and why. */
  readonly failed: readonly Failure[];
}

/**
 * Trains and measures what the store does not have of an experiment, and keeps it in the store's registry.
 *
 * @throws {ConformanceError} if anything would be trained, and this machine would not give the published bits.
 * @throws {Error} in one line, if the store cannot be written, or the backend does not load.
 * @throws The signal's reason, once it is aborted.
 */
export async function runExperiment(
  experiment: OwnExperiment,
  { store: folder, jobs = navigator.hardwareConcurrency, engine = "wasm", ...told }:
    ExperimentOptions,
): Promise<ExperimentRun> {
  const { onProgress, signal } = told, store = await Store.open(folder);
  const failed: Failure[] = [];
  let pool: WorkerPool | undefined;
  try {
    signal?.throwIfAborted();
    const own = await withEngine(experiment, engine), study = await Study.open(store);
    const { label } = await registerRun(store, own), progress = { done: 0, total: 0 };
    const request = ownRequest(own, [], { label, pictures: ["plane"] });
    const { requireConformance } = await import("./published/conformance.ts");
    const workers = own.engine === undefined ? jobs : workersFor(own.engine, jobs);
    // Nobody hears a signal that has fired before.
    signal?.throwIfAborted();
    pool = new StoppablePool(new URL("./plan/worker.ts", import.meta.url), workers, signal);
    await study.reproduce(request, {
      ...{ jobs: workers, pool },
      onPlanned: ({ work }) => {
        if (work > 0) requireConformance();
        progress.total = work;
      },
      progress: ({ step, how }) => {
        if (how !== "computed" || isPicture(step)) return;
        progress.done += step.weight;
        onProgress?.({ ...progress, id: step.id });
      },
      onFailure: (failure) => void (failure.split || failed.push(failure)),
    });
    signal?.throwIfAborted();
    return { label, results: await recordResults(store, { own, label }, study.results()), failed };
  } finally {
    pool?.close();
    store.close();
  }
}

async function withEngine(
  experiment: OwnExperiment,
  name: "wasm" | BackendName,
): Promise<OwnRun> {
  if (name === "wasm") return experiment;
  const { loadBackend } = await import("./engines/tfjs/backend.ts");
  const { identity, adapter } = await loadBackend(name);
  return { ...runWith(experiment, engineOf(identity, adapter)), name: experiment.name };
}

/** Workers that a signal stops: whoever waits for them is told so. */
class StoppablePool extends WorkerPool {
  readonly #stopped: Promise<never>;

  constructor(url: URL, size: number, signal: AbortSignal | undefined) {
    super(url, size);
    this.#stopped = new Promise((_, reject) =>
      signal?.addEventListener("abort", () => {
        this.close();
        reject(signal.reason);
      }, { once: true })
    );
    // Where nothing runs, nobody waits for it.
    this.#stopped.catch(() => {});
  }

  override run(...job: Parameters<WorkerPool["run"]>): Promise<Done> {
    return Promise.race([this.#stopped, super.run(...job)]);
  }
}

/** A run of a store, in a few numbers. */
export interface StoredRun {
  /** By which it is known. */
  readonly label: string;
  /** What was asked for. */
  readonly experiment: OwnExperiment;
  /** When it was first asked for, milliseconds since 1970 began. */
  readonly since: number;
  /** What it came to. */
  readonly summary: RunSummary;
  /** Seconds of a worker that went into its results. */
  readonly seconds: number;
}

/**
 * The runs of a store, the oldest first.
 *
 * @param folder Of the store; a missing one is empty.
 */
export async function listRuns(folder: string): Promise<StoredRun[]> {
  const store = await Store.open(folder, { readOnly: true }), study = await Study.open(store);
  const listed = await listedRuns(store, await registeredRuns(store), () => study.results());
  return listed.map(({ label, own: experiment, since, summary, seconds }) => {
    return { label, experiment, since, summary, seconds };
  });
}

/** Whole results of a run: of the registry where it is finished, else of what the store or a publication has. */
export async function resultsOfRun(
  { own, registered, published }: NamedRun,
  store: Store,
  study: () => Promise<Study>,
): Promise<RunResults> {
  const recorded = registered && await recordedResults(store, registered);
  return recorded ?? await runResults(own, published ?? (await study()).results());
}

/** A run by name, and a study on the store. */
async function found(
  name: string,
  folder: string,
): Promise<{ run: NamedRun; store: Store; study: () => Promise<Study> }> {
  const store = await Store.open(folder, { readOnly: true });
  const published = isPaperName(name) ? await PublishedFolder.open() : undefined;
  const run = await namedRun(name, { runs: await registeredRuns(store), published });
  return { run, store, study: () => Study.open(store) };
}

/**
 * Whole results of a run, to be compared or exported.
 *
 * @param name Its label, or one of the paper's: `paper:SYN-ReLU-8`.
 * @param folder Of the store.
 * @throws {RangeError} in one line that names the nearest, if there is no such run.
 */
export async function readRun(name: string, folder: string): Promise<Compared> {
  const { run, store, study } = await found(name, folder);
  return { label: run.label, results: await resultsOfRun(run, store, study) };
}

/**
 * Weights of a run's network after an epoch, exact; see {@linkcode weightsAt}.
 *
 * @param name The run's label.
 * @param folder Of the store.
 */
export async function readWeights(
  name: string,
  of: WeightsOf,
  folder: string,
): Promise<Record<string, Tensor>> {
  const { run: { own }, study } = await found(name, folder);
  return await weightsAt(own, of, (await study()).results());
}
