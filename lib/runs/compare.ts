/**
 * Several runs side by side: their curves with bands, their planes, and how they differ from the first of them.
 *
 * @module
 */
import { csvOf, decimal } from "../study/steps/tables/text.ts";
import { repeatsText } from "./captions.ts";
import type { RepeatResults, RunResults } from "./results.ts";
import { type Band, bandOf, type Difference, differenceOf } from "./statistics.ts";

/** Results of a run under its label. */
export interface Compared {
  /** Of the run. */
  readonly label: string;
  /** At least one finished repeat. */
  readonly results: RunResults;
}

/** How runs are compared. */
export interface CompareOptions {
  /** Name of the estimator, one that all of them have; by default {@linkcode commonEstimator}. */
  readonly estimator?: string;
  /** Of the curves; t intervals by default. */
  readonly band?: Band;
  /** Epochs of the table of differences; by default the last one that all of them have recorded. */
  readonly epochs?: readonly number[];
}

/** What is compared: informations of a layer, accuracies, loss. */
export interface Quantity {
  /** Informations in bits, accuracies from 0 to 1, loss in nats. */
  readonly quantity: "ixt" | "ity" | "train" | "test" | "loss";
  /** From 1, or `output`; empty where it is of no layer. */
  readonly layer: string;
}

/** How a run differs from the first one, in one quantity at one epoch. */
export interface RunDifference extends Quantity, Difference {
  /** Label of the run. */
  readonly run: string;
  /** Label of the first one. */
  readonly than: string;
  /** Recorded epoch, from 0. */
  readonly epoch: number;
  /** Number of repeats of the run, and of the first one. */
  readonly repeats: readonly [number, number];
}

/** A comparison. */
export interface Comparison {
  /** Name of the estimator of the informations. */
  readonly estimator: string;
  /** Curves, `run,quantity,layer,order,epoch,mean,low,high`, and planes, `run,place,epoch,layer,ixt,ity`. */
  readonly tables: { readonly csv: Uint8Array; readonly planes: Uint8Array };
  /** One line: estimator, bands, repeats. */
  readonly caption: string;
  /** Of every run but the first, at the chosen epochs. */
  readonly differences: readonly RunDifference[];
}

/** More than these cannot be told apart in a picture. */
export const MOST_COMPARED = 30;

/** A picture shows at most so many records of a run; tables of all are what `export` is for. */
const MOST_RECORDS = 200;

/**
 * The estimator that all runs have: the exact states if they can, else the first run's first one that the others have.
 *
 * @throws {RangeError} in one line that says what each has, if there is none.
 */
export function commonEstimator(runs: readonly Compared[], wanted?: string): string {
  const common = runs[0].results.estimators.filter((name) =>
    runs.every(({ results }) => results.estimators.includes(name))
  );
  const found = wanted === undefined
    ? common.find((name) => name === "exact") ?? common[0]
    : common.find((name) => name === wanted);
  if (found !== undefined) return found;
  const each = runs.map(({ label, results }) => `${label} ${results.estimators.join(" ")}`);
  throw new RangeError(
    `Cannot compare: estimator must be one that all runs have, current value is ${
      wanted ?? "none"
    } (${each.join("; ")})`,
  );
}

/**
 * Compares runs, each of at least one finished repeat.
 *
 * @throws {RangeError} in one line, if they have no estimator in common, or an epoch that was not recorded is asked for.
 */
export function compare(runs: readonly Compared[], options: CompareOptions = {}): Comparison {
  const { band = "t" } = options, estimator = commonEstimator(runs, options.estimator);
  const curves = runs.flatMap((run) => [...curveRows(run, estimator, band)]);
  const planes = runs.flatMap((run, place) => [...planeRows(run, place, estimator)]);
  const bands = band === "t" ? "95% intervals of the mean by Student's t" : "10% to 90% quantiles";
  const each = runs.map(({ label, results }) => `${label}: ${repeatsText(results)}`);
  return {
    estimator,
    tables: {
      csv: csvOf("run,quantity,layer,order,epoch,mean,low,high", curves),
      planes: csvOf("run,place,epoch,layer,ixt,ity", planes),
    },
    caption: `Means over the repeats by ${estimator}; bands: ${bands}. ${each.join(". ")}`,
    differences: differencesOf(runs, estimator, options.epochs),
  };
}

/** Every quantity of a run with its values by repeat at record `k`. */
function* quantitiesOf(
  { layers, repeats }: RunResults,
  estimator: string,
): Generator<Quantity & { readonly order: number; at(k: number): number[] }> {
  const each = (pick: (one: RepeatResults) => number) => repeats.map(pick);
  for (const quantity of ["ixt", "ity"] as const) {
    for (let l = 0; l < layers; l++) {
      const output = l === layers - 1;
      yield {
        ...{ quantity, layer: output ? "output" : String(l + 1), order: output ? OUTPUT : l + 1 },
        at: (k) => each(({ curves }) => curves[estimator][quantity][k * layers + l]),
      };
    }
  }
  for (const quantity of ["train", "test"] as const) {
    const values = quantity === "train" ? "trainAccuracy" : "testAccuracy";
    yield {
      quantity,
      layer: "",
      order: 0,
      at: (k) => each(({ curves }) => curves[estimator][values][k]),
    };
  }
  if (repeats.every(({ loss }) => loss !== undefined)) {
    yield { quantity: "loss", layer: "", order: 0, at: (k) => each(({ loss }) => loss![k]) };
  }
}

/** Place of the output layer among panels: the last one, whichever number it has. */
const OUTPUT = 99;

/** Indices of the records that a picture shows: evenly spread, the last one among them. */
function shownRecords({ epochs }: RunResults): number[] {
  const n = epochs.length, stride = Math.ceil(n / MOST_RECORDS);
  return Array.from({ length: Math.ceil(n / stride) }, (_, k) => n - 1 - k * stride).reverse();
}

function* curveRows(
  { label, results }: Compared,
  estimator: string,
  band: Band,
): Generator<(string | number)[]> {
  const shown = shownRecords(results);
  for (const { quantity, layer, order, at } of quantitiesOf(results, estimator)) {
    for (const k of shown) {
      const { mean, low, high } = bandOf(at(k), band);
      const values = [mean, low, high].map(decimal);
      yield [label, quantity, layer, order, results.epochs[k], ...values];
    }
  }
}

function* planeRows(
  { label, results }: Compared,
  place: number,
  estimator: string,
): Generator<(string | number)[]> {
  const all = [...quantitiesOf(results, estimator)], { layers, epochs } = results;
  for (const k of shownRecords(results)) {
    for (let l = 0; l < layers; l++) {
      const means = [all[l], all[layers + l]].map(({ at }) => decimal(bandOf(at(k), "t").mean));
      yield [label, place, epochs[k], l + 1, ...means];
    }
  }
}

function differencesOf(
  [first, ...others]: readonly Compared[],
  estimator: string,
  wanted?: readonly number[],
): RunDifference[] {
  return others.flatMap((other) => {
    const theirs = new Map(
      [...quantitiesOf(first.results, estimator)].map((
        one,
      ) => [`${one.quantity} ${one.layer}`, one]),
    );
    const epochs = wanted ?? [lastCommon(first, other)];
    return epochs.flatMap((epoch) => {
      const [k, own] = [recordOf(first, epoch), recordOf(other, epoch)];
      return [...quantitiesOf(other.results, estimator)].flatMap(({ quantity, layer, at }) => {
        const than = theirs.get(`${quantity} ${layer}`);
        if (than === undefined) return [];
        const [a, b] = [than.at(k), at(own)];
        return [{
          ...{ run: other.label, than: first.label, quantity, layer, epoch },
          ...{ ...differenceOf(a, b), repeats: [b.length, a.length] as const },
        }];
      });
    });
  });
}

function lastCommon(a: Compared, b: Compared): number {
  const theirs = new Set(b.results.epochs);
  const common = [...a.results.epochs].filter((epoch) => theirs.has(epoch));
  if (common.length > 0) return common[common.length - 1];
  throw new RangeError(
    `Cannot compare: an epoch must be recorded of both ${a.label} and ${b.label}, current value is none`,
  );
}

function recordOf({ label, results }: Compared, epoch: number): number {
  const k = results.epochs.indexOf(epoch);
  if (k >= 0) return k;
  const { epochs } = results, every = epochs.length > 1 ? epochs[1] - epochs[0] : 1;
  throw new RangeError(
    `Cannot compare: --epochs must be recorded ones, of ${label} every ${every} up to ${
      epochs[epochs.length - 1]
    }, current value is ${epoch}`,
  );
}

/** Differences as a table: `run,than,quantity,layer,epoch,difference,low,high,p,repeats,than_repeats`. */
export function differencesCsv(differences: readonly RunDifference[]): Uint8Array {
  const number = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value) ? "" : decimal(value);
  return csvOf(
    "run,than,quantity,layer,epoch,difference,low,high,p,repeats,than_repeats",
    differences.map((
      { run, than, quantity, layer, epoch, mean, low, high, p, repeats },
    ) => [run, than, quantity, layer, epoch, ...[mean, low, high, p].map(number), ...repeats]),
  );
}
