/**
 * Rows of numbers that estimators look at, in order of their classes, in the shared memory.
 *
 * @module
 */
import { allocate, memory } from "../../engines/wasm/memory.ts";

/** A matrix of float64: a row of data, or of a layer's activations, after the other. */
export interface Matrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns, at least 1. */
  readonly columns: number;
  /** Row-major, finite. */
  readonly values: Float64Array;
}

/** What all layers of a record share: how many rows, and the class of each. */
export interface Classes {
  /** Class of each row, below `classes`. */
  readonly labels: ArrayLike<number>;
  /** Number of classes, at least 1. */
  readonly classes: number;
}

/** Rows by class: classes ascending, rows of a class in their own order. */
export interface Order {
  /** Number of the row at each place. */
  readonly rows: Uint32Array;
  /** First place of each class, and the number of rows behind the last one. */
  readonly starts: Uint32Array;
}

/** @throws {RangeError} If a label is no class, or there are no rows. */
export function orderOf({ labels, classes }: Classes): Order {
  const starts = new Uint32Array(classes + 1), rows = new Uint32Array(labels.length);
  for (let r = 0; r < labels.length; r++) {
    const label = labels[r];
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new RangeError(
        `Cannot estimate information: label ${r} must be a whole number below ${classes}, current value is ${label}`,
      );
    }
    starts[label + 1]++;
  }
  if (labels.length === 0) {
    throw new RangeError(
      "Cannot estimate information: rows must be at least 1, current value is 0",
    );
  }
  for (let c = 0; c < classes; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  for (let r = 0; r < labels.length; r++) rows[next[labels[r]]++] = r;
  return { rows, starts };
}

/**
 * @param name What a message calls the matrix: `layer T3`, `inputs`.
 * @throws {RangeError} If its size is another than it says, it has other rows than there are labels, or a value is NaN or
 * infinite; the message names row and column, from 0.
 */
export function requireMatrix(
  { rows, columns, values }: Matrix,
  labels: number,
  name: string,
): void {
  const refuse = (what: string, rule: string, value: unknown) => {
    throw new RangeError(
      `Cannot estimate information of ${name}: ${what} must be ${rule}, current value is ${value}`,
    );
  };
  if (rows !== labels) refuse("rows", `${labels}, one a label`, rows);
  if (!(Number.isInteger(columns) && columns >= 1)) refuse("columns", "at least 1", columns);
  if (values.length !== rows * columns) refuse("values", `${rows} x ${columns}`, values.length);
  for (let k = 0; k < values.length; k++) {
    if (Number.isFinite(values[k])) continue;
    refuse(`row ${Math.floor(k / columns)}, column ${k % columns}`, "finite", values[k]);
  }
}

/** Bytes between columns of so many rows: one row more may be read, and columns begin at multiples of 16. */
export function strideOf(rows: number): number {
  return 8 * (rows + 2 & ~1);
}

/** An array of float64 with room for one element more, zeroed. */
export function allocateFloats(length: number): number {
  return allocate(8 * (length + 1));
}

/** View of `length` float64 at offset `at`. */
export function f64(at: number, length: number): Float64Array<ArrayBuffer> {
  return new Float64Array(memory.buffer as ArrayBuffer, at, length);
}

/** Writes chosen rows of a matrix column by column. */
export function writeColumns(
  at: number,
  { columns, values }: Matrix,
  rows: ArrayLike<number>,
): void {
  const stride = strideOf(rows.length);
  for (let u = 0; u < columns; u++) {
    const column = f64(at + u * stride, rows.length);
    for (let p = 0; p < rows.length; p++) column[p] = values[rows[p] * columns + u];
  }
}
