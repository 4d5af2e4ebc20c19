/**
 * A data set as sparse rows. MNIST's 70000 x 784 grey levels have 10505375 that are not 0: 3 bytes each and 4 a row are
 * 31.8 MB, where a byte a pixel takes 54.9 MB.
 *
 * @module
 */
import { decodeTensors, encodeTensors, tensor } from "../bits/safetensors.ts";
import type { Dataset } from "./synthetic.ts";

/** Rows of features, those that are 0 left out, and a label a row. */
export interface SparseDataset {
  /** Where a row's elements begin; the last one is their number. */
  readonly starts: Uint32Array;
  /** Column of each element, ascending within a row. */
  readonly columns: Uint16Array;
  /** Its grey level, not 0. */
  readonly levels: Uint8Array;
  /** A network sees fround(level * scale). */
  readonly scale: number;
  /** Class of each row, 0 to classes - 1. */
  readonly y: Uint8Array;
  /** Features of a row. */
  readonly width: number;
  /** Number of classes, at least 2. */
  readonly classes: number;
}

/** Number of elements that are not 0. */
function countElements(x: Uint8Array): number {
  let count = 0;
  for (let k = 0; k < x.length; k++) if (x[k] !== 0) count++;
  return count;
}

/** The rows of a data set of at most 65536 columns without their zeros. */
export function sparseDataset({ x, y, scale, columns: width, classes }: Dataset): SparseDataset {
  const count = countElements(x), starts = new Uint32Array(y.length + 1);
  const columns = new Uint16Array(count), levels = new Uint8Array(count);
  let e = 0;
  for (let r = 0; r < y.length; r++) {
    starts[r] = e;
    for (let c = 0, k = r * width; c < width; c++, k++) {
      if (x[k] === 0) continue;
      columns[e] = c;
      levels[e++] = x[k];
    }
  }
  starts[y.length] = e;
  return { starts, columns, levels, scale, y, width, classes };
}

/** Encodes a sparse data set as safetensors. */
export function encodeSparse(dataset: SparseDataset): Uint8Array {
  const { starts, columns, levels, scale, y, width, classes } = dataset;
  return encodeTensors({
    starts: tensor(starts),
    columns: tensor(columns),
    levels: tensor(levels),
    scale: tensor(Float32Array.of(scale)),
    y: tensor(y),
    width: tensor(Uint32Array.of(width)),
    classes: tensor(Uint32Array.of(classes)),
  });
}

/** Decodes {@linkcode encodeSparse}. */
export function decodeSparse(bytes: Uint8Array): SparseDataset {
  const { starts, columns, levels, scale, y, width, classes } = decodeTensors(bytes).tensors;
  return {
    starts: starts.data as Uint32Array,
    columns: columns.data as Uint16Array,
    levels: levels.data as Uint8Array,
    scale: Number(scale.data[0]),
    y: y.data as Uint8Array,
    width: Number(width.data[0]),
    classes: Number(classes.data[0]),
  };
}
