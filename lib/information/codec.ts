/**
 * Counts of many epochs and layers as bytes: one safetensors file (docs/architecture.md, section 5).
 *
 * | tensor    | type       | shape              | holds                                                    |
 * | --------- | ---------- | ------------------ | -------------------------------------------------------- |
 * | `epochs`  | u32        | [E]                | recorded epochs                                          |
 * | `offsets` | u32        | [E, L, 1 + C]      | first pair of each histogram; it ends where the next begins |
 * | `pairs`   | u16 or u32 | [P, 2]             | (count, number of states); u16 if every value fits       |
 *
 * The last axis of `offsets` is: all rows, then classes ascending. Metadata `layers` holds the names of
 * the L layers as a JSON array.
 *
 * @module
 */
import { decodeTensors, encodeTensors, type Tensor } from "../bits/safetensors.ts";
import type { Histogram, LayerCounts } from "./counts.ts";

/** Counts of a run's layers at its recorded epochs. */
export interface CountsTable {
  /** Recorded epochs, 0-based. */
  readonly epochs: Uint32Array;
  /** Names of the measured layers. */
  readonly layers: readonly string[];
  /** Counts by index of epoch, then of layer; all with the same number of classes. */
  readonly counts: readonly (readonly LayerCounts[])[];
}

/** The error of a table or file that breaks a rule. */
function refusal(action: string, field: string, rule: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot ${action} counts: ${field} must be ${rule}, current value is ${value}`,
  );
}

/** Histograms in the order of the file: epoch, layer, all rows before classes. */
function histogramsOf({ epochs, layers, counts }: CountsTable, classes: number): Histogram[] {
  if (counts.length !== epochs.length) {
    throw refusal("encode", "counts", `of ${epochs.length} epochs`, counts.length);
  }
  return counts.flatMap((ofEpoch) => {
    if (ofEpoch.length !== layers.length) {
      throw refusal("encode", "counts", `of ${layers.length} layers`, ofEpoch.length);
    }
    return ofEpoch.flatMap((layer) => {
      if (layer.classes.length !== classes) {
        throw refusal("encode", "counts", `of ${classes} classes`, layer.classes.length);
      }
      return [layer.total, ...layer.classes];
    });
  });
}

/** All histograms one after the other, in the narrower type that holds every value. */
function concatenate(histograms: readonly Histogram[], length: number): Uint16Array | Uint32Array {
  let largest = 0;
  for (const histogram of histograms) {
    for (const value of histogram) largest = Math.max(largest, value);
  }
  const all = largest < 65536 ? new Uint16Array(length) : new Uint32Array(length);
  let position = 0;
  for (const histogram of histograms) {
    all.set(histogram, position);
    position += histogram.length;
  }
  return all;
}

/**
 * Encodes counts: the same bytes for the same counts.
 *
 * @throws {TypeError} If numbers of epochs, layers or classes disagree.
 */
export function encodeCounts(table: CountsTable): Uint8Array {
  const { epochs, layers } = table;
  const classes = table.counts[0]?.[0]?.classes.length ?? 0;
  const histograms = histogramsOf(table, classes);
  const offsets = new Uint32Array(histograms.length);
  let pairs = 0;
  histograms.forEach((histogram, i) => {
    offsets[i] = pairs;
    pairs += histogram.length / 2;
  });
  return encodeTensors({
    epochs: { shape: [epochs.length], data: epochs },
    offsets: { shape: [epochs.length, layers.length, 1 + classes], data: offsets },
    pairs: { shape: [pairs, 2], data: concatenate(histograms, 2 * pairs) },
  }, { layers: JSON.stringify(layers) });
}

/** The tensor's data, if it has one of the types and the number of axes. */
function elements(
  name: string,
  tensor: Tensor | undefined,
  axes: number,
): Uint16Array | Uint32Array {
  const data = tensor?.data;
  if (data instanceof Uint32Array || (name === "pairs" && data instanceof Uint16Array)) {
    if (tensor!.shape.length === axes) return data;
  }
  throw refusal("decode", name, `an array of u32 with ${axes} axes`, data?.constructor.name);
}

function decodeLayers(text: string | undefined): string[] {
  try {
    const layers: unknown = JSON.parse(text ?? "");
    if (Array.isArray(layers) && layers.every((name) => typeof name === "string")) return layers;
  } catch {
    // Said below, as for every other text that is no list of names.
  }
  throw refusal("decode", "layers", "a JSON array of names", text);
}

/** Cuts the pairs at the offsets. */
function cut(offsets: Uint16Array | Uint32Array, pairs: Uint16Array | Uint32Array): Histogram[] {
  return Array.from(offsets, (start, i) => {
    const end = offsets[i + 1] ?? pairs.length / 2;
    if (!(start <= end && 2 * end <= pairs.length && (i > 0 || start === 0))) {
      throw refusal("decode", `offsets[${i}]`, "ascending from 0 within the pairs", start);
    }
    return Uint32Array.from(pairs.subarray(2 * start, 2 * end));
  });
}

/**
 * Decodes what {@linkcode encodeCounts} wrote.
 *
 * @throws {TypeError} If the bytes are no such file: a tensor missing, of another type or shape, offsets
 * out of order.
 */
export function decodeCounts(bytes: Uint8Array): CountsTable {
  const { tensors, metadata } = decodeTensors(bytes);
  const layers = decodeLayers(metadata.layers);
  const epochs = Uint32Array.from(elements("epochs", tensors.epochs, 1));
  const offsets = elements("offsets", tensors.offsets, 3);
  const [e, l, columns] = tensors.offsets!.shape as [number, number, number];
  if (e !== epochs.length || l !== layers.length || columns < 1) {
    const shape = `of shape [${epochs.length}, ${layers.length}, 1 + C]`;
    throw refusal("decode", "offsets", shape, JSON.stringify([e, l, columns]));
  }
  const histograms = cut(offsets, elements("pairs", tensors.pairs, 2));
  const layerAt = (i: number): LayerCounts => {
    const [total, ...classes] = histograms.slice(i * columns, (i + 1) * columns);
    return { total: total!, classes };
  };
  const counts = Array.from(
    { length: e },
    (_, epoch) => Array.from({ length: l }, (_, layer) => layerAt(epoch * l + layer)),
  );
  return { epochs, layers, counts };
}
