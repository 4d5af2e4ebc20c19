/**
 * The information planes of an experiment as data, for programs.
 *
 * @module
 */
import { estimatorName } from "./information/estimator.ts";
import { Store } from "./store/mod.ts";
import { partialRequest } from "./partial.ts";
import { Study, type Tabled } from "./study.ts";
import { type Aggregate, decodeAggregate } from "./study/steps/tables/text.ts";
import type { OwnExperiment } from "./runs/experiment.ts";
import { ownRequest } from "./runs/request.ts";

/** Where results are kept, and how much of the machine is used. */
export interface PlanesOptions {
  /** Folder of the store, made if it is missing: what is in it is not computed again. */
  readonly store: string;
  /** Number of workers, at least 1; by default the number of cores. */
  readonly jobs?: number;
  /** At most so many repeats, at least 1; by default those of the experiment. */
  readonly repeats?: number;
  /** Whether only the repeats that are finished count, and nothing is trained. */
  readonly finished?: boolean;
}

/** Means over the repeats, for one recorded epoch and one layer. */
export interface PlanePoint {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Layer, from 1; the last is the output. */
  readonly layer: number;
  /** I(X;T) in bits. */
  readonly ixt: number;
  /** I(T;Y) in bits. */
  readonly ity: number;
}

/** An information plane. */
export interface Plane {
  /** By epoch, then by layer. */
  readonly points: readonly PlanePoint[];
  /** The same as a table, bits to six places: `epoch,layer,ixt,ity`. */
  readonly csv: string;
  /** Repeats, epochs, discarded attempts. */
  readonly caption: string;
}

/**
 * Trains an experiment, measures it, and tabulates what each layer holds about input and label; what the store has is
 * restored.
 *
 * Needs to read and write the store's folder and to read the library's files, and its configuration: a program outside
 * the library's folder runs with `--config` and the library's deno.json.
 *
 * @returns The plane of each estimator, by the estimator's name.
 * @throws {RangeError} if the number of workers is none.
 * @throws {ConformanceError} if anything would be trained, and this machine would not give the published bits.
 * @throws {Error} in one line, if the store cannot be written, an attempt cannot be trained, or none is finished.
 */
export async function informationPlanes(
  experiment: OwnExperiment,
  {
    store: folder,
    jobs = navigator.hardwareConcurrency,
    repeats = Infinity,
    finished = false,
  }: PlanesOptions,
): Promise<Record<string, Plane>> {
  const store = await Store.open(folder);
  try {
    const study = await Study.open(store),
      part = { repeats, ...(finished && { finishedIn: study }) };
    const request = await partialRequest(
      ownRequest(experiment, [], { pictures: ["plane"] }),
      part,
    );
    const tables = await study.tables(request, { jobs, finished });
    const names = experiment.estimators.map(estimatorName);
    return Object.fromEntries(tables.map((table, k) => [names[k], planeOf(table)]));
  } finally {
    store.close();
  }
}

function planeOf({ files, inputs }: Tabled): Plane {
  const text = new TextDecoder();
  return {
    points: pointsOf(decodeAggregate(inputs.aggregate)),
    csv: text.decode(files.csv),
    caption: text.decode(files.caption),
  };
}

function pointsOf({ epochs, layers, series }: Aggregate): PlanePoint[] {
  const ity = series("ity_mean");
  return Array.from(series("ixt_mean"), (ixt, k) => {
    return { epoch: epochs[Math.floor(k / layers)], layer: 1 + k % layers, ixt, ity: ity[k] };
  });
}
