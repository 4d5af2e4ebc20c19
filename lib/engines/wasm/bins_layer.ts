/**
 * Bins for the values of one layer: its extent, edges of equal width or of equal mass, and states by them.
 *
 * @module
 */
import type { BinsKernels } from "./bins.ts";
import { checkBins, MOST_BINS, thresholdsOf } from "./bins_edges.ts";
import { allocate, f32, u8 } from "./memory.ts";
import type { Session } from "./segment.ts";

/** Bytes that sort_f32 counts in. */
const COUNTS = 20480;

/** Smallest and largest value, float32, -0 as 0. */
export type Extent = readonly [lower: number, upper: number];

/** Reads a session's layers; has one set of edges at a time. */
export class LayerBins {
  readonly #session: Session;
  readonly #kernels: BinsKernels;
  readonly #pair: number;
  /** Edges as float32 thresholds between two sentinels. */
  readonly #thresholds: number;
  #sorting: { readonly values: number; readonly sorted: number; readonly counts: number } | null =
    null;
  #count = 0;

  /** Allocates the table of edges, 256 KB. */
  constructor(session: Session, kernels: BinsKernels) {
    this.#session = session;
    this.#kernels = kernels;
    this.#pair = allocate(16);
    this.#thresholds = allocate(4 * (MOST_BINS + 3)) + 4;
  }

  /** Offset of the values of layer `l`, neuron by neuron: what it hands on; of the output layer the probabilities. */
  values(l: number): number {
    const { network } = this.#session, layer = network.layers[l];
    return layer.activation === "softmax" ? network.probabilities : layer.out;
  }

  /**
   * The values of layer `l` at offset `x`, its padding rows included.
   *
   * @throws {RangeError} If one is NaN or infinite; the message names the layer.
   */
  checkFinite(l: number, x: number): void {
    const n = this.#session.network.layers[l].units * this.#session.height;
    if (this.#kernels.finite_f32(x, n)) return;
    const wrong = f32(x, n).find((value) => !Number.isFinite(value));
    throw new RangeError(
      `Cannot measure layer T${l + 1}: values must be finite, current value is ${wrong}`,
    );
  }

  /** Extent of `neurons` neurons at offset `x`. */
  extent(x: number, neurons: number): Extent {
    const { kernels, height } = this.#session;
    // Padding rows repeat the last one: they change no range.
    kernels.range_f32(this.#pair, x, neurons * height);
    const [lower, upper] = f32(this.#pair, 2);
    return [lower, upper];
  }

  /** u16 states of one neuron at offset `x` by edges of equal width. */
  uniform(states: number, step: number, x: number, lo: number, inverse: number): void {
    if (this.#count === 0) return;
    this.#kernels.uniform_u16(
      states,
      step,
      x,
      this.#session.height,
      this.#thresholds,
      this.#count,
      lo,
      inverse,
    );
  }

  /** u16 states of one neuron at offset `x` by any edges. */
  search(states: number, step: number, x: number): void {
    const { height } = this.#session;
    this.#kernels.search_u16(states, step, x, height, this.#thresholds, this.#count);
  }

  /** Makes these the edges, ascending: at most 1 more than the most bins. */
  load(edges: Float64Array): void {
    this.#count = edges.length;
    const table = f32(this.#thresholds - 4, edges.length + 2);
    table[0] = -Infinity;
    table.set(thresholdsOf(edges), 1);
    table[edges.length + 1] = Infinity;
  }

  /** Edges of equal mass of layer `l`, as {@linkcode StateWriter.adaptive} defines them; real rows only. */
  massEdges(l: number, bins: number): Float64Array {
    checkBins(bins);
    const n = this.#session.rows * this.#session.network.layers[l].units;
    const sorted = this.#sort(l, n), edges: number[] = [];
    for (let k = 1; k < bins; k++) {
      const edge = sorted[Math.floor(k * n / bins)];
      if (edge !== edges.at(-1)) edges.push(edge);
    }
    return Float64Array.from(edges);
  }

  #sort(l: number, n: number): Float32Array {
    const { network, rows, height } = this.#session, x = this.values(l);
    const most = 4 * height * Math.max(...network.layers.map(({ units }) => units));
    this.#sorting ??= {
      values: allocate(most),
      sorted: allocate(most),
      counts: allocate(COUNTS),
    };
    const { values, sorted, counts } = this.#sorting;
    for (let u = 0; u < network.layers[l].units; u++) {
      u8(values + 4 * u * rows, 4 * rows).set(u8(x + 4 * u * height, 4 * rows));
    }
    this.#kernels.sort_f32(sorted, values, n, counts);
    return f32(sorted, n);
  }
}
