/**
 * Measurements of some repeats that are trained together: of each the table that the default engine's `measure` steps
 * make (docs/architecture.md, section 5).
 *
 * @module
 */
import type { RepeatStates } from "../../../engines/tfjs/evaluate.ts";
import type { States } from "../../../engines/wasm/states.ts";
import { encodeCounts } from "../../../information/codec.ts";
import type { LayerCounts } from "../../../information/counts.ts";
import { type Estimator, isGlobal } from "../../../information/estimator.ts";
import { WideCounter } from "../../../information/wide_counts.ts";
import type { Training } from "../../../network/training.ts";
import { encodeExtents } from "../bounds.ts";
import { CodeStates, ValueStates } from "./sites.ts";

/** What is counted on its own: a layer (0-based), or one neuron of it. */
interface Cell {
  /** `T2` for the second layer, `T2.3` for its third neuron. */
  readonly name: string;
  readonly layer: number;
  readonly neuron?: number;
}

/** All layers, but of a quantised network's `binned` states the output's alone: the others are the exact ones. */
function cellsOf(
  widths: readonly number[],
  quantised: boolean,
  { kind, per }: Estimator,
): Cell[] {
  const all = widths.map((width, layer) => ({ layer, width, name: `T${layer + 1}` }));
  const layers = kind === "binned" && quantised ? all.slice(-1) : all;
  if (per === "layer") return layers.map(({ name, layer }) => ({ name, layer }));
  return layers.flatMap(({ name, layer, width }) =>
    Array.from({ length: width }, (_, u) => ({ name: `${name}.${u + 1}`, layer, neuron: u }))
  );
}

/** Memory that all measurements of a segment share. */
export class Bench {
  readonly widths: readonly number[];
  readonly training: Training;
  readonly values: ValueStates;
  readonly #codes: CodeStates;
  readonly #counter: WideCounter;

  /**
   * @param y Class of each row.
   * @param widths Values of a row in each layer.
   * @param all Whether values of all layers are wanted, and not the output's alone.
   */
  constructor(
    training: Training,
    { y, classes }: { readonly y: Uint8Array; readonly classes: number },
    widths: readonly number[],
    all: boolean,
  ) {
    this.training = training;
    this.widths = widths;
    this.values = new ValueStates(y.length, widths, all ? 0 : widths.length - 1);
    const quantised = training.quantization !== null;
    this.#codes = new CodeStates(y.length, quantised ? Math.max(...widths) : 0);
    this.#counter = new WideCounter(y, classes);
  }

  /** Counts the exact states of a cell. */
  exact(states: RepeatStates, { layer, neuron }: Cell): States {
    const { codes } = states.layers[layer], isOutput = layer === this.widths.length - 1;
    return codes === null
      ? this.values.of(states, layer).exact(layer, neuron)
      : this.#codes.write(codes, isOutput, neuron);
  }

  count({ at, words }: States): LayerCounts {
    return this.#counter.count(at, words);
  }
}

/** A measurement under way, of one repeat. */
export interface Instrument {
  /** Sees the repeat at a recorded epoch. */
  record(epoch: number, states: RepeatStates, bench: Bench): void;
  /** Name and bytes of the finished output. */
  end(): readonly [string, Uint8Array];
}

/** Counts states with one estimator. */
export class Counting implements Instrument {
  readonly #estimator: Estimator;
  readonly #bits: number | null;
  readonly #bounds: readonly [number, number] | undefined;
  readonly #cells: readonly Cell[];
  readonly #epochs: number[] = [];
  readonly #counts: LayerCounts[][] = [];

  /** @param bounds Of the whole run, for the estimators that need them. */
  constructor(
    estimator: Estimator,
    { quantization }: Training,
    widths: readonly number[],
    bounds: readonly [number, number] | undefined,
  ) {
    this.#estimator = estimator;
    this.#bits = quantization?.bits ?? null;
    this.#bounds = isGlobal(estimator) ? bounds : undefined;
    this.#cells = cellsOf(widths, quantization !== null, estimator);
  }

  record(epoch: number, states: RepeatStates, bench: Bench): void {
    this.#epochs.push(epoch);
    this.#counts.push(this.#cells.map((cell) => bench.count(this.#states(states, cell, bench))));
  }

  #states(states: RepeatStates, cell: Cell, bench: Bench): States {
    const estimator = this.#estimator, { layer, neuron } = cell;
    if (estimator.kind === "exact") return bench.exact(states, cell);
    const writer = bench.values.of(states, layer);
    switch (estimator.kind) {
      case "binned":
        return writer.binned(layer, this.#bits, neuron);
      case "uniform": {
        const bounds = estimator.bounds === "global" ? this.#bounds! : estimator.bounds;
        return writer.uniform(layer, estimator.bins, bounds, neuron);
      }
      case "adaptive":
        return writer.adaptive(layer, estimator.bins, neuron);
    }
  }

  end(): [string, Uint8Array] {
    const epochs = Uint32Array.from(this.#epochs), layers = this.#cells.map(({ name }) => name);
    return ["counts", encodeCounts({ epochs, layers, counts: this.#counts })];
  }
}

/** Finds the smallest and largest value of every layer. */
export class Reaching implements Instrument {
  readonly #layers: number;
  readonly #epochs: number[] = [];
  readonly #extents: number[] = [];

  constructor(widths: readonly number[]) {
    this.#layers = widths.length;
  }

  record(epoch: number, states: RepeatStates, { values }: Bench): void {
    this.#epochs.push(epoch);
    for (let l = 0; l < this.#layers; l++) {
      this.#extents.push(...values.of(states, l).extent(l));
    }
  }

  end(): [string, Uint8Array] {
    return ["extents", encodeExtents(this.#epochs, this.#layers, this.#extents)];
  }
}
