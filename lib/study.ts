/**
 * A study opened on a store: reproduces figures, or says what that would take.
 *
 * @module
 */
import { type CodeDigester, createCodeDigester } from "./steps/code/digest.ts";
import { Inspector } from "./steps/inspector.ts";
import { WorkerPool } from "./steps/pool.ts";
import type { ResultSource } from "./steps/result_source.ts";
import { Claims } from "./cluster/claims.ts";
import { Runner } from "./steps/runner.ts";
import type { Ref } from "./steps/step.ts";
import type { Store } from "./store/mod.ts";
import { codeDigests } from "./plan/code_digests.ts";
import { type Drawn, drawnFrom, withCaption } from "./drawing.ts";
import { eachThatCanBe } from "./failures.ts";
import { packRepeats } from "./packed_repeats.ts";
import { figureSteps, tableRefs } from "./figure_steps.ts";
import { workersFor } from "./plan/engine.ts";
import { experimentsOf, type Figure } from "./plan/figure.ts";
import { finishedRun } from "./plan/finished_repeats.ts";
import { ENTRIES, isQuick } from "./plan/kinds.ts";
import type { Request } from "./plan/request.ts";
import type { Run } from "./plan/run.ts";
import { type Runs, Settling } from "./plan/settled_runs.ts";
import { aheadOf, remadeForFiles, requireBytes } from "./plan/standings.ts";
import { Overview } from "./plan/recorded/overview.ts";
import { RecordedRepeats } from "./plan/recorded/repeats.ts";
import { exactTableStep, tableStep } from "./plan/tables.ts";
import type { Holding } from "./paper/claims/results.ts";
import { EXPERIMENTS, runOf } from "./paper/experiments.ts";
import type { PresetName } from "./paper/presets.ts";
import { publish } from "./published/publish.ts";
import type { PublishedFolder } from "./published/folder.ts";
import { type Candidate, Predecessors } from "./published/rekey/predecessors.ts";
import { rekey, type RekeyOptions, type RekeyReport } from "./published/rekey/rekey.ts";
import type { RunOptions } from "./run_options.ts";
import { finishChains, reportOn, requireFinishedChains, standingsOfShard } from "./sharding.ts";
import type { Bytes } from "./study/steps/io.ts";

export type { RunOptions } from "./run_options.ts";

/** A table that is not drawn. */
export interface Tabled {
  readonly figure: Figure;
  /** Bytes by output: `csv`, `caption`, and what else the form has. */
  readonly files: Bytes;
  /** Bytes of what the table was made of, by name. */
  readonly inputs: Bytes;
}

/** The paper's study on one store. */
export class Study {
  readonly #store: Store;
  readonly #digester: CodeDigester;

  private constructor(store: Store, digester: CodeDigester) {
    this.#store = store;
    this.#digester = digester;
  }

  /** Opens the study; the code of the steps is read here. */
  static async open(store: Store): Promise<Study> {
    return new Study(store, await createCodeDigester());
  }

  /** Code digest of each kind of step up to tables. */
  async code(): Promise<Record<string, string>> {
    return await codeDigests(this.#digester);
  }

  /**
   * The results that the store has under today's keys.
   *
   * @param known Published results that count as restored.
   */
  results(known?: ResultSource): Inspector {
    return new Inspector(this.#store, this.#digester, ENTRIES, known);
  }

  /** The runs of a preset in the store, for claims to be judged by. */
  holding(preset: PresetName): Holding {
    return {
      name: `the store (${preset})`,
      run: (name) => Object.hasOwn(EXPERIMENTS, name) ? runOf(name, preset) : undefined,
      results: this.results(),
    };
  }

  /**
   * The files of a lock over a finished run, by path within their folder.
   *
   * @param old What is there already; its other experiments and figures stay.
   * @param known Published results that this run went on from.
   * @throws {MissingResultError} naming the first id whose result is missing.
   */
  async publish(
    request: Request,
    old?: PublishedFolder,
    known?: ResultSource,
  ): Promise<Map<string, Uint8Array>> {
    return await publish(request, this.results(known), await this.code(), old);
  }

  /**
   * The same runs, each with the repeats that are finished alone.
   *
   * @throws {Error} If an experiment behind the figures has none.
   */
  async finished({ figures, runs, known }: Request): Promise<Runs> {
    const results = this.results(known), finished = new Map<string, Run>();
    for (const name of new Set(figures.flatMap(experimentsOf))) {
      const run = await finishedRun(runs(name), results);
      if (run.repeats === 0) {
        throw new Error(
          `Cannot show ${name}: finished repeats must be at least 1, current value is 0`,
        );
      }
      finished.set(name, run);
    }
    return (name) => finished.get(name) ?? runs(name);
  }

  /** Looks at what the store has of a request, computing nothing. */
  async inspect(request: Request): Promise<Inspector> {
    const inspector = this.results(request.known);
    await lookAt(request, inspector, new Settling(request.runs, inspector));
    return inspector;
  }

  /**
   * As {@linkcode Study.inspect}, but finished repeats that the store has a note on are counted and not looked at. Where
   * bytes of theirs are gone that something needs, all is looked at.
   */
  async overview(request: Request): Promise<Overview> {
    const recorded = await RecordedRepeats.open(this.#store.root, this.#digester);
    const inspector = new Inspector(this.#store, this.#digester, ENTRIES, request.known, recorded);
    await lookAt(request, inspector, new Settling(request.runs, inspector, recorded));
    const { standings } = inspector, remade = await remadeForFiles(standings, this.#store);
    const isLost = [...remade].some((id) => recorded.behind(standings.get(id)!.step));
    if (isLost) return new Overview((await this.inspect(request)).standings);
    return new Overview(standings, recorded);
  }

  /** Packs the entries of finished repeats, and notes what of a request is finished: for later runs only. */
  async pack(request: Request, before?: Inspector): Promise<void> {
    await packRepeats(this.#store, request, () => before ?? this.inspect(request), this.#digester);
  }

  /** Finds the results of a request, up to tables, that lie under the keys of older code. */
  async predecessors({ figures, preset, runs }: Request): Promise<Predecessors> {
    const predecessors = await Predecessors.open(this.#store, this.#digester);
    const settling = new Settling(runs, predecessors);
    for (const figure of figures) {
      const settled = await settling.settleBehind(figure);
      const exactTable = exactTableStep(figure, preset, settled);
      await predecessors.resolve(tableStep(figure, preset, settled));
      if (exactTable !== undefined) await predecessors.resolve(exactTable);
    }
    return predecessors;
  }

  /** Carries results over to today's keys, if enough of them come out the same; see {@linkcode rekey}. */
  async rekey(
    candidates: readonly Candidate[],
    { jobs, ...options }: { jobs: number } & Omit<RekeyOptions, "store" | "digester" | "pool">,
  ): Promise<RekeyReport> {
    const pool = new WorkerPool(new URL("./plan/worker.ts", import.meta.url), jobs);
    try {
      const own = { store: this.#store, digester: this.#digester, pool };
      return await rekey(candidates, { ...own, ...options });
    } finally {
      pool.close();
    }
  }

  /**
   * Computes what is missing of a request and draws it.
   *
   * @throws {ConformanceError} If anything would be trained or measured, and this machine would not give the published
   * bits.
   * @throws {Error} With `finished`, if bytes of what is finished are gone.
   */
  async reproduce(request: Request, options: RunOptions): Promise<Drawn[]> {
    return await this.#run(request, options, async (figure, settling, runner) => {
      const { refs, exactTable, pictures } = await figureSteps(figure, settling, request);
      const read = await drawnFrom(figure, refs, pictures, request.formats ?? [], runner);
      const drawn = await withCaption(read, request.form);
      if (exactTable === undefined) return drawn;
      const exact = (await runner.resolve(exactTable)).csv.sha256;
      return {
        ...drawn,
        files: { ...drawn.files, exact: await runner.bytes({ step: exactTable, output: "csv" }) },
        digests: { ...drawn.digests, exact },
      };
    });
  }

  /** Computes what is missing of a request's tables, and draws nothing; throws as {@linkcode Study.reproduce} does. */
  async tables(request: Request, options: RunOptions): Promise<Tabled[]> {
    return await this.#run(request, options, async (figure, settling, runner) => {
      const settled = await settling.settleBehind(figure);
      const step = tableStep(figure, request.preset, settled);
      const refs = tableRefs(figure, step, request);
      const read = async (refs: Readonly<Record<string, Ref>>): Promise<Bytes> => {
        const all: [string, Uint8Array][] = [];
        for (const [name, ref] of Object.entries(refs)) all.push([name, await runner.bytes(ref)]);
        return Object.fromEntries(all);
      };
      return { figure, files: await read(refs), inputs: await read(step.inputs) };
    });
  }

  /** Runs what is missing, figure by figure, on workers of its own, once nothing speaks against it. */
  async #run<T>(
    request: Request,
    options: RunOptions,
    each: (figure: Figure, settling: Settling, runner: Runner) => Promise<T>,
  ): Promise<T[]> {
    const { figures, runs, known, engine } = request;
    const { jobs, before, finished = false, fresh = false, confined = false } = options;
    const { published, shard, gather = false, onPlanned, progress, onFailure } = options;
    const looked = before ?? await this.inspect(request);
    if (gather) requireFinishedChains(request, looked.standings);
    const standings = standingsOfShard(request, looked.standings, shard);
    if (finished) await requireBytes(standings, this.#store);
    const ahead = aheadOf(standings, fresh);
    // The digests need the engine, which a command that computes nothing does not load.
    if (ahead.work > 0) {
      this.#store.requireWritable();
      if (!options.pool) (await import("./published/conformance.ts")).requireConformance();
    }
    onPlanned?.(ahead);
    const workers = engine === undefined ? jobs : workersFor(engine, jobs);
    const url = new URL("./plan/worker.ts", import.meta.url);
    const pool = options.pool ?? new WorkerPool(url, workers, confined && engine === undefined);
    // What is computed again to compare it is no work that another process could take over.
    const isAlone = fresh || this.#store.readOnly;
    const claims = isAlone ? undefined : new Claims(this.#store.root);
    const runner = new Runner({
      store: this.#store,
      digester: this.#digester,
      pool,
      entries: ENTRIES,
      fresh,
      ...(!options.takesImported && { cheap: isQuick }),
      ...(published && { published }),
      ...(known && { known }),
      ...(claims && { claims }),
      ...(progress && { progress }),
    });
    const settling = new Settling(runs, runner);
    try {
      if (shard !== undefined) {
        await finishChains(request, shard, runner, onFailure);
        const chains = reportOn(request, shard, (await this.inspect(request)).standings);
        options.onShard?.(chains);
        if (chains.unfinished.length > 0) return [];
      }
      const make = (figure: Figure) => each(figure, settling, runner);
      const made = onFailure === undefined
        ? await Promise.all(figures.map(make))
        : await eachThatCanBe(figures, settling, make, onFailure);
      // For later runs only: where it cannot be done, on a full disk, it can wait.
      const done = ahead.work === 0 ? looked : undefined;
      const packs = !this.#store.readOnly && !options.pool;
      if (packs) await this.pack(request, done).catch(() => {});
      return made;
    } finally {
      if (!options.pool) pool.close();
      claims?.close();
    }
  }
}

/** Has every step of a request's files looked at. */
async function lookAt(request: Request, inspector: Inspector, settling: Settling): Promise<void> {
  const { figures, formats = [] } = request;
  const look = async (figure: Figure) => {
    const { refs, pictures, exactTable } = await figureSteps(figure, settling, request);
    for (const ref of Object.values(refs)) if ("step" in ref) await inspector.resolve(ref.step);
    for (const format of formats) await inspector.resolve(pictures[format]!);
    if (exactTable !== undefined) await inspector.resolve(exactTable);
  };
  // One figure after the other: what it finds is in the order of the plan. Repeats whose every attempt was discarded
  // are no error yet: whoever runs the plan says so.
  for (const figure of figures) await eachThatCanBe([figure], settling, look, () => {});
}
