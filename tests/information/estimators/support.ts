/** What the tests of estimators share. */
import { assert } from "@std/assert";
import type { Stream } from "../../../lib/bits/random.ts";
import { normal, streamOf } from "../../../lib/information/estimators/hashing.ts";
import type { Classes, Matrix } from "../../../lib/information/estimators/rows.ts";
import golden from "../../golden/estimators.json" with { type: "json" };

/** Layers of 96 rows with what the authors' code says of them. */
export const CASES = golden.cases.map((one) => ({
  ...one,
  matrix: matrixOf(one.columns, one.x),
  classes: { labels: one.y, classes: 2 } satisfies Classes,
}));

/** A matrix from its elements. */
export function matrixOf(columns: number, values: ArrayLike<number>): Matrix {
  return { rows: values.length / columns, columns, values: Float64Array.from(values) };
}

/** Some columns of a matrix, in this order. */
export function columnsOf({ rows, columns, values }: Matrix, chosen: readonly number[]): Matrix {
  const picked = Array.from({ length: rows }, (_, r) => chosen.map((c) => values[r * columns + c]));
  return matrixOf(chosen.length, picked.flat());
}

/** Some rows of a matrix, in this order. */
export function rowsOf({ columns, values }: Matrix, chosen: ArrayLike<number>): Matrix {
  const picked = Array.from(chosen, (r) => [...values.subarray(r * columns, (r + 1) * columns)]);
  return matrixOf(columns, picked.flat());
}

/** Each value of a matrix, changed. */
export function mapped(matrix: Matrix, change: (value: number) => number): Matrix {
  return { ...matrix, values: matrix.values.map(change) };
}

/** A random stream of a test. */
export function draws(name: string): Stream {
  return streamOf("test", name);
}

/** Rows of independent standard normal numbers. */
export function normals(name: string, rows: number, columns: number): Matrix {
  const stream = draws(name);
  return matrixOf(columns, Array.from({ length: rows * columns }, () => normal(stream)));
}

/** Fails unless a value is within an absolute or a relative tolerance of another; NaN never is. */
export function assertNear(
  found: number,
  value: number,
  absolute: number,
  relative = 0,
  what = "",
) {
  const close = Math.abs(found - value) <= Math.max(absolute, relative * Math.abs(value));
  assert(close, `${what}: ${found} is not ${value}`);
}

/** Classes of rows in turn. */
export function inTurn(rows: number, classes: number): Classes {
  return { labels: Array.from({ length: rows }, (_, r) => r % classes), classes };
}
