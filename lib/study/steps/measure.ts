/**
 * The `measure` step: a segment is replayed, its states counted at every recorded epoch.
 *
 * @module
 */
import { decodeDataset } from "../../data/codec.ts";
import type { Session } from "../../engines/wasm/segment.ts";
import { type States, StateWriter } from "../../engines/wasm/states.ts";
import { encodeCounts } from "../../information/codec.ts";
import { type LayerCounts, StateCounter } from "../../information/counts.ts";
import type { Estimator } from "../../information/estimator.ts";
import type { Training } from "../../network/training.ts";
import { decodeBounds, encodeExtents } from "./bounds.ts";
import type { Bytes } from "./io.ts";
import { runTrain, type TrainParams } from "./train.ts";

/** What is measured: states by an estimator, or how far the values of each layer reach. */
export type Measurement = Estimator | { readonly kind: "extent" };

/** Parameters of a `measure` step: a segment and a measurement. */
export interface MeasureParams extends TrainParams {
  readonly estimator: Measurement;
}

/** What a job asks of a pass: one kind of step with its parameters. */
export interface Wanted {
  readonly kind: string;
  readonly params: unknown;
}

/** A measurement under way. */
interface Instrument {
  /** Sees the network at one recorded epoch. */
  record(epoch: number, session: Session): void;
  /** The finished output. */
  end(): Bytes;
}

/** Counts states with one estimator. */
class Counting implements Instrument {
  readonly #estimator: Estimator;
  readonly #training: Training;
  readonly #bounds: readonly [number, number] | undefined;
  readonly #open: (session: Session) => Counters;
  readonly #epochs: number[] = [];
  readonly #counts: LayerCounts[][] = [];
  readonly #cells: readonly Cell[];

  constructor(
    estimator: Estimator,
    training: Training,
    bounds: readonly [number, number] | undefined,
    open: (session: Session) => Counters,
  ) {
    this.#estimator = estimator;
    this.#training = training;
    this.#bounds = bounds;
    this.#open = open;
    this.#cells = cellsOf(training, estimator);
  }

  record(epoch: number, session: Session): void {
    const { writer, counter } = this.#open(session);
    this.#epochs.push(epoch);
    this.#counts.push(this.#cells.map((cell) => {
      const states = this.#states(writer, cell);
      return counter.count(states.at, states.words);
    }));
  }

  #states(writer: StateWriter, { layer, neuron }: Cell): States {
    const estimator = this.#estimator;
    switch (estimator.kind) {
      case "exact":
        return writer.exact(layer, neuron);
      case "binned":
        return writer.binned(layer, this.#training.quantization?.bits ?? null, neuron);
      case "uniform": {
        const bounds = estimator.bounds === "global" ? this.#bounds! : estimator.bounds;
        return writer.uniform(layer, estimator.bins, bounds, neuron);
      }
      case "adaptive":
        return writer.adaptive(layer, estimator.bins, neuron);
    }
  }

  end(): Bytes {
    const table = {
      epochs: Uint32Array.from(this.#epochs),
      layers: this.#cells.map(({ name }) => name),
      counts: this.#counts,
    };
    return { counts: encodeCounts(table) };
  }
}

/** Finds the smallest and largest value of every layer. */
class Reaching implements Instrument {
  readonly #open: (session: Session) => Counters;
  readonly #epochs: number[] = [];
  readonly #extents: number[] = [];
  #layers = 0;

  constructor(open: (session: Session) => Counters) {
    this.#open = open;
  }

  record(epoch: number, session: Session): void {
    const { writer } = this.#open(session);
    this.#layers = session.network.layers.length;
    this.#epochs.push(epoch);
    for (let l = 0; l < this.#layers; l++) this.#extents.push(...writer.extent(l));
  }

  end(): Bytes {
    return { extents: encodeExtents(this.#epochs, this.#layers, this.#extents) };
  }
}

/** What counting needs, allocated once the segment's network lies in memory. */
interface Counters {
  readonly writer: StateWriter;
  readonly counter: StateCounter;
}

/** What is counted on its own: a layer (0-based), or one neuron of it. */
interface Cell {
  /** `T2` for the second layer, `T2.3` for its third neuron. */
  readonly name: string;
  readonly layer: number;
  readonly neuron?: number;
}

/**
 * What an estimator counts: all layers, but of a quantised network's `binned` states only the output layer's, since
 * the others are the exact ones under other names.
 */
function cellsOf({ network, quantization }: Training, { kind, per }: Estimator): Cell[] {
  const all = network.layers.map(({ units }, layer) => ({ layer, units, name: `T${layer + 1}` }));
  const layers = kind === "binned" && quantization !== null ? all.slice(-1) : all;
  if (per === "layer") return layers.map(({ name, layer }) => ({ name, layer }));
  return layers.flatMap(({ name, layer, units }) =>
    Array.from({ length: units }, (_, u) => ({ name: `${name}.${u + 1}`, layer, neuron: u }))
  );
}

/**
 * Replays a segment once and makes every output that is wanted of it: `train` steps, and `measure` steps of any
 * number of measurements, at every recorded epoch (docs/architecture.md, section 5).
 *
 * Inputs as of `train`, and `bounds` for bins with global bounds. A segment that meets the restart rule has counts up
 * to there; nobody asks for them.
 *
 * @returns For each wanted step its outputs: of a measurement `counts`, or `extents`.
 */
export function runSegmentPass(wanted: readonly Wanted[], inputs: Bytes): Bytes[] {
  const params = wanted[0].params as TrainParams, { y, classes } = decodeDataset(inputs.dataset);
  let counters: Counters | undefined;
  const open = (session: Session) => {
    if (counters === undefined) {
      const writer = new StateWriter(session);
      counters = { writer, counter: new StateCounter(y, classes, writer.words) };
    }
    return counters;
  };
  const bounds = inputs.bounds === undefined ? undefined : decodeBounds(inputs.bounds);
  const instruments = wanted.map(({ kind, params }): Instrument | undefined => {
    if (kind === "train") return undefined;
    const { estimator, training } = params as MeasureParams;
    return estimator.kind === "extent"
      ? new Reaching(open)
      : new Counting(estimator, training, bounds, open);
  });
  const measures = instruments.some((instrument) => instrument !== undefined);
  const trained = runTrain(params, inputs, (epoch, session) => {
    if (measures) session.evaluate();
    for (const instrument of instruments) instrument?.record(epoch, session);
  });
  return instruments.map((instrument) => instrument?.end() ?? trained);
}
