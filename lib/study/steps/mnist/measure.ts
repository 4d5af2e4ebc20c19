/**
 * The `measure` step of networks on images.
 *
 * @module
 */
import type { MapSession } from "../../../engines/wasm/mnist/segment.ts";
import { MapStates } from "../../../engines/wasm/mnist/states.ts";
import { encodeCounts } from "../../../information/codec.ts";
import { type LayerCounts, StateCounter } from "../../../information/counts.ts";
import { type Estimator, estimatorName } from "../../../information/estimator.ts";
import { WideCounter } from "../../../information/wide_counts.ts";
import type { Bytes } from "../io.ts";
import type { Measurement, Wanted } from "../measure.ts";
import type { TrainParams } from "../train.ts";
import { OccupiedRecorder } from "./occupied.ts";
import type { Representation } from "./representation.ts";
import { runMnistTrain } from "./train.ts";

/** States of more words are counted where they lie. */
const NARROW = 3;

/** States of a network, and what counts them: allocated once a segment, when the network lies in memory. */
export class Measuring {
  /** To be written before each epoch's counts. */
  readonly states: MapStates;
  readonly #narrow: StateCounter;
  readonly #wide: WideCounter | null;

  /** @param session Of the segment that is measured. */
  constructor(session: MapSession) {
    const { y, network: { classes } } = session, states = this.states = new MapStates(session);
    const wide = Array.from({ length: states.length }, (_, k) => states.words(k) > NARROW);
    this.#narrow = new StateCounter(y, classes, NARROW);
    this.#wide = wide.includes(true) ? new WideCounter(y, classes) : null;
  }

  /** Counts of everything that an estimator counts, at the epoch of the last {@linkcode MapStates.write}. */
  count(estimator: Estimator, bits: number): LayerCounts[] {
    const all = estimator.kind === "binned"
      ? [this.states.binned(bits)]
      : Array.from({ length: this.states.length }, (_, k) => this.states.exact(k));
    return all.map(({ at, words }) =>
      words > NARROW ? this.#wide!.count(at, words) : this.#narrow.count(at, words)
    );
  }
}

/** Parameters of a `measure` step of a network on images. */
interface MeasureParams extends TrainParams {
  readonly estimator: Measurement | Representation;
}

/** A measurement under way. */
interface Instrument {
  /** Sees the states that were written last. */
  record(epoch: number, measuring: Measuring, session: MapSession): void;
  /** The finished output. */
  end(): Bytes;
}

/** Counts states with one estimator. */
class Counting implements Instrument {
  readonly #estimator: Estimator;
  readonly #bits: number;
  readonly #epochs: number[] = [];
  readonly #counts: LayerCounts[][] = [];
  #sites = 0;

  /** @throws {RangeError} If the estimator is not one of networks on images. */
  constructor(estimator: Measurement, bits: number) {
    const { kind } = estimator, per = "per" in estimator ? estimator.per : "layer";
    if ((kind !== "exact" && kind !== "binned") || per !== "layer") {
      const name = kind === "extent" ? kind : estimatorName(estimator);
      throw new RangeError(
        `Cannot measure: estimator must be exact or binned, current value is ${name}`,
      );
    }
    this.#estimator = estimator as Estimator;
    this.#bits = bits;
  }

  record(epoch: number, measuring: Measuring): void {
    this.#sites = measuring.states.length;
    this.#epochs.push(epoch);
    this.#counts.push(measuring.count(this.#estimator, this.#bits));
  }

  /** Layers and pooled maps are named alike, `T1` to `Tn`; `binned` is of the last one alone. */
  end(): Bytes {
    const all = Array.from({ length: this.#sites }, (_, k) => `T${k + 1}`);
    const layers = this.#estimator.kind === "binned" ? all.slice(-1) : all;
    const epochs = Uint32Array.from(this.#epochs);
    return { counts: encodeCounts({ epochs, layers, counts: this.#counts }) };
  }
}

/** Keeps the occupied states of a layer of two neurons at some epochs. */
class Representing implements Instrument {
  readonly #what: Representation;
  #recorder: OccupiedRecorder | undefined;

  /** @throws {RangeError} If the layer has not two neurons, or more levels than a byte has. */
  constructor(what: Representation, { training: { network, quantization } }: MeasureParams) {
    const layer = network.layers[what.layer - 1];
    if (layer?.units !== 2 || "kernel" in layer || quantization === null || quantization.bits > 8) {
      throw new RangeError(
        `Cannot measure: layer of a representation must have 2 neurons of at most 8 bits, ` +
          `current value is T${what.layer}`,
      );
    }
    this.#what = what;
  }

  record(epoch: number, { states }: Measuring, { y, network: { classes } }: MapSession): void {
    this.#recorder ??= new OccupiedRecorder(y, classes);
    const { layer, epochs } = this.#what;
    if (epochs.includes(epoch)) this.#recorder.record(epoch, states.exact(layer - 1));
  }

  end(): Bytes {
    // A segment without a recorded epoch has no session that was seen.
    const recorder = this.#recorder ?? new OccupiedRecorder(new Uint8Array(), 0);
    return { occupied: recorder.end() };
  }
}

function instrumentOf({ kind, params }: Wanted): Instrument | undefined {
  if (kind === "train") return undefined;
  const { estimator, training } = params as MeasureParams;
  return estimator.kind === "representation"
    ? new Representing(estimator, params as MeasureParams)
    : new Counting(estimator, training.quantization!.bits);
}

/**
 * Replays a segment of a network on images once and makes every output that is wanted of it: `train` steps, and
 * `measure` steps of `exact` and `binned` states, at every recorded epoch (docs/architecture.md, section 5), and of
 * representations. Inputs as of `train`.
 *
 * @returns For each wanted step its outputs: of a measurement `counts`, of a representation `occupied`. For Conv six
 * rows: convolution, pooled map, convolution, pooled map, dense layer, output.
 * @throws {RangeError} If an estimator is another one, or a value is NaN: then the message names the layer.
 */
export function runMnistSegmentPass(wanted: readonly Wanted[], inputs: Bytes): Bytes[] {
  const params = wanted[0].params as TrainParams;
  const instruments = wanted.map(instrumentOf);
  const measures = instruments.some((one) => one !== undefined);
  let measuring: Measuring | undefined;
  const trained = runMnistTrain(params, inputs, (epoch, session) => {
    if (!measures) return;
    measuring ??= new Measuring(session);
    measuring.states.write();
    for (const one of instruments) one?.record(epoch, measuring, session);
  });
  return instruments.map((one) => one?.end() ?? trained);
}
