import { decodeDataset } from "../../data/codec.ts";
import type { Session } from "../../engines/wasm/segment.ts";
import { StateWriter } from "../../engines/wasm/states.ts";
import { encodeCounts } from "../../information/codec.ts";
import { type LayerCounts, StateCounter } from "../../information/counts.ts";
import type { Bytes } from "./io.ts";
import { runTrain, type TrainParams } from "./train.ts";

/** How states are told apart (PROTOCOL section 12). */
export type Estimator = "exact" | "binned";

/** Parameters of a `measure` step: a segment and an estimator. */
export interface MeasureParams extends TrainParams {
  /** `exact`: every layer's states; `binned`: the output layer alone, as the released code bins it. */
  readonly estimator: Estimator;
}

/** Allocates what counting needs, once the segment's network lies in memory. */
class Counting {
  readonly #writer: StateWriter;
  readonly #counter: StateCounter;

  constructor(session: Session, labels: Uint8Array, classes: number) {
    this.#writer = new StateWriter(session);
    this.#counter = new StateCounter(labels, classes, this.#writer.words);
  }

  exact(session: Session): LayerCounts[] {
    return session.network.layers.map((_, l) => {
      const { at, words } = this.#writer.exact(l);
      return this.#counter.count(at, words);
    });
  }

  binned(bits: number): LayerCounts[] {
    const { at, words } = this.#writer.binned(bits);
    return [this.#counter.count(at, words)];
  }
}

/**
 * Replays a segment and measures it at every recorded epoch with each of several estimators.
 *
 * @returns What training it makes, and the counts of each estimator. A segment that meets the restart rule
 * has counts up to there; nobody asks for them.
 */
export function measureSegment(
  params: TrainParams,
  estimators: readonly Estimator[],
  inputs: Bytes,
): { trained: Bytes; counts: Uint8Array[] } {
  const { y, classes } = decodeDataset(inputs.dataset), bits = params.training.quantization?.bits;
  const layers = params.training.network.layers.map((_, l) => `T${l + 1}`);
  const epochs: number[] = [], measured: LayerCounts[][][] = estimators.map(() => []);
  let counting: Counting | undefined;
  const trained = runTrain(params, inputs, (epoch, session) => {
    const open = counting ??= new Counting(session, y, classes);
    session.evaluate();
    epochs.push(epoch);
    estimators.forEach((estimator, k) => {
      measured[k].push(estimator === "exact" ? open.exact(session) : open.binned(bits!));
    });
  });
  const tables = estimators.map((estimator, k) => ({
    epochs: Uint32Array.from(epochs),
    layers: estimator === "exact" ? layers : layers.slice(-1),
    counts: measured[k],
  }));
  return { trained, counts: tables.map(encodeCounts) };
}

/** One measurement of one segment. Inputs as of `train`. Output: `counts`. */
export function runMeasure(params: MeasureParams, inputs: Bytes): Bytes {
  return { counts: measureSegment(params, [params.estimator], inputs).counts[0] };
}
