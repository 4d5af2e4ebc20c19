/**
 * A segment of training on images: snapshot in, a fixed run of epochs, snapshot and trace out (docs/architecture.md,
 * section 5). Everything it computes is a function of its arguments; it may be replayed alone, anywhere.
 *
 * @module
 */
import { streamKey } from "../../../bits/random.ts";
import type { SparseDataset } from "../../../data/sparse.ts";
import type { Split } from "../../../data/split.ts";
import type { Training } from "../../../network/training.ts";
import { allocate, f32, i32, reset, u8 } from "../memory.ts";
import type { SegmentOutput } from "../segment.ts";
import { placeSparse } from "../sparse_rows.ts";
import { TraceRecorder } from "../trace.ts";
import { type MapKernels, mapKernels } from "./kernels.ts";
import { paddedRows } from "./layers.ts";
import { type Batch, MapNetwork } from "./network.ts";
import { loadSnapshot, saveSnapshot } from "./snapshot.ts";

/** What a segment starts from. */
export interface MapSegmentInput {
  readonly training: Training;
  /** Gives the data set, called once: nobody keeps it when it lies in the shared memory. */
  readonly dataset: () => SparseDataset;
  readonly split: Split;
  readonly snapshot: Uint8Array;
  readonly repeat: number;
  readonly attempt: number;
  /** Epochs `from` (0-based) up to but without `to`. */
  readonly from: number;
  readonly to: number;
}

/** Called at each recorded epoch, after its last step, with the live network. */
export type MapObserver = (epoch: number, session: MapSession) => void;

/** Rows of the data set in one pass of {@linkcode MapSession.evaluate}: what they need stays in the cache. */
const CHUNK = 256;

/** The network and the data in memory while a segment runs. */
export class MapSession {
  readonly network: MapNetwork;
  /** Rows of the data set, and the same rounded up to a multiple of 8. */
  readonly rows: number;
  readonly height: number;
  /** Class of each row. */
  readonly y: Uint8Array;
  readonly kernels: MapKernels;
  /** Probabilities of all rows by the last {@linkcode MapSession.evaluate}: classes x height, float32. */
  readonly probabilities: number;
  readonly #input: MapSegmentInput;
  readonly #x: number;
  /** Labels by row. */
  readonly #labels: number;
  readonly #order: number;
  /** Row numbers of the test part, and of the whole data set. */
  readonly #testRows: number;
  readonly #allRows: number;
  /** Whether the probabilities of all rows are those of the network as it is. */
  #evaluated = false;

  constructor(kernels: MapKernels, input: MapSegmentInput) {
    const { split, training } = input, { batch } = training.protocol, dataset = input.dataset();
    this.kernels = kernels;
    this.#input = input;
    this.y = dataset.y;
    this.rows = dataset.y.length;
    this.height = paddedRows(this.rows);
    const capacity = paddedRows(Math.max(batch, CHUNK));
    this.network = new MapNetwork(kernels, training, dataset.width, capacity);
    this.probabilities = allocate(4 * this.network.classes * this.height);
    this.#labels = allocate(4 * this.rows);
    this.#order = allocate(8 * split.train.length);
    this.#testRows = allocate(4 * split.test.length);
    this.#allRows = allocate(4 * this.rows);
    this.#x = placeSparse(dataset);
    i32(this.#labels, this.rows).set(dataset.y);
    i32(this.#testRows, split.test.length).set(split.test);
    i32(this.#allRows, this.rows).forEach((_, row, all) => all[row] = row);
    loadSnapshot(this.network, input.snapshot);
  }

  /** A batch of the `size` row numbers at byte offset `select`, with its labels loaded. */
  #load(select: number, size: number): Batch {
    const rows = paddedRows(size), { network } = this;
    this.kernels.gather_i32(network.labels, this.#labels, select, size, rows);
    network.mark(size, rows);
    return { x: this.#x, select, size, rows };
  }

  /** This epoch's order of the training rows: a fresh permutation from its own stream. */
  #shuffle(epoch: number): void {
    const { training, repeat, attempt, split } = this.#input, n = split.train.length;
    const name = { seed: training.seed, repeat, attempt, purpose: "shuffle", epoch };
    const key = streamKey(name), permuted = this.#order + 4 * n;
    this.kernels.permutation_u32(permuted, n, key[0], key[1], key[2], key[3]);
    const order = i32(this.#order, n), ranks = i32(permuted, n);
    for (let k = 0; k < n; k++) order[k] = split.train[ranks[k]];
  }

  /** One epoch. Returns the summed loss (float64 over batches of loss x size) and the rows classified rightly. */
  epoch(epoch: number): { loss: number; correct: number } {
    const { batch } = this.#input.training.protocol, n = this.#input.split.train.length;
    this.#shuffle(epoch);
    this.#evaluated = false;
    const sum = { loss: 0, correct: 0 };
    for (let start = 0; start < n; start += batch) {
      const size = Math.min(batch, n - start), loaded = this.#load(this.#order + 4 * start, size);
      this.network.train(loaded);
      const { loss, correct } = this.network.backward(loaded);
      this.network.update();
      sum.loss += loss * size;
      sum.correct += correct;
    }
    return sum;
  }

  /** Test rows classified rightly, in inference mode; looked up if the whole data set has just been evaluated. */
  test(): number {
    if (this.#evaluated) return this.#lookUp();
    const n = this.#input.split.test.length;
    let correct = 0;
    this.network.settle();
    for (let start = 0; start < n; start += CHUNK) {
      const batch = this.#load(this.#testRows + 4 * start, Math.min(CHUNK, n - start));
      this.network.infer(batch);
      correct += this.network.correct(batch.rows);
    }
    return correct;
  }

  #lookUp(): number {
    const { probabilities, height, network: { classes } } = this;
    const p = f32(probabilities, classes * height), { test } = this.#input.split;
    let correct = 0;
    for (const row of test) {
      let best = 0;
      for (let c = 1; c < classes; c++) {
        if (p[c * height + row] > p[best * height + row]) best = c;
      }
      if (best === this.y[row]) correct++;
    }
    return correct;
  }

  /**
   * Inference over all rows of the data set, some at a time: in a network whose ranges are stored no row depends on the
   * others.
   *
   * @param observe Called for each part, whose layers lie in the network: its first row and the height of its arrays.
   * @throws {RangeError} If a value is NaN; the message names the first layer that has one.
   */
  evaluate(observe: (first: number, height: number) => void): void {
    this.network.settle();
    for (let first = 0; first < this.rows; first += CHUNK) {
      const size = Math.min(CHUNK, this.rows - first), rows = paddedRows(size);
      this.network.infer({ x: this.#x, select: this.#allRows + 4 * first, size, rows });
      this.#keep(first, rows);
      observe(first, rows);
    }
    this.#evaluated = true;
  }

  #keep(first: number, rows: number): void {
    const { classes, probabilities } = this.network, own = f32(probabilities, rows);
    // One NaN logit makes all probabilities of its row NaN.
    if (own.some(Number.isNaN)) this.#refuseNaN(rows);
    for (let c = 0; c < classes; c++) {
      const to = this.probabilities + 4 * (c * this.height + first);
      u8(to, 4 * rows).set(u8(probabilities + 4 * c * rows, 4 * rows));
    }
  }

  #refuseNaN(rows: number): never {
    const { layers } = this.network;
    const l = layers.findIndex(({ h, to }) =>
      f32(h, to.side * to.side * to.channels * rows).some(Number.isNaN)
    );
    throw new RangeError(
      `Cannot evaluate layer${l + 1}: values must be numbers, current value is NaN`,
    );
  }
}

/**
 * Runs a segment from its snapshot to its end or to the epoch that meets the restart rule.
 *
 * @param observe Called at every recorded epoch; it must not change the network.
 * @param kernels The arithmetic; the plain twin gives the same bits.
 */
export function runMapSegment(
  input: MapSegmentInput,
  observe?: MapObserver,
  kernels: MapKernels = mapKernels,
): SegmentOutput {
  reset();
  const { from, to, training, split } = input, { restart, every } = training.protocol;
  const session = new MapSession(kernels, input), n = split.train.length;
  const trace = new TraceRecorder({
    ...{ from, trainRows: n, testRows: split.test.length, layers: training.network.layers.length },
  });
  for (let epoch = from; epoch < to; epoch++) {
    const { loss, correct } = session.epoch(epoch);
    trace.epoch(loss / n, correct);
    if (epoch >= restart.from && correct / n < restart.below) {
      return { snapshot: null, trace: trace.end(epoch) };
    }
    if (epoch % every === 0) {
      observe?.(epoch, session);
      trace.record(session.test(), session.network);
    }
  }
  return { snapshot: saveSnapshot(session.network), trace: trace.end() };
}
