/**
 * Equal rows as one state with its count, class by class: by full comparison, in order of first occurrence.
 *
 * @module
 */
import { type Classes, type Matrix, orderOf } from "./rows.ts";

/** States of each class. */
export interface Grouped {
  /** Row at which each state occurs first in its class: classes ascending, then rows. */
  readonly firsts: Uint32Array;
  /** Number of rows of the class in this state. */
  readonly counts: Uint32Array;
  /** First state of each class, and the number of states behind the last one. */
  readonly starts: Uint32Array;
  /** Number of all rows. */
  readonly rows: number;
}

/** Distinct rows of a matrix, told apart by full comparison; a hash only decides where the search begins. */
export class Distinct {
  readonly #words: Uint32Array;
  readonly #width: number;
  readonly #mask: number;
  readonly #slots: Int32Array;
  /** Row at which each state occurs first. */
  readonly firsts: number[] = [];

  /** @param values Row-major, of any element type: rows are equal if their bits are. */
  constructor(values: Float64Array | Uint32Array, rows: number) {
    this.#words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    this.#width = rows === 0 ? 0 : this.#words.length / rows;
    let slots = 2;
    while (slots < 2 * rows) slots *= 2;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots).fill(-1);
  }

  /** Number of the state of a row, from 0 in order of first occurrence. */
  stateOf(row: number): number {
    const words = this.#words, width = this.#width, at = row * width;
    let hash = 0;
    for (let k = 0; k < width; k++) {
      hash = Math.imul((hash ^ words[at + k]) >>> 0, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & this.#mask;; slot = (slot + 1) & this.#mask) {
      const state = this.#slots[slot];
      if (state < 0) {
        this.#slots[slot] = this.firsts.length;
        return this.firsts.push(row) - 1;
      }
      if (this.#same(this.firsts[state] * width, at)) return state;
    }
  }

  #same(a: number, b: number): boolean {
    for (let k = 0; k < this.#width; k++) {
      if (this.#words[a + k] !== this.#words[b + k]) return false;
    }
    return true;
  }

  /** Forgets all states: the next row is state 0. */
  clear(): void {
    this.#slots.fill(-1);
    this.firsts.length = 0;
  }
}

/** Values as they are told apart: -0 is 0. */
function withoutMinusZero(values: Float64Array): Float64Array {
  return values.map((value) => value + 0);
}

/** Groups the rows of each class. */
export function grouped({ rows, values }: Matrix, classes: Classes): Grouped {
  const order = orderOf(classes), distinct = new Distinct(withoutMinusZero(values), rows);
  const firsts: number[] = [], counts: number[] = [], starts = new Uint32Array(classes.classes + 1);
  for (let c = 0; c < classes.classes; c++) {
    const base = firsts.length;
    distinct.clear();
    for (let p = order.starts[c]; p < order.starts[c + 1]; p++) {
      const state = base + distinct.stateOf(order.rows[p]);
      counts[state] = (counts[state] ?? 0) + 1;
    }
    for (const first of distinct.firsts) firsts.push(first);
    starts[c + 1] = firsts.length;
  }
  return { firsts: Uint32Array.from(firsts), counts: Uint32Array.from(counts), starts, rows };
}
