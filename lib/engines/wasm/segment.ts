/**
 * A segment of training: snapshot in, a fixed run of epochs, snapshot and trace out (docs/architecture.md, section 5).
 * Everything it computes is a function of its arguments; it may be replayed alone, anywhere.
 *
 * @module
 */
import { permutation, Stream, streamKey } from "../../bits/random.ts";
import type { Dataset } from "../../data/synthetic.ts";
import type { Split } from "../../data/split.ts";
import type { Phase, Training } from "../../network/training.ts";
import { type DenseKernels, denseKernels } from "./kernels.ts";
import { allocate, f32, i32, reset } from "./memory.ts";
import { DenseNetwork, paddedRows } from "./network.ts";
import { loadSnapshot, saveSnapshot } from "./snapshot.ts";
import { type Trace, TraceRecorder } from "./trace.ts";

/** What a segment starts from. */
export interface SegmentInput {
  readonly training: Training;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly snapshot: Uint8Array;
  readonly repeat: number;
  readonly attempt: number;
  /** Fitting to permuted labels, or to the true ones. */
  readonly phase: Phase;
  /** Epochs `from` (0-based) up to but without `to`. */
  readonly from: number;
  readonly to: number;
}

/** What it makes; a segment that meets the restart rule has no snapshot. */
export interface SegmentOutput {
  readonly snapshot: Uint8Array | null;
  readonly trace: Trace;
}

/** Called at each recorded epoch, after its last step and test pass, with the live network. */
export type Observer = (epoch: number, session: Session) => void;

/** The network and the data in memory while a segment runs. */
export class Session {
  readonly network: DenseNetwork;
  /** Rows of the data set, and the same rounded up to a multiple of 8. */
  readonly rows: number;
  readonly height: number;
  readonly kernels: DenseKernels;
  readonly training: Training;
  readonly #input: SegmentInput;
  /** Features row by row, padded to #width columns, for batches; as columns x height, for evaluation. */
  readonly #table: number;
  readonly #width: number;
  readonly #whole: number;
  /** Labels by row. */
  readonly #labels: number;
  readonly #batchInput: number;
  readonly #order: number;
  readonly #testRows: number;

  constructor(kernels: DenseKernels, input: SegmentInput) {
    const { dataset, split, training } = input, { columns } = dataset;
    this.kernels = kernels;
    this.training = training;
    this.#input = input;
    this.rows = dataset.y.length;
    this.height = paddedRows(this.rows);
    const batch = paddedRows(training.protocol.batch);
    this.network = new DenseNetwork(kernels, training, columns, Math.max(batch, this.height));
    this.#width = Math.ceil(columns / 4) * 4;
    this.#table = allocate(4 * this.#width * this.rows);
    this.#whole = allocate(4 * columns * this.height);
    this.#labels = allocate(4 * this.rows);
    this.#batchInput = allocate(4 * this.#width * batch);
    this.#order = allocate(8 * split.train.length);
    this.#testRows = allocate(4 * split.test.length);
    this.#fill();
    loadSnapshot(this.network, input.snapshot);
  }

  #fill(): void {
    const { dataset, split } = this.#input, { x, columns, scale } = dataset;
    const table = f32(this.#table, this.#width * this.rows);
    const whole = f32(this.#whole, columns * this.height);
    for (let c = 0; c < columns; c++) {
      for (let r = 0; r < this.height; r++) {
        // Padding repeats the last row: it changes no range.
        const row = Math.min(r, this.rows - 1), value = x[row * columns + c] * scale;
        table[row * this.#width + c] = whole[c * this.height + r] = value;
      }
    }
    i32(this.#labels, this.rows).set(labelsOf(this.#input));
    i32(this.#testRows, split.test.length).set(split.test);
  }

  /** Loads a batch: `size` row numbers at byte offset `select`. Returns its padded number of rows. */
  #load(select: number, size: number): number {
    const rows = paddedRows(size), { network, kernels } = this;
    kernels.gather_f32(this.#batchInput, this.#table, this.#width, select, size, rows);
    kernels.gather_i32(network.labels, this.#labels, select, size, rows);
    network.mark(size, rows);
    return rows;
  }

  /** This epoch's order of the training rows: a fresh permutation from its own stream. */
  #shuffle(epoch: number): void {
    const { training, repeat, attempt, phase, split } = this.#input, n = split.train.length;
    const purpose = phase === "train" ? "shuffle" : "prefit-shuffle";
    const key = streamKey({ seed: training.seed, repeat, attempt, purpose, epoch });
    const permuted = this.#order + 4 * n;
    this.kernels.permutation_u32(permuted, n, key[0], key[1], key[2], key[3]);
    const order = i32(this.#order, n), ranks = i32(permuted, n);
    for (let k = 0; k < n; k++) order[k] = split.train[ranks[k]];
  }

  /** One epoch. Returns the summed loss (float64 over batches of loss x size) and the rows classified rightly. */
  epoch(epoch: number): { loss: number; correct: number } {
    const { batch } = this.#input.training.protocol, n = this.#input.split.train.length;
    this.#shuffle(epoch);
    const sum = { loss: 0, correct: 0 };
    for (let start = 0; start < n; start += batch) {
      const size = Math.min(batch, n - start), rows = this.#load(this.#order + 4 * start, size);
      this.network.forward(this.#batchInput, rows, "training");
      const { loss, correct } = this.network.backward(this.#batchInput, rows, size);
      this.network.update();
      sum.loss += loss * size;
      sum.correct += correct;
    }
    return sum;
  }

  /** Test rows classified rightly, in inference mode, in batches as in training. */
  test(): number {
    const { batch } = this.#input.training.protocol, n = this.#input.split.test.length;
    let correct = 0;
    for (let start = 0; start < n; start += batch) {
      const size = Math.min(batch, n - start), rows = this.#load(this.#testRows + 4 * start, size);
      this.network.forward(this.#batchInput, rows, "inference");
      this.network.predict(rows);
      correct += this.network.correct(rows);
    }
    return correct;
  }

  /** Inference over all rows of the data set in one pass, as the measurements see it. */
  evaluate(): void {
    this.network.forward(this.#whole, this.height, "inference");
    this.network.predict(this.height);
  }
}

/**
 * The labels that a phase fits to, by row of the data set. In the prefit one random permutation of the training rows'
 * labels, which keeps the number of rows of each class (docs/protocol.md, section 7); test rows have their true ones
 * always.
 */
function labelsOf({ training, repeat, attempt, phase, dataset, split }: SegmentInput): Uint8Array {
  if (phase === "train") return dataset.y;
  const labels = dataset.y.slice(), { train } = split;
  const purpose = "prefit-labels",
    name = { seed: training.seed, repeat, attempt, purpose, epoch: 0 };
  const order = permutation(new Stream(streamKey(name)), train.length);
  train.forEach((row, k) => labels[row] = dataset.y[train[order[k]]]);
  return labels;
}

/**
 * Runs a segment from its snapshot to its end or to the epoch that meets the restart rule.
 *
 * @param observe Called at every recorded epoch; it must not change the network.
 * @param kernels The arithmetic; the plain twin gives the same bits.
 */
export function runSegment(
  input: SegmentInput,
  observe?: Observer,
  kernels: DenseKernels = denseKernels,
): SegmentOutput {
  reset();
  const { protocol, network } = input.training, { restart } = protocol;
  const n = input.split.train.length, session = new Session(kernels, input);
  const trace = new TraceRecorder({
    from: input.from,
    trainRows: n,
    testRows: input.split.test.length,
    layers: network.layers.length,
  });
  for (let epoch = input.from; epoch < input.to; epoch++) {
    const { loss, correct } = session.epoch(epoch);
    trace.epoch(loss / n, correct);
    if (input.phase === "train" && epoch >= restart.from && correct / n < restart.below) {
      return { snapshot: null, trace: trace.end(epoch) };
    }
    if (epoch % protocol.every === 0) {
      trace.record(session.test(), session.network);
      observe?.(epoch, session);
    }
  }
  return { snapshot: saveSnapshot(session.network), trace: trace.end() };
}
