/**
 * Own elementary functions: the same bits on every machine and in every runtime, which `Math.exp`,
 * `Math.tanh` and `Math.log` do not promise (docs/protocol.md, sections 11 and 12).
 *
 * Only IEEE + - * / and integer operations on bit patterns are used. The float32 functions compute in
 * double and round once, so they are nearly always correctly rounded; largest errors over ALL float32:
 *
 * | function  | largest error | monotone | constant                                       |
 * | --------- | ------------- | -------- | ---------------------------------------------- |
 * | `tanhF32` | 0.5168 ULP    | yes      | +-1 for abs(x) >= 9.01461887                   |
 * | `expF32`  | 0.50002 ULP   | yes      | infinity for x > 88.7228317, 0 for x < -103.972 |
 * | `logF32`  | 0.5001 ULP    | yes      |                                                |
 *
 * lib/engines/wasm/assembly/elementary.ts holds their SIMD twins: the same operations in the same
 * order, hence the same bits; a change here is a change there. Coefficients are minimax fits by the
 * Remez algorithm in tests/golden/elementary.py. `log` and `log2` work in float64 for entropies.
 *
 * @module
 */

/** 1.5 * 2^52: adding it rounds a double to an integer (ties to even), which then lies in the low bits. */
const ROUNDER = 6755399441055744;
/** Upper word of the double 1. */
const ONE_HIGH = 0x3ff00000;
/** Upper word of sqrt(1/2), the lower end of the interval [sqrt(1/2), sqrt(2)) of a mantissa. */
const MANTISSA_START_HIGH = 0x3fe6a09e;
/** Smallest normal double, 2^-1022. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;

const double = new Float64Array(1);
/** Lower and upper word of `double` (every platform of Deno is little-endian). */
const words = new Int32Array(double.buffer);

/**
 * Hyperbolic tangent.
 *
 * x P(x^2) / Q(x^2) with degrees 4 and 5: relative error 1.0e-9 on abs(x) <= 9.0625, where the result
 * already rounds to 1. Odd, so tanh(-x) = -tanh(x) in every bit and the sign of zero is kept.
 *
 * @param x A float32; NaN gives NaN, infinities give 1 and -1.
 * @returns A float32 in [-1, 1].
 */
export function tanhF32(x: number): number {
  return Math.fround(tanhDouble(x));
}

/** {@linkcode tanhF32} before it is rounded: what conformance compares, since rounding hides most differences. */
export function tanhDouble(x: number): number {
  const c = x > 9.0625 ? 9.0625 : x < -9.0625 ? -9.0625 : x;
  const u = c * c;
  let p = 68.94073808041429;
  p = p * u + 42993.4987040614;
  p = p * u + 5461938.825840805;
  p = p * u + 187931696.24088317;
  p = p * u + 1363471698.331859;
  let q = u + 2199.3977201028306;
  q = q * u + 573025.9189467301;
  q = q * u + 37806483.657368325;
  q = q * u + 642422249.4952863;
  q = q * u + 1363471699.696704;
  return c * p / q;
}

/**
 * Exponential function.
 *
 * e^x = 2^k 2^r with integer k and abs(r) <= 1/2; 2^r = 1 + r q(r), q of degree 7, relative error 8e-13.
 *
 * @param x A float32; NaN gives NaN. exp(0) is exactly 1.
 * @returns A float32 >= 0, rounded through the subnormals to 0 and up to infinity.
 */
export function expF32(x: number): number {
  return Math.fround(expDouble(x));
}

/** {@linkcode expF32} before it is rounded. */
export function expDouble(x: number): number {
  const c = x > 90 ? 90 : x < -105 ? -105 : x;
  const y = c * 1.4426950408889634;
  const k = (y + ROUNDER) - ROUNDER;
  const r = y - k;
  let q = 1.3178928778889454e-6;
  q = q * r + 1.530915607177175e-5;
  q = q * r + 1.5403825485836483e-4;
  q = q * r + 1.3333454861099302e-3;
  q = q * r + 9.618128616090495e-3;
  q = q * r + 5.550410935265422e-2;
  q = q * r + 0.24022650698110712;
  q = q * r + 0.6931471805482127;
  words[0] = 0;
  words[1] = (k << 20) + ONE_HIGH;
  return double[0]! * (q * r + 1);
}

/**
 * Splits a positive normal double into x = 2^k m with m in [sqrt(1/2), sqrt(2)): returns k and leaves m
 * in `double`. The interval's centre lets k ln 2 and log m never cancel.
 */
function splitExponent(x: number): number {
  double[0] = x;
  const k = (words[1]! - MANTISSA_START_HIGH) >> 20;
  words[1] = words[1]! - (k << 20);
  return k;
}

/** What a logarithm is outside of the positive finite numbers. */
function logOfSpecial(x: number): number {
  return x === 0 ? -Infinity : x < 0 ? NaN : x;
}

/**
 * Natural logarithm.
 *
 * log x = k ln 2 + 2 atanh(s), s = (m - 1) / (m + 1); 2 atanh(s) = s (2 + s^2 R(s^2)), R of degree 3,
 * relative error 5e-12.
 *
 * @param x A float32; log(1) is exactly 0, log(+-0) = -infinity, NaN below 0 and for NaN.
 * @returns A float32.
 */
export function logF32(x: number): number {
  if (!(x > 0 && x < Infinity)) return logOfSpecial(x);
  return Math.fround(logDouble(x));
}

/** {@linkcode logF32} before it is rounded, for finite x > 0. */
export function logDouble(x: number): number {
  const k = splitExponent(x);
  const f = double[0]! - 1;
  const s = f / (f + 2);
  const z = s * s;
  let p = 0.23582293180697175;
  p = p * z + 0.2853730151740029;
  p = p * z + 0.4000033529369966;
  p = p * z + 0.6666666564504065;
  p = p * z + 2;
  return k * 0.6931471805599453 + s * p;
}

/** Leading 27 bits of a double: `a - highBits(a)` is exact, so products of halves are exact (Veltkamp). */
function highBits(a: number): number {
  const scaled = 134217729 * a;
  return scaled - (scaled - a);
}

/** What rounding took from the product: a * b - p exactly, for p the double nearest to a * b (Dekker). */
function productError(a: number, b: number, p: number): number {
  const aHigh = highBits(a), bHigh = highBits(b);
  const aLow = a - aHigh, bLow = b - bHigh;
  return aLow * bLow - (((p - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow);
}

/** 2 atanh(s) / s = 2 + z R(z) for z = s^2 <= 0.02944: R of degree 7, relative error 8e-21. */
function atanhTail(z: number): number {
  let p = 0.13251318417089844;
  p = p * z + 0.13250119224324225;
  p = p * z + 0.15387090713629378;
  p = p * z + 0.1818177566638775;
  p = p * z + 0.22222222646787795;
  p = p * z + 0.28571428569085927;
  p = p * z + 0.4000000000000625;
  return p * z + 0.6666666666666666;
}

/** Lower part of the last {@linkcode logOfMantissa}: the sum of both is exact to about 2^-57. */
let logLow = 0;

/**
 * Natural logarithm of m in [sqrt(1/2), sqrt(2)) as an unevaluated sum of two doubles; returns the
 * upper one and leaves the lower one in `logLow`.
 */
function logOfMantissa(m: number): number {
  const f = m - 1;
  const d = f + 2;
  const dLow = f - (d - 2);
  const s = f / d;
  const sd = s * d;
  const sLow = ((f - sd) - productError(s, d, sd) - s * dLow) / d;
  const z = s * s;
  const tail = 2 * sLow + s * (z * atanhTail(z));
  const high = 2 * s + tail;
  logLow = tail - (high - 2 * s);
  return high;
}

/** As {@linkcode splitExponent}, for subnormal doubles as well. */
function splitAnyExponent(x: number): number {
  return x < SMALLEST_NORMAL ? splitExponent(x * 18014398509481984) - 54 : splitExponent(x);
}

/** High + low + tail for abs(high) > abs(low) or high = 0, with one rounding that counts. */
function sumOfThree(high: number, low: number, tail: number): number {
  const sum = high + low;
  const error = high === 0 ? 0 : low - (sum - high);
  return sum + (error + tail);
}

/**
 * Natural logarithm in float64, computed as a sum of two doubles and rounded once: error below
 * 0.54 ULP, monotone, exactly 0 at 1.
 *
 * @param x Any double; log(+-0) = -infinity, NaN below 0 and for NaN.
 */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return logOfSpecial(x);
  const k = splitAnyExponent(x);
  const high = logOfMantissa(double[0]!);
  // ln 2 in two parts: the upper one has 42 bits, so that its product with k is exact.
  return sumOfThree(k * 0.6931471805598903, high, k * 5.497923018708371e-14 + logLow);
}

/**
 * Binary logarithm in float64, computed as a sum of two doubles and rounded once: error below
 * 0.54 ULP, monotone, exact at powers of two.
 *
 * @param x Any double; log2(+-0) = -infinity, NaN below 0 and for NaN.
 */
export function log2(x: number): number {
  if (!(x > 0 && x < Infinity)) return logOfSpecial(x);
  const k = splitAnyExponent(x);
  const high = logOfMantissa(double[0]!);
  // 1 / ln 2 in two parts, the upper one the double nearest to it.
  const product = high * 1.4426950408889634;
  const tail = productError(high, 1.4426950408889634, product) + high * 2.0355273740931033e-17 +
    logLow * 1.4426950408889634;
  return sumOfThree(k, product, tail);
}
