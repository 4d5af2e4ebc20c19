/**
 * A study opened on a store: reproduces figures, or says what that would take.
 *
 * @module
 */
import { type CodeDigester, createCodeDigester } from "./steps/code/digest.ts";
import { Inspector } from "./steps/inspector.ts";
import { WorkerPool } from "./steps/pool.ts";
import type { ResultSource } from "./steps/result_source.ts";
import { type Progress, Runner } from "./steps/runner.ts";
import type { Ref, Step } from "./steps/step.ts";
import type { Store } from "./store/mod.ts";
import { codeDigests } from "./published/code_standing.ts";
import { drawingSources, type Drawn, drawnFrom } from "./drawing.ts";
import { lightStep } from "./plan/attempt.ts";
import { engineNote } from "./plan/engine.ts";
import {
  drawingSteps,
  experimentsOf,
  type Figure,
  tableOutputs,
  type TableRefs,
} from "./plan/figure.ts";
import { finishedRun } from "./plan/finished_repeats.ts";
import { idText } from "./plan/ids.ts";
import { ENTRIES, type Format } from "./plan/kinds.ts";
import type { Request } from "./plan/request.ts";
import type { Holding } from "./paper/claims/results.ts";
import { EXPERIMENTS, runOf } from "./paper/experiments.ts";
import type { PresetName } from "./paper/presets.ts";
import type { Run, RunEngine } from "./plan/run.ts";
import { type Runs, Settling } from "./plan/settled_runs.ts";
import { exactTableStep, tableStep } from "./plan/tables.ts";
import { publish } from "./published/publish.ts";
import type { Published } from "./published/published.ts";
import {
  type Candidate,
  Predecessors,
  rekey,
  type RekeyOptions,
  type RekeyReport,
} from "./published/rekey.ts";

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
    old?: Published,
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
    const { figures, runs, formats = [], known } = request;
    const inspector = this.results(known);
    const settling = new Settling(runs, inspector);
    for (const figure of figures) {
      const { pictures, twin } = await figureSteps(figure, settling, request);
      for (const format of formats) await inspector.resolve(pictures[format]);
      if (twin !== undefined) await inspector.resolve(twin);
    }
    return inspector;
  }

  /** Finds the results of a request, up to tables, that lie under the keys of older code. */
  async predecessors({ figures, preset, runs }: Request): Promise<Predecessors> {
    const predecessors = await Predecessors.open(this.#store, this.#digester);
    const settling = new Settling(runs, predecessors);
    for (const figure of figures) {
      const settled = await settling.settleBehind(figure);
      const twin = exactTableStep(figure, preset, settled);
      await predecessors.resolve(tableStep(figure, preset, settled));
      if (twin !== undefined) await predecessors.resolve(twin);
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
   * @param options Number of workers, `fresh` to recompute everything, `progress` to be told.
   */
  async reproduce(
    request: Request,
    options: { jobs: number; fresh?: boolean; progress?: Progress },
  ): Promise<Drawn[]> {
    const { jobs, ...rest } = options, { figures, runs, formats = [], known } = request;
    const pool = new WorkerPool(new URL("./plan/worker.ts", import.meta.url), jobs);
    const runner = new Runner({
      store: this.#store,
      digester: this.#digester,
      pool,
      entries: ENTRIES,
      ...(known && { known }),
      ...rest,
    });
    const settling = new Settling(runs, runner);
    try {
      return await Promise.all(figures.map(async (figure) => {
        const { refs, twin, pictures } = await figureSteps(figure, settling, request);
        const drawn = await drawnFrom(figure, refs, pictures, formats, runner);
        if (twin === undefined) return drawn;
        const exact = (await runner.resolve(twin)).csv.sha256;
        return {
          ...drawn,
          files: { ...drawn.files, exact: await runner.bytes({ step: twin, output: "csv" }) },
          digests: { ...drawn.digests, exact },
        };
      }));
    } finally {
      pool.close();
    }
  }
}

/** The steps of a figure. */
interface FigureSteps {
  /** Outputs of its table. */
  readonly refs: TableRefs;
  readonly twin: Step | undefined;
  readonly pictures: Readonly<Record<Format, Step>>;
}

async function figureSteps(
  figure: Figure,
  settling: Settling,
  { preset, known, engine }: Request,
): Promise<FigureSteps> {
  const settled = await settling.settleBehind(figure);
  const refs = tableRefs(figure, tableStep(figure, preset, settled), preset, engine);
  // Exact curves of all layers are not published: what goes on from published curves cannot have them.
  const twin = known === undefined ? exactTableStep(figure, preset, settled) : undefined;
  const pictures = drawingSteps(figure, preset, refs, await drawingSources(figure));
  return { refs, twin, pictures };
}

function tableRefs(figure: Figure, step: Step, preset: string, engine?: RunEngine): TableRefs {
  const outputs = tableOutputs(figure).map((output) => [output, { step, output }]);
  const own = { step, output: "caption" };
  const caption = engine === undefined ? own : {
    step: captionStep(figure, preset, own, engine),
    output: "caption",
  };
  return { ...Object.fromEntries(outputs), caption };
}

/** A caption that says which engine trained: tables look alike whichever it was. */
function captionStep({ id }: Figure, preset: string, caption: Ref, engine: RunEngine): Step {
  return lightStep({
    role: "caption",
    id: idText({ role: "caption", figure: id, preset }),
    params: { note: engineNote(engine) },
    inputs: { caption },
  });
}
