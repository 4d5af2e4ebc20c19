/**
 * Counts of a layer's states: the integers from which all information is computed (docs/protocol.md, section 12,
 * docs/architecture.md, section 5).
 *
 * @module
 */
import { allocate, u32, u8 } from "../engines/wasm/memory.ts";
import * as kernels from "../engines/wasm/count.wasm";

/** 2^64 divided by the golden ratio, odd: spreads codes evenly over the slots (Fibonacci hashing). */
const GOLDEN_MULTIPLIER = 0x9e3779b97f4a7c15n;

/**
 * How many states occur how often: pairs (count, number of states with that count), flattened,
 * ascending by count, without count 0. Sum of count * number = number of rows.
 */
export type Histogram = Uint32Array;

/** Histograms of one layer at one time. */
export interface LayerCounts {
  /** Over all rows. */
  readonly total: Histogram;
  /** Over the rows of each class, classes ascending; empty for a class without rows. */
  readonly classes: readonly Histogram[];
}

/** Number of rows that a histogram counts. */
export function rowsOf(histogram: Histogram): number {
  let rows = 0;
  for (let i = 0; i < histogram.length; i += 2) rows += histogram[i]! * histogram[i + 1]!;
  return rows;
}

/** @throws {RangeError} If a label is no class. */
function checkLabels(labels: Uint8Array, classes: number): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong < 0) return;
  throw new RangeError(
    `Cannot count states: label ${wrong} must be below ${classes}, current value is ${
      labels[wrong]
    }`,
  );
}

/** Smallest power of two that is at least 2 and at least twice the rows. */
function slotsFor(rows: number): number {
  let slots = 2;
  while (slots < 2 * rows) slots *= 2;
  return slots;
}

/**
 * Counts the distinct states of one data set's rows, again and again, in the shared memory.
 *
 * States are told apart by full comparison of their codes; a hash only decides where the search begins.
 * Lives as long as the job that allocated it (see lib/engines/wasm/memory.ts).
 */
export class StateCounter {
  readonly #rows: number;
  readonly #words: number;
  readonly #classes: number;
  readonly #slots: number;
  readonly #labels: number;
  readonly #table: number;
  readonly #distinct: number;
  readonly #counts: number;
  readonly #scratch: number;
  readonly #pairs: number;
  readonly #multiplier: bigint;

  /**
   * Allocates what counting needs, about 4 (7 + classes) + 8 words bytes a row.
   *
   * @param labels Class of each row; its length is the number of rows.
   * @param classes Number of classes, at least 1.
   * @param words Largest number of uint64 words of a state.
   * @param multiplier Of the hash; changes the time, never the result (0 lets all states collide).
   * @throws {RangeError} If a label is no class.
   */
  constructor(
    labels: Uint8Array,
    classes: number,
    words: number,
    multiplier: bigint = GOLDEN_MULTIPLIER,
  ) {
    checkLabels(labels, classes);
    const rows = labels.length;
    this.#rows = rows;
    this.#words = words;
    this.#classes = classes;
    this.#slots = slotsFor(rows);
    this.#multiplier = BigInt.asIntN(64, multiplier);
    this.#labels = allocate(rows);
    this.#table = allocate(4 * this.#slots);
    this.#distinct = allocate(8 * words * rows);
    this.#counts = allocate(4 * (1 + classes) * rows);
    this.#scratch = allocate(4 * rows + 16);
    this.#pairs = allocate(8 * rows);
    u8(this.#labels, rows).set(labels);
  }

  /**
   * Counts the states at byte offset `at` of the shared memory: row-major, one row for each label, `words`
   * uint64 each, zero padded.
   *
   * @throws {RangeError} If `words` is not between 1 and the number given at construction.
   */
  count(at: number, words: number): LayerCounts {
    if (!(Number.isInteger(words) && words >= 1 && words <= this.#words)) {
      throw new RangeError(
        `Cannot count states: words must be an integer from 1 to ${this.#words}, current value is ${words}`,
      );
    }
    // deno-fmt-ignore
    const states = kernels.count_states(
      at, words, this.#rows, this.#labels, this.#classes,
      this.#table, this.#slots, this.#distinct, this.#counts, this.#multiplier,
    );
    const classes = Array.from({ length: this.#classes }, (_, y) => this.#histogram(states, 1 + y));
    return { total: this.#histogram(states, 0), classes };
  }

  #histogram(states: number, column: number): Histogram {
    // deno-fmt-ignore
    const pairs = kernels.count_histogram(
      this.#counts, states, this.#classes, column, this.#scratch, this.#pairs,
    );
    return u32(this.#pairs, 2 * pairs).slice();
  }
}
