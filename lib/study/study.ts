/**
 * A study opened on a store: reproduces figures, or says what that would take.
 *
 * @module
 */
import { type CodeDigester, createCodeDigester } from "../steps/code.ts";
import { Inspector } from "../steps/inspector.ts";
import { WorkerPool } from "../steps/pool.ts";
import { type Progress, Runner } from "../steps/runner.ts";
import type { Outputs, Step } from "../steps/step.ts";
import type { Store } from "../store/mod.ts";
import { codeDigests } from "./code.ts";
import { drawingSources } from "./drawing.ts";
import { type Figure, type FigureSteps, figureSteps } from "./figures.ts";
import { ENTRIES } from "./implementations.ts";
import type { PresetName } from "./presets.ts";
import { type Covered, publish } from "./publish.ts";
import type { Published } from "./published.ts";

/** A drawn figure's files. */
export interface Drawn {
  readonly figure: Figure;
  readonly svg: Uint8Array;
  readonly png: Uint8Array;
  readonly csv: Uint8Array;
  /** The table with the output layer's exact states; absent where a figure is drawn from published results. */
  readonly exact?: Uint8Array;
  readonly caption: string;
  /** SHA-256 of each file, by format. */
  readonly digests: Readonly<Record<"svg" | "png" | "csv", string>> & { readonly exact?: string };
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

  /** Outputs that the store has of a step under today's key; undefined if it would run. */
  looker(): (step: Step) => Promise<Outputs | undefined> {
    const inspector = new Inspector(this.#store, this.#digester, ENTRIES);
    return (step) => inspector.resolve(step);
  }

  /**
   * The files of a lock over a finished run, by path within their folder.
   *
   * @param old What is there already; its other experiments stay.
   * @throws {MissingResultError} naming the first id whose result is missing.
   */
  async publish(covered: Covered, old?: Published): Promise<Map<string, Uint8Array>> {
    const finished = { resolve: this.looker(), get: (digest: string) => this.#store.get(digest) };
    return await publish(covered, finished, await this.code(), old?.lock.experiments);
  }

  /** Looks at what the store has of the figures, computing nothing. */
  async inspect(figures: readonly Figure[], preset: PresetName): Promise<Inspector> {
    const inspector = new Inspector(this.#store, this.#digester, ENTRIES);
    for (const figure of figures) {
      const { svg, png, exact } = await figureSteps(
        figure,
        preset,
        await drawingSources(figure),
        inspector,
      );
      await inspector.resolve(svg);
      await inspector.resolve(png);
      await inspector.resolve(exact);
    }
    return inspector;
  }

  /**
   * Computes what is missing of the figures and draws them.
   *
   * @param options Number of workers, `fresh` to recompute everything, `progress` to be told.
   */
  async reproduce(
    figures: readonly Figure[],
    preset: PresetName,
    options: { jobs: number; fresh?: boolean; progress?: Progress },
  ): Promise<Drawn[]> {
    const { jobs, ...rest } = options;
    const pool = new WorkerPool(new URL("./worker.ts", import.meta.url), jobs);
    const runner = new Runner({
      store: this.#store,
      digester: this.#digester,
      pool,
      entries: ENTRIES,
      ...rest,
    });
    try {
      return await Promise.all(figures.map(async (figure) => {
        const sources = await drawingSources(figure);
        return await draw(await figureSteps(figure, preset, sources, runner), runner);
      }));
    } finally {
      pool.close();
    }
  }
}

async function draw(
  { figure, table, exact, svg, png }: FigureSteps,
  runner: Runner,
): Promise<Drawn> {
  const [svgBytes, pngBytes, csv, caption, exactCsv] = await Promise.all([
    runner.bytes({ step: svg, output: "svg" }),
    runner.bytes({ step: png, output: "png" }),
    runner.bytes({ step: table, output: "csv" }),
    runner.bytes({ step: table, output: "caption" }),
    runner.bytes({ step: exact, output: "csv" }),
  ]);
  return {
    figure,
    svg: svgBytes,
    png: pngBytes,
    csv,
    exact: exactCsv,
    caption: new TextDecoder().decode(caption),
    digests: {
      svg: (await runner.resolve(svg)).svg.sha256,
      png: (await runner.resolve(png)).png.sha256,
      csv: (await runner.resolve(table)).csv.sha256,
      exact: (await runner.resolve(exact)).csv.sha256,
    },
  };
}
