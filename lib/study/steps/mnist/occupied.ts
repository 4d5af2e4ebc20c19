/**
 * Occupied states of a layer of two neurons at some epochs, as tensors.
 *
 * @module
 */
import { u8 } from "../../../engines/wasm/memory.ts";
import type { States } from "../../../engines/wasm/states.ts";
import { encodeOccupied } from "./representation.ts";

/** Levels of a neuron: codes of one byte. */
const LEVELS = 256;

/** Collects the occupied states of a layer. */
export class OccupiedRecorder {
  readonly #y: Uint8Array;
  readonly #classes: number;
  readonly #epochs: number[] = [];
  readonly #offsets: number[] = [0];
  readonly #levels: number[] = [];
  readonly #of: number[] = [];
  readonly #counts: number[] = [];

  /**
   * @param y Class of each row.
   * @param classes Number of classes.
   */
  constructor(y: Uint8Array, classes: number) {
    this.#y = y;
    this.#classes = classes;
  }

  /** Adds an epoch. `states` are those of a layer of two neurons: one word a row, the levels its first bytes. */
  record(epoch: number, { at, rows, words }: States): void {
    const stride = 8 * words, codes = u8(at, stride * rows), classes = this.#classes;
    const histogram = new Uint32Array(LEVELS * LEVELS * classes);
    for (let row = 0; row < rows; row++) {
      const cell = LEVELS * codes[stride * row] + codes[stride * row + 1];
      histogram[classes * cell + this.#y[row]]++;
    }
    histogram.forEach((count, k) => {
      if (count === 0) return;
      const cell = Math.floor(k / classes);
      this.#levels.push(Math.floor(cell / LEVELS), cell % LEVELS);
      this.#of.push(k % classes);
      this.#counts.push(count);
    });
    this.#epochs.push(epoch);
    this.#offsets.push(this.#of.length);
  }

  /** What was collected, encoded. */
  end(): Uint8Array {
    return encodeOccupied({
      epochs: Uint32Array.from(this.#epochs),
      offsets: Uint32Array.from(this.#offsets),
      levels: Uint8Array.from(this.#levels),
      classes: Uint8Array.from(this.#of),
      counts: Uint32Array.from(this.#counts),
    });
  }
}
