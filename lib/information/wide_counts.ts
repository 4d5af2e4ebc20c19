/**
 * Counts of wide states, such as the maps of a convolution: as {@linkcode StateCounter} has them, but no state is copied.
 *
 * @module
 */
import * as kernels from "../engines/wasm/conv.wasm";
import * as histograms from "../engines/wasm/count.wasm";
import { allocate, u32, u8 } from "../engines/wasm/memory.ts";
import type { Histogram, LayerCounts } from "./counts.ts";

/** 2^64 divided by the golden ratio, odd. */
const GOLDEN_MULTIPLIER = 0x9e3779b97f4a7c15n;

/** Bytes of states that one call of the kernel counts: some milliseconds. */
const CALL = 1 << 23;

/** Smallest power of two that is at least 2 and at least twice the rows. */
function slotsFor(rows: number): number {
  let slots = 2;
  while (slots < 2 * rows) slots *= 2;
  return slots;
}

/**
 * Counts the distinct states of one data set's rows, again and again, in the shared memory. Distinct states are known by
 * their first rows, so the states must stay as they are while they are counted; they are told apart by full comparison.
 */
export class WideCounter {
  readonly #rows: number;
  readonly #classes: number;
  readonly #multiplier: bigint;
  readonly #slots: number;
  readonly #labels: number;
  readonly #table: number;
  readonly #hashes: number;
  readonly #firsts: number;
  readonly #counts: number;
  readonly #scratch: number;
  readonly #pairs: number;

  /**
   * Allocates what counting needs, about 4 (11 + classes) bytes a row.
   *
   * @param labels Class of each row; its length is the number of rows.
   * @param classes Number of classes, at least 1.
   * @param multiplier Of the hash; changes the time, never the result (0 lets all states collide).
   * @throws {RangeError} If a label is no class.
   */
  constructor(labels: Uint8Array, classes: number, multiplier: bigint = GOLDEN_MULTIPLIER) {
    const wrong = labels.findIndex((label) => label >= classes), rows = labels.length;
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot count states: label ${wrong} must be below ${classes}, current value is ${
          labels[wrong]
        }`,
      );
    }
    this.#rows = rows;
    this.#classes = classes;
    this.#multiplier = BigInt.asIntN(64, multiplier);
    this.#slots = slotsFor(rows);
    this.#labels = allocate(rows);
    this.#table = allocate(4 * this.#slots);
    this.#hashes = allocate(8 * rows);
    this.#firsts = allocate(4 * rows);
    this.#counts = allocate(4 * (1 + classes) * rows);
    this.#scratch = allocate(4 * rows + 16);
    this.#pairs = allocate(8 * rows);
    u8(this.#labels, rows).set(labels);
  }

  /**
   * Counts the states at byte offset `at` of the shared memory: row-major, one row for each label, `words` uint64
   * each, zero padded.
   *
   * @throws {RangeError} If `words` is not at least 1.
   */
  count(at: number, words: number): LayerCounts {
    if (!(Number.isInteger(words) && words >= 1)) {
      throw new RangeError(
        `Cannot count states: words must be an integer of at least 1, current value is ${words}`,
      );
    }
    u8(this.#table, 4 * this.#slots).fill(0);
    const step = Math.ceil(CALL / (8 * words));
    let states = 0;
    for (let from = 0; from < this.#rows; from += step) {
      // deno-fmt-ignore
      states = kernels.count_wide(
        at, words, from, Math.min(from + step, this.#rows), this.#labels, this.#classes, this.#table, this.#slots,
        this.#hashes, this.#firsts, this.#counts, states, this.#multiplier,
      );
    }
    const classes = Array.from({ length: this.#classes }, (_, y) => this.#histogram(states, 1 + y));
    return { total: this.#histogram(states, 0), classes };
  }

  #histogram(states: number, column: number): Histogram {
    // deno-fmt-ignore
    const pairs = histograms.count_histogram(
      this.#counts, states, this.#classes, column, this.#scratch, this.#pairs,
    );
    return u32(this.#pairs, 2 * pairs).slice();
  }
}
