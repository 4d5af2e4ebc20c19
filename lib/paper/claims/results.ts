/**
 * Results that claims are judged by, read once each.
 *
 * @module
 */
import { getOrMake } from "../../bits/memo.ts";
import { decodeTrace } from "../../engines/wasm/trace.ts";
import { BINNED, type Estimator, EXACT, globalBins } from "../../information/estimator.ts";
import { decodeTensors } from "../../bits/safetensors.ts";
import type { ResultSource } from "../../steps/result_source.ts";
import type { Step } from "../../steps/step.ts";
import { EXPERIMENTS } from "../experiments.ts";
import { aggregateStep, informationStep, type View } from "../../plan/results.ts";
import type { Run } from "../../plan/run.ts";
import { type Repeat, settleRun } from "../../plan/settle.ts";
import { type Curves, decodeCurves } from "../../study/steps/curves.ts";
import type { Segment } from "../../plan/attempt.ts";
import { decodeOccupied, type Occupied } from "../../study/steps/mnist/representation.ts";
import type { CurveSource } from "./claim.ts";
import { Sample } from "./sample.ts";

/** Results, and the runs that they are of: what is published, or a store's of one preset. */
export interface Holding {
  /** What it is, for people. */
  readonly name: string;
  /** The run of an experiment in it; undefined if it has none. */
  run(experiment: string): Run | undefined;
  readonly results: ResultSource;
  /** Discarded attempts, where they have been trained once more to see what they were like. */
  readonly replayed?: readonly Replayed[];
}

/** A discarded attempt, as it was when it was discarded. */
export interface Replayed {
  readonly experiment: string;
  /** I(X;T) of each layer, bits. */
  readonly ixt: readonly number[];
}

/** Results, how long their runs are, and of how many repeats they are. */
export interface Known {
  readonly holding: string;
  readonly epochs: number;
  readonly repeats: number;
}

/** Curves of a source: the repeats, or mean and standard deviation (ddof 0) over them. */
export type Loaded =
  & Known
  & (
    | { readonly sample: Sample }
    | { readonly mean: Curves; readonly sd: Curves }
  );

/** Attempts of an experiment's repeats that met the restart rule. */
export interface Attempts extends Known {
  /** Discarded attempts of each repeat. */
  readonly discarded: readonly number[];
}

/** Discarded attempts of an experiment: training accuracy of each at its last epoch, and what a replay found of all. */
export interface Ends extends Known {
  readonly accuracies: readonly number[];
  readonly replayed: readonly Replayed[] | undefined;
}

/** What no holding has. */
export interface Missing {
  readonly missing: string;
}

/** A step that a holding does not have. */
class MissingStepError extends Error {
  override readonly name = "MissingStepError";
}

/** Name of a source, for memory and for people. */
function sourceName({ experiment, states, phase }: CurveSource): string {
  const by = typeof states === "number" ? `${states} bins` : states;
  return `${experiment}, ${by}${phase === "train" ? "" : `, ${phase}`}`;
}

/** Reads sources, each once, from the first holding that has all of it. */
export class ClaimResults {
  readonly #holdings: readonly Holding[];
  readonly #read = new Map<string, Promise<unknown>>();

  /** @param holdings Those that are preferred first. */
  constructor(holdings: readonly Holding[]) {
    this.#holdings = holdings;
  }

  /**
   * Curves of a source, or what is missing for them. Repeats measured by bins are not published, their mean is: where
   * any holding has as many repeats as the paper they are taken from there.
   */
  async load(source: CurveSource): Promise<Loaded | Missing> {
    const { experiment, states } = source;
    if (typeof states === "number") {
      const whole = this.#holdings.filter((holding) =>
        holding.run(experiment)?.repeats === publishedRepeats(experiment)
      );
      const found = await this.#load(source, whole, readRepeats);
      if (!("missing" in found)) return found;
    }
    return this.#load(source, this.#holdings, typeof states === "number" ? readMean : readRepeats);
  }

  #load(source: CurveSource, holdings: readonly Holding[], read: Read): Promise<Loaded | Missing> {
    const { experiment, phase } = source;
    const name = `${read.name} ${sourceName(source)}`;
    return this.#once(name, experiment, holdings, async (holding, run) => {
      const repeats = await this.#settled(holding, experiment, run);
      const epochs = phase === "prefit" ? run.training.protocol.prefit : run.epochs;
      const known = { holding: holding.name, epochs, repeats: repeats.length };
      return { ...known, ...await read(holding.results, source, run, repeats) };
    });
  }

  /** Attempts of an experiment; its repeats must have been trained to the end. */
  attempts(experiment: string): Promise<Attempts | Missing> {
    const name = `attempts ${experiment}`;
    return this.#once(name, experiment, this.#holdings, async (holding, run) => {
      const repeats = await this.#settled(holding, experiment, run);
      for (const { survivor } of repeats) {
        const { train } = survivor.segments[survivor.segments.length - 1];
        if (await holding.results.resolve(train) === undefined) {
          throw new MissingStepError(train.id);
        }
      }
      const discarded = repeats.map(({ discarded }) => discarded.length);
      return { holding: holding.name, epochs: run.epochs, repeats: repeats.length, discarded };
    });
  }

  /** How the discarded attempts of an experiment ended. */
  ends(experiment: string): Promise<Ends | Missing> {
    const name = `ends ${experiment}`;
    return this.#once(name, experiment, this.#holdings, async (holding, run) => {
      const found = await this.attempts(experiment);
      if ("missing" in found) throw new MissingStepError(found.missing);
      const repeats = await this.#settled(holding, experiment, run), accuracies: number[] = [];
      for (const step of repeats.flatMap(({ discarded }) => discarded)) {
        const { trainCorrect, trainRows } = decodeTrace(
          await bytesOf(holding.results, step, "trace"),
        );
        accuracies.push(trainCorrect[trainCorrect.length - 1] / trainRows);
      }
      const all = (holding.replayed ?? []).filter((one) => one.experiment === experiment);
      const replayed = all.length === accuracies.length ? all : undefined;
      const known = { holding: holding.name, epochs: run.epochs, repeats: repeats.length };
      return { ...known, accuracies, replayed };
    });
  }

  /** Representations of the digits by the layer of two neurons, of the repeats that a holding has them of. */
  representations(experiment: string): Promise<(Known & { found: Occupied[][] }) | Missing> {
    const name = `representations ${experiment}`;
    return this.#once(name, experiment, this.#holdings, async (holding, run) => {
      const repeats = await this.#settled(holding, experiment, run), found: Occupied[][] = [];
      for (const { survivor } of repeats) {
        const one = await readOccupied(holding.results, survivor.segments);
        if (one !== undefined) found.push(one);
      }
      if (found.length === 0) throw new MissingStepError(`representations of ${experiment}`);
      return { holding: holding.name, epochs: run.epochs, repeats: found.length, found };
    });
  }

  #settled(holding: Holding, experiment: string, run: Run): Promise<Repeat[]> {
    return this.#memo(
      `settled ${experiment} ${holding.name}`,
      () => settleRun(run, holding.results),
    );
  }

  #once<T>(
    name: string,
    experiment: string,
    holdings: readonly Holding[],
    read: (holding: Holding, run: Run) => Promise<T>,
  ): Promise<T | Missing> {
    return this.#memo(name, async () => {
      const lacks: string[] = [];
      for (const holding of holdings) {
        const run = holding.run(experiment);
        try {
          if (run !== undefined) return await read(holding, run);
          lacks.push(`${experiment} in ${holding.name}`);
        } catch (error) {
          if (!(error instanceof MissingStepError)) throw error;
          lacks.push(`${error.message} in ${holding.name}`);
        }
      }
      return { missing: lacks.join("; ") || "a lock, a store" };
    });
  }

  #memo<T>(name: string, make: () => Promise<T>): Promise<T> {
    return getOrMake(this.#read, name, make) as Promise<T>;
  }
}

/** Repeats of an experiment as the paper has them. */
export function publishedRepeats(experiment: string): number {
  return EXPERIMENTS[experiment].repeats;
}

type Read = (
  results: ResultSource,
  source: CurveSource,
  run: Run,
  repeats: readonly Repeat[],
) => Promise<{ sample: Sample } | { mean: Curves; sd: Curves }>;

const readRepeats: Read = async (results, { states, phase }, run, repeats) => {
  const read = (estimator: Estimator, layers: View["layers"]) =>
    Promise.all(repeats.map(async (repeat) => {
      const step = informationStep(run, repeat, { estimator, phase, layers });
      return decodeCurves(await bytesOf(results, step, "curves"));
    }));
  const all = await read(typeof states === "number" ? globalBins(states) : BINNED, "all");
  if (states !== "exact") return { sample: new Sample(all) };
  const output = await read(EXACT, "output");
  return { sample: new Sample(all.map((one, k) => withOutput(one, output[k]))) };
};

const readMean: Read = async (results, { states, phase }, run, repeats) => {
  const estimator = globalBins(states as number);
  const step = aggregateStep(run, repeats, { estimator, phase, layers: "all" });
  return decodeMoments(await bytesOf(results, step, "aggregate"));
};

/** What was measured of the representation, segment by segment; undefined if any of it is not at hand. */
async function readOccupied(
  results: ResultSource,
  segments: readonly Segment[],
): Promise<Occupied[] | undefined> {
  const all: Occupied[] = [];
  for (const { measures: { representation } } of segments) {
    if (representation === undefined) return undefined;
    const digest = (await results.resolve(representation))?.occupied?.sha256;
    const bytes = digest === undefined ? undefined : await results.get(digest);
    if (bytes === undefined) return undefined;
    all.push(decodeOccupied(bytes));
  }
  return all.filter(({ epochs }) => epochs.length > 0);
}

async function bytesOf(results: ResultSource, step: Step, output: string): Promise<Uint8Array> {
  const digest = (await results.resolve(step))?.[output]?.sha256;
  const bytes = digest === undefined ? undefined : await results.get(digest);
  if (bytes === undefined) throw new MissingStepError(step.id);
  return bytes;
}

/** Curves with the last layer of others, which have it alone. */
function withOutput(curves: Curves, output: Curves): Curves {
  const replaced = (of: "ixt" | "ity") =>
    curves[of].map((value, k) =>
      k % curves.layers === curves.layers - 1 ? output[of][Math.floor(k / curves.layers)] : value
    );
  return { ...curves, ixt: replaced("ixt"), ity: replaced("ity") };
}

function decodeMoments(bytes: Uint8Array): { mean: Curves; sd: Curves } {
  const { tensors } = decodeTensors(bytes),
    series = (name: string) => tensors[name].data as Float64Array;
  const of = (moment: "mean" | "sd"): Curves => ({
    epochs: tensors.epochs.data as Uint32Array,
    layers: tensors.ixt_mean.shape[1],
    ixt: series(`ixt_${moment}`),
    ity: series(`ity_${moment}`),
    trainAccuracy: series(`train_accuracy_${moment}`),
    testAccuracy: series(`test_accuracy_${moment}`),
  });
  return { mean: of("mean"), sd: of("sd") };
}
