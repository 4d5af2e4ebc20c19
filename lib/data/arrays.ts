/**
 * Arrays that somebody gives: their shapes in words, parts of them with values that can be computed with, refusals.
 *
 * @module
 */
import { printable } from "../bits/printable.ts";
import type { Tensor, TensorData } from "../bits/tensor.ts";

/** 2^53: integers up to it are exact as float64. */
const EXACT = 9_007_199_254_740_992n;

/** An array, and what a message calls it. */
export interface NamedTensor {
  /** File and array. */
  readonly name: string;
  /** Its elements, rows first. */
  readonly tensor: Tensor;
}

/** The error of an array that breaks a rule. */
export function refusedArray(name: string, what: string, rule: string, value: unknown): RangeError {
  return new RangeError(
    `Cannot read ${printable(name)}: ${what} must be ${rule}, current value is ${
      printable(String(value))
    }`,
  );
}

/** A shape in words. */
export const shapeText = (shape: readonly number[]) =>
  shape.length === 0 ? "none" : shape.join(" x ");

/** Number of elements of axes. */
export const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

/**
 * A part of an array as [rows, units].
 *
 * @throws {RangeError} If a value is NaN, infinite, or an integer beyond 2^53; the message names epoch, row and column.
 */
export function partOf(
  { data }: Tensor,
  name: string,
  epoch: number,
  from: number,
  rows: number,
  units: number,
): Tensor {
  const part = data.subarray(from, from + rows * units) as TensorData;
  for (let k = 0; k < part.length; k++) {
    const value = part[k],
      fits = typeof value === "number" ? value - value === 0 : -EXACT <= value && value <= EXACT;
    if (fits) continue;
    const where = `value at epoch ${epoch}, row ${Math.floor(k / units)}, column ${k % units}`;
    throw refusedArray(name, where, typeof value === "number" ? "finite" : "within 2^53", value);
  }
  return { shape: [rows, units], data: part };
}
