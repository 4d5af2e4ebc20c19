/**
 * exp over the whole range of float64, and digamma: own functions with the same bits everywhere, for estimators that give
 * numbers instead of counts (docs/protocol.md, section 14). Only IEEE + - * / and integer operations are used.
 *
 * @module
 */
import { log } from "./elementary.ts";

/** 1.5 * 2^52: adding it rounds a double to an integer, ties to even. */
const ROUNDER = 6755399441055744;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** 2^k for k in -1022..1023. */
function power(k: number): number {
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return double[0]!;
}

/**
 * Exponential function in float64, error below 1 ULP where the result is no subnormal: e^x = 2^k e^r with abs(r) <= 0.3466,
 * e^r by its Taylor series to degree 13 (relative error 4e-18).
 *
 * @param x Any double; exp(0) is exactly 1, above 709.79 infinity, below -745.14 zero, NaN gives NaN.
 */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x !== x ? NaN : Infinity;
  if (x < -745.1332191019412) return 0;
  const k = (x * 1.4426950408889634 + ROUNDER) - ROUNDER;
  // ln 2 in two parts, the upper one with 33 bits, so that its product with k is exact.
  const r = (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10;
  let p = 1 / 6227020800;
  p = p * r + 1 / 479001600;
  p = p * r + 1 / 39916800;
  p = p * r + 1 / 3628800;
  p = p * r + 1 / 362880;
  p = p * r + 1 / 40320;
  p = p * r + 1 / 5040;
  p = p * r + 1 / 720;
  p = p * r + 1 / 120;
  p = p * r + 1 / 24;
  p = p * r + 1 / 6;
  p = p * r + 0.5;
  const value = 1 + (r + r * r * p);
  // In two factors: 2^k alone may be out of range where the result is not.
  const half = k >> 1;
  return value * power(half) * power(k - half);
}

/**
 * Digamma function psi(x) = d/dx ln Gamma(x): moved up to x >= 10 by psi(x) = psi(x + 1) - 1/x, then the asymptotic series
 * to 1/x^12; absolute error below 1e-14.
 *
 * @param x Above 0.
 * @returns NaN for anything else.
 */
export function digamma(x: number): number {
  if (!(x > 0)) return NaN;
  let shift = 0, y = x;
  for (; y < 10; y++) shift += 1 / y;
  const z = 1 / (y * y);
  let p = 691 / 32760;
  p = p * z - 1 / 132;
  p = p * z + 1 / 240;
  p = p * z - 1 / 252;
  p = p * z + 1 / 120;
  p = p * z - 1 / 12;
  return log(y) - 0.5 / y + z * p - shift;
}
