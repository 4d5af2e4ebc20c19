/**
 * Trains one segment of many repeats at once (docs/protocol.md, sections 5 and 7).
 *
 * @module
 */
import type { Split } from "../../data/split.ts";
import type { Extent, Training } from "../../network/training.ts";
import type { Trace } from "../wasm/trace.ts";
import { Curves } from "./curves.ts";
import { evaluate, type RepeatStates } from "./evaluate.ts";
import { countRight, trainEpoch } from "./epoch.ts";
import type { Network } from "./network.ts";
import { planLayers } from "./plan.ts";
import { type AnyDataset, epochOrder, phaseLabels, type StreamOf, widthOf } from "./rows.ts";
import { loadState, rangesOf, saveState, selectRepeats, type State, tensorsOf } from "./state.ts";
import { scoped, type TensorFlow } from "./tensorflow.ts";

/** One repeat at the start of a segment. */
export interface RepeatInput {
  /** What its random streams are named after, with the training's seed. */
  readonly repeat: number;
  readonly attempt: number;
  /** Where training goes on from. */
  readonly snapshot: Uint8Array;
}

/** A segment of some repeats of one training. */
export interface StackedSegment extends Extent {
  readonly training: Training;
  readonly dataset: AnyDataset;
  readonly split: Split;
  /** At least one. */
  readonly repeats: readonly RepeatInput[];
}

/** What a repeat's segment gives. */
export interface RepeatOutput {
  /** Null if the segment met the restart rule. */
  readonly snapshot: Uint8Array | null;
  readonly trace: Trace;
}

/**
 * Sees the repeats that still train, at a recorded epoch (0-based). The states are computed while they are iterated over,
 * once, before the observer's promise settles; an observer that does not iterate pays nothing.
 */
export type StackedObserver = (
  epoch: number,
  states: AsyncIterable<RepeatStates>,
) => void | Promise<void>;

/** A repeat that still trains. */
interface Running {
  /** Among the repeats of the input. */
  readonly position: number;
  readonly stream: StreamOf;
  /** What it fits to. */
  readonly labels: Uint8Array;
  readonly curves: Curves;
}

/** A segment under way. */
class StackedRun {
  readonly #input: StackedSegment;
  readonly #network: Network;
  readonly #outputs: RepeatOutput[] = [];
  #running: Running[];
  #state: State;

  constructor(tf: TensorFlow, input: StackedSegment) {
    const { training, dataset, split: { train, test }, repeats, phase, from } = input;
    const layers = planLayers(training, widthOf(dataset));
    this.#input = input;
    this.#network = { tf, layers, quantization: training.quantization };
    this.#running = repeats.map(({ repeat, attempt }, position) => {
      const stream = { seed: training.seed, repeat, attempt };
      const labels = phaseLabels(stream, phase, dataset.y, train);
      const of = { from, trainRows: train.length, testRows: test.length, layers: layers.length };
      return { position, stream, labels, curves: new Curves(of) };
    });
    this.#state = scoped(tf, () => loadState(tf, layers, repeats.map(({ snapshot }) => snapshot)));
  }

  async run(observe?: StackedObserver): Promise<RepeatOutput[]> {
    const { from, to } = this.#input;
    try {
      for (let epoch = from; epoch < to && this.#running.length > 0; epoch++) {
        await this.#epoch(epoch, observe);
      }
      if (this.#running.length > 0) await this.#finish();
      return this.#outputs;
    } finally {
      this.#network.tf.dispose(tensorsOf(this.#state));
    }
  }

  async #epoch(epoch: number, observe?: StackedObserver): Promise<void> {
    const { every } = this.#input.training.protocol;
    this.#stop(epoch, await this.#train(epoch));
    if (epoch % every !== 0 || this.#running.length === 0) return;
    await this.#record();
    const positions = this.#running.map(({ position }) => position);
    await observe?.(epoch, evaluate(this.#network, this.#state, this.#input.dataset, positions));
  }

  /** @returns Each running repeat's accuracy over the training rows. */
  async #train(epoch: number): Promise<number[]> {
    const { training: { protocol }, dataset, split: { train }, phase } = this.#input;
    const { state, loss, correct } = await trainEpoch(this.#network, protocol, this.#state, {
      dataset,
      orders: this.#running.map(({ stream }) => epochOrder(stream, phase, epoch, train)),
      labels: this.#running.map((one) => one.labels),
    });
    this.#state = state;
    this.#running.forEach(({ curves }, r) => curves.epoch(loss[r], correct[r]));
    return Array.from(correct, (one) => one / train.length);
  }

  async #record(): Promise<void> {
    const { dataset, split: { test } } = this.#input, ranges = rangesOf(this.#state);
    const correct = await countRight(this.#network, this.#state, dataset, test);
    this.#running.forEach(({ curves }, r) => curves.record(correct[r], ranges[r]));
  }

  /** Ends the repeats that meet the restart rule; their last epoch is not recorded. */
  #stop(epoch: number, accuracy: readonly number[]): void {
    const { training: { protocol: { restart } }, phase } = this.#input;
    if (phase !== "train" || epoch < restart.from) return;
    const left: number[] = [];
    this.#running.forEach(({ position, curves }, r) => {
      if (accuracy[r] >= restart.below) left.push(r);
      else this.#outputs[position] = { snapshot: null, trace: curves.end(epoch) };
    });
    if (left.length === this.#running.length) return;
    this.#running = left.map((r) => this.#running[r]);
    if (left.length > 0) this.#keep(left);
  }

  #keep(left: readonly number[]): void {
    const { tf } = this.#network, before = this.#state;
    this.#state = scoped(tf, () => selectRepeats(tf, before, left));
    tf.dispose(tensorsOf(before));
  }

  async #finish(): Promise<void> {
    const snapshots = await saveState(this.#network.layers, this.#state);
    this.#running.forEach(({ position, curves }, r) => {
      this.#outputs[position] = { snapshot: snapshots[r], trace: curves.end(null) };
    });
  }
}

/**
 * Trains the epochs `from` to `to` of some repeats, all in one: each ends as it would alone, up to rounding.
 *
 * A repeat that meets the restart rule drops out, and the others go on. All tensors that it makes are disposed of.
 *
 * @param tf With the backend that is to train as the current one, as {@linkcode loadBackend} leaves it.
 * @returns For each repeat of the input its snapshot and its trace, of the same formats as the default engine's.
 * @throws {Error} If a snapshot is not of the training's network.
 * @throws {TypeError} If a value became NaN; the message names the tensor.
 */
export async function runSegments(
  tf: TensorFlow,
  input: StackedSegment,
  observe?: StackedObserver,
): Promise<RepeatOutput[]> {
  return await new StackedRun(tf, input).run(observe);
}
