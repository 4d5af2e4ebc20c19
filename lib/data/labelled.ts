/**
 * Labels and inputs beside activations: checked, and as classes and rows.
 *
 * @module
 */
import type { Tensor } from "../bits/tensor.ts";
import { type NamedTensor, partOf, product, refusedArray, shapeText } from "./arrays.ts";

/** Rows of the data set as [rows, columns]. */
export function inputsOf({ name, tensor }: NamedTensor, rows: number): Tensor {
  const { shape } = tensor;
  if (shape.length < 1 || shape[0] !== rows) {
    throw refusedArray(name, "rows", `${rows}, as those of the layers`, shape[0] ?? "none");
  }
  return partOf(tensor, name, 0, 0, rows, product(shape.slice(1)));
}

/** Class of each row, from 0 in the order of the labels' values. */
export interface LabelClasses {
  readonly labels: Uint32Array;
  readonly classes: number;
}

/**
 * Classes of rows by their labels: whole numbers, in any range.
 *
 * @throws {RangeError} If there are not as many as rows, one is no whole number, or all are the same.
 */
export function labelsOf(
  { name, tensor: { shape, data } }: NamedTensor,
  rows: number,
): LabelClasses {
  if (shape.length < 1 || product(shape) !== shape[0]) {
    throw refusedArray(name, "shape", `${rows}, a label a row`, shapeText(shape));
  }
  if (shape[0] !== rows) {
    throw refusedArray(name, "labels", `${rows}, one a row of the layers`, shape[0]);
  }
  const values = Array.from(data, Number),
    wrong = values.findIndex((value) => !Number.isSafeInteger(value));
  if (wrong >= 0) throw refusedArray(name, `label ${wrong}`, "a whole number", data[wrong]);
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  if (distinct.length < 2) {
    throw refusedArray(name, "labels", "of two classes at least", `all ${distinct[0]}`);
  }
  const classOf = new Map(distinct.map((value, c) => [value, c]));
  return {
    labels: Uint32Array.from(values, (value) => classOf.get(value)!),
    classes: distinct.length,
  };
}
