/**
 * The information planes of an experiment as data, for programs.
 *
 * @module
 */
import { estimatorName } from "./information/estimator.ts";
import { Store } from "./store/mod.ts";
import { Study } from "./study.ts";
import type { OwnExperiment } from "./runs/experiment.ts";
import { ownRequest } from "./runs/request.ts";

/** Where results are kept, and how much of the machine is used. */
export interface PlanesOptions {
  /** Folder of the store, made if it is missing: what is in it is not computed again. */
  readonly store: string;
  /** Number of workers, at least 1; by default the number of cores. */
  readonly jobs?: number;
}

/** Means over the repeats, for one recorded epoch and one layer. */
export interface PlanePoint {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Layer, from 1; the last is the output. */
  readonly layer: number;
  /** I(X;T) in bits, to six places. */
  readonly ixt: number;
  /** I(T;Y) in bits, to six places. */
  readonly ity: number;
}

/** An information plane. */
export interface Plane {
  /** By epoch, then by layer. */
  readonly points: readonly PlanePoint[];
  /** The same as a table: `epoch,layer,ixt,ity`. */
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
 * @throws {Error} in one line, if the store cannot be written or an attempt cannot be trained.
 */
export async function informationPlanes(
  experiment: OwnExperiment,
  { store: folder, jobs = navigator.hardwareConcurrency }: PlanesOptions,
): Promise<Record<string, Plane>> {
  const store = await Store.open(folder);
  try {
    const study = await Study.open(store);
    const drawn = await study.reproduce(ownRequest(experiment, []), { jobs });
    const planes = drawn.map(({ files, caption }, k): [string, Plane] => {
      const csv = new TextDecoder().decode(files.csv);
      return [estimatorName(experiment.estimators[k]), { points: pointsOf(csv), csv, caption }];
    });
    return Object.fromEntries(planes);
  } finally {
    store.close();
  }
}

function pointsOf(csv: string): PlanePoint[] {
  return csv.trimEnd().split("\n").slice(1).map((line) => {
    const [epoch, layer, ixt, ity] = line.split(",").map(Number);
    return { epoch, layer, ixt, ity };
  });
}
