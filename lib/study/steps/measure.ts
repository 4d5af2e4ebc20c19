import { decodeDataset } from "../../data/codec.ts";
import type { Session } from "../../engines/wasm/segment.ts";
import { StateWriter } from "../../engines/wasm/states.ts";
import { encodeCounts } from "../../information/codec.ts";
import { type LayerCounts, StateCounter } from "../../information/counts.ts";
import type { Training } from "../../network/training.ts";
import type { Bytes } from "./io.ts";
import { runTrain, type TrainParams } from "./train.ts";

/** How states are told apart (PROTOCOL section 12). */
export type Estimator = "exact" | "binned";

/** Parameters of a `measure` step: a segment and an estimator. */
export interface MeasureParams extends TrainParams {
  /** `exact`: the states themselves; `binned`: as the released code bins them. */
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

  count(session: Session, layers: readonly number[], estimator: Estimator): LayerCounts[] {
    const { quantization } = session.training;
    return layers.map((l) => {
      const states = estimator === "exact"
        ? this.#writer.exact(l)
        : this.#writer.binned(l, quantization?.bits ?? null);
      return this.#counter.count(states.at, states.words);
    });
  }
}

/**
 * Layers (0-based) that an estimator counts: all, but of a quantised network's `binned` states only the output
 * layer's, since the others are the exact ones.
 */
export function measuredLayers(
  { network, quantization }: Training,
  estimator: Estimator,
): number[] {
  const all = network.layers.map((_, l) => l);
  return estimator === "binned" && quantization !== null ? all.slice(-1) : all;
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
  const { y, classes } = decodeDataset(inputs.dataset);
  const layers = estimators.map((estimator) => measuredLayers(params.training, estimator));
  const epochs: number[] = [], measured: LayerCounts[][][] = estimators.map(() => []);
  let counting: Counting | undefined;
  const trained = runTrain(params, inputs, (epoch, session) => {
    const open = counting ??= new Counting(session, y, classes);
    session.evaluate();
    epochs.push(epoch);
    estimators.forEach((estimator, k) =>
      measured[k].push(open.count(session, layers[k], estimator))
    );
  });
  const tables = estimators.map((_, k) => ({
    epochs: Uint32Array.from(epochs),
    layers: layers[k].map((l) => `T${l + 1}`),
    counts: measured[k],
  }));
  return { trained, counts: tables.map(encodeCounts) };
}

/** One measurement of one segment. Inputs as of `train`. Output: `counts`. */
export function runMeasure(params: MeasureParams, inputs: Bytes): Bytes {
  return { counts: measureSegment(params, [params.estimator], inputs).counts[0] };
}
