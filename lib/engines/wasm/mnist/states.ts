/**
 * States of all layers and pooled maps of a network on images over the whole data set, as rows of codes in the shared
 * memory (docs/protocol.md, sections 8 and 12).
 *
 * @module
 */
import { allocate, f32, u8 } from "../memory.ts";
import type { States } from "../states.ts";
import { sizeOf } from "./layers.ts";
import type { MapSession } from "./segment.ts";

/** What is measured: what a layer hands on, before its pooling or after it. */
interface Site {
  /** Values of a state. */
  readonly units: number;
  readonly words: number;
  /** Where their values lie, units x rows, in the network. */
  readonly values: number;
  readonly quantiser: number;
  /** Where their states lie. */
  readonly at: number;
}

/** Writes the states of everything that is measured, a part of the data set at a time. */
export class MapStates {
  readonly #session: MapSession;
  readonly #sites: readonly Site[];
  readonly #bins: number;
  readonly #pair: number;

  /** Allocates the states, once a segment: of a layer of n values n bytes a row, rounded up to 8. */
  constructor(session: MapSession) {
    const { network: { layers }, height } = session;
    this.#session = session;
    this.#sites = layers.flatMap(({ out, to, pooled, quantiser }): Site[] => {
      const all = [{ values: out, shape: to }];
      if (pooled !== null) all.push({ values: pooled.out, shape: pooled.shape });
      return all.map(({ values, shape }) => {
        const units = sizeOf(shape), words = Math.ceil(units / 8);
        return { units, words, values, quantiser, at: allocate(8 * words * height) };
      });
    });
    this.#bins = allocate(8 * Math.ceil(2 * session.network.classes / 8) * height);
    this.#pair = allocate(16);
  }

  /** Number of what is measured: layers, and pooled maps behind theirs. */
  get length(): number {
    return this.#sites.length;
  }

  /** Words of the states of number `k`. */
  words(k: number): number {
    return this.#sites[k].words;
  }

  /**
   * Evaluates the network on all rows and writes every state; they are valid until the next call.
   *
   * @throws {RangeError} If a value is NaN, or a range has no codes; the message names the layer.
   */
  write(): void {
    const { network, kernels } = this.#session, last = this.#sites[this.#sites.length - 1];
    network.settle();
    network.layers.forEach(({ quantiser }, l) => checkRange(l, quantiser));
    this.#session.evaluate((first, height) => {
      for (const { units, words, values, quantiser, at } of this.#sites) {
        const to = at + 8 * words * first;
        kernels.level_codes_u8(to, 8 * words, values, units, height, quantiser);
      }
      const step = 8 * last.words;
      kernels.row_maximum_codes_u8(last.at + step * first, step, height, last.units);
    });
  }

  /**
   * Exact states: the integer codes; those of the output layer up to a common shift, largest code of the row minus code.
   */
  exact(k: number): States {
    const { at, words } = this.#sites[k];
    return { at, rows: this.#session.rows, words };
  }

  /**
   * States of the output layer as the released estimator has them: 2^bits + 1 uniform bins between the smallest and the
   * largest probability.
   */
  binned(bits: number): States {
    const { probabilities, height, rows, kernels, network } = this.#session;
    const { classes } = network, words = Math.ceil(2 * classes / 8);
    // Padding rows repeat the last one: they change no range.
    kernels.range_f32(this.#pair, probabilities, classes * height);
    const [lo, up] = f32(this.#pair, 2), span = Math.fround(up - lo);
    u8(this.#bins, 8 * words * height).fill(0);
    for (let c = 0; c < classes && up !== lo; c++) {
      const column = probabilities + 4 * c * height, to = this.#bins + 2 * c;
      kernels.binned_u16(to, 8 * words, column, height, lo, span, 1 << bits);
    }
    return { at: this.#bins, rows, words };
  }
}

/**
 * A range of one value other than 0 has scale 0, a denormal one an infinite inverse (docs/protocol.md, section 3):
 * every code would come out as 0. The range [0, 0] is the one for which that is right.
 */
function checkRange(l: number, quantiser: number): void {
  const [min, max, scale] = f32(quantiser, 3);
  if ((min === 0 && max === 0) || (scale > 0 && Number.isFinite(Math.fround(1 / scale)))) return;
  throw new RangeError(
    `Cannot measure layer${l + 1}: quantisation range must be [0, 0] or have a scale above 0, ` +
      `current value is [${min}, ${max}]`,
  );
}
