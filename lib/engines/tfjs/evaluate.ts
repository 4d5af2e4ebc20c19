/**
 * Inference: what every layer makes of every row (docs/protocol.md, section 1, "Inference"): what the
 * measurements count.
 *
 * @module
 */
import { probabilities } from "./loss.ts";
import { forward, type Network, type Site } from "./network.ts";
import { type PlannedLayer, widest } from "./plan.ts";
import { type AnyDataset, rowsTensor, widthOf } from "./rows.ts";
import { scoped } from "./tensorflow.ts";
import { selectRepeats, type State, tensorsOf } from "./state.ts";

/** How much is computed at once. */
export interface Budget {
  /** Values of the largest intermediate tensor of a pass over a group of repeats. */
  readonly pass: number;
  /** Values of the results of a group of repeats. */
  readonly group: number;
}

/** 64 MB a tensor, 128 MB of codes. */
const BUDGET: Budget = { pass: 1 << 24, group: 1 << 26 };

/** What one layer, or its pooled map, makes of the rows. */
export interface LayerStates {
  /** Values of a row; of a map in the order row, column, channel. */
  readonly features: number;
  /** Quantised: [rows, features] numbers of levels, from -255 to 255; null if not quantised. Of the output layer: of its logits. */
  readonly codes: Int16Array | null;
  /** Quantised: a value is fround(code * scale); otherwise null. */
  readonly scale: number | null;
  /** Not quantised: [rows, features] values, of the output layer its logits; otherwise null. */
  readonly values: Float32Array | null;
}

/** One repeat's states. */
export interface RepeatStates {
  /** Position among the repeats of the segment's input. */
  readonly position: number;
  /** By layer; after a convolution its pooled map is a layer of its own, `T1` to `T6` of the network Conv. */
  readonly layers: readonly LayerStates[];
  /** Softmax of the logits, [rows, classes]. */
  readonly probabilities: Float32Array;
}

/** Values of a row in all layers and pooled maps. */
function total(layers: readonly PlannedLayer[]): number {
  return layers.reduce(
    (sum, { maps, units, features }) =>
      sum + features + (maps === null ? 0 : maps.convolved * maps.convolved * units),
    0,
  );
}

/** Collects one tensor's rows from pass after pass, for each repeat. */
class Collector {
  levels: Site["levels"] = null;
  readonly #all: (Float32Array | Int16Array)[];
  readonly #features: number;

  constructor(repeats: number, rows: number, features: number, quantised: boolean) {
    const type = quantised ? Int16Array : Float32Array;
    this.#features = features;
    this.#all = Array.from({ length: repeats }, () => new type(rows * features));
  }

  add(from: number, values: ArrayLike<number>): void {
    const length = values.length / this.#all.length, at = from * this.#features;
    const chunk = values as Float32Array;
    this.#all.forEach((one, r) => one.set(chunk.subarray(r * length, (r + 1) * length), at));
  }

  get(r: number): Float32Array | Int16Array {
    return this.#all[r];
  }
}

function layerStates(collector: Collector, r: number, rows: number): LayerStates {
  const data = collector.get(r), features = data.length / rows;
  return data instanceof Int16Array
    ? { features, codes: data, scale: collector.levels![r].scale, values: null }
    : { features, codes: null, scale: null, values: data };
}

/** Passes of at most `chunk` rows over all rows; their results, row-major. */
async function evaluateGroup(
  network: Network,
  state: State,
  dataset: AnyDataset,
  chunk: number,
): Promise<Collector[]> {
  const { tf } = network, rows = dataset.y.length, repeats = state.clocks.length;
  const collectors: Collector[] = [];
  const collect = async (k: number, { codes, levels }: Site, from: number, n: number) => {
    const values = await codes.data(), features = values.length / (repeats * n);
    collectors[k] ??= new Collector(repeats, rows, features, levels !== null);
    collectors[k].add(from, values);
    collectors[k].levels = levels;
  };
  for (let from = 0; from < rows; from += chunk) {
    const n = Math.min(chunk, rows - from);
    const x = rowsTensor(tf, dataset, [Array.from({ length: n }, (_, k) => from + k)]);
    let k = 0;
    const see = (site: Site) => collect(k++, site, from, n);
    const mode = { training: false, see };
    const { logits } = await forward(network, state.parameters, state.ranges, x, mode);
    const softmax = tf.tidy(() => probabilities(tf, logits));
    await collect(k, { codes: softmax, levels: null }, from, n);
    tf.dispose([x, logits, softmax]);
  }
  return collectors;
}

/**
 * Evaluates the repeats in groups that fit in memory, and gives one after the other. The state must live until the last
 * one was given.
 *
 * @param positions Of the state's repeats among those of the segment's input.
 */
export async function* evaluate(
  network: Network,
  state: State,
  dataset: AnyDataset,
  positions: readonly number[],
  { pass, group: most } = BUDGET,
): AsyncGenerator<RepeatStates> {
  const { tf, layers } = network, rows = dataset.y.length, repeats = positions.length;
  // The range of a Tanh layer is that of all rows.
  const whole = network.quantization !== null && layers.some(({ ranged }) => !ranged);
  const width = widest(widthOf(dataset), layers);
  const fitting = Math.min(most / total(layers), whole ? pass / width : Infinity) / rows;
  const size = Math.max(1, Math.min(repeats, Math.floor(fitting)));
  const chunk = whole ? rows : Math.max(1, Math.floor(pass / (size * width)));
  for (let first = 0; first < repeats; first += size) {
    const group = positions.slice(first, first + size);
    const part = scoped(tf, () => selectRepeats(tf, state, group.map((_, k) => first + k)));
    const collectors = await evaluateGroup(network, part, dataset, chunk);
    tf.dispose(tensorsOf(part));
    const [softmax, ...rest] = [collectors[collectors.length - 1], ...collectors.slice(0, -1)];
    for (let r = 0; r < group.length; r++) {
      yield {
        position: group[r],
        layers: rest.map((one) => layerStates(one, r, rows)),
        probabilities: softmax.get(r) as Float32Array,
      };
    }
  }
}
