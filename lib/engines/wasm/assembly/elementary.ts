/**
 * exp, tanh and log of four float32 at a time: the SIMD twins of lib/bits/elementary.ts.
 *
 * Both files do the same IEEE double operations in the same order and round to float32 once at the
 * end, so they give the same bits; a change here is a change there. Nothing branches, nothing is kept
 * in static data (several modules share one memory), nothing is fused. How the constants were found
 * and the errors in ULP are told once, on the TypeScript side.
 *
 * Constants are mutable globals set when the module starts. As literals V8 would build each of them
 * anew from immediates in every iteration, which takes as long as the arithmetic (tanh: 12 ns for four
 * values instead of 6.6).
 */

/** Keeps the optimiser from folding a constant back into an immediate: it does not look through start. */
function pair(value: f64): v128 {
  return f64x2.splat(value);
}

/** As `pair`, for four float32. */
function quad(value: f32): v128 {
  return f32x4.splat(value);
}

let TANH_LOW: v128 = quad(-9.0625);
let TANH_HIGH: v128 = quad(9.0625);
let TANH_P4: v128 = pair(68.94073808041429);
let TANH_P3: v128 = pair(42993.4987040614);
let TANH_P2: v128 = pair(5461938.825840805);
let TANH_P1: v128 = pair(187931696.24088317);
let TANH_P0: v128 = pair(1363471698.331859);
let TANH_Q4: v128 = pair(2199.3977201028306);
let TANH_Q3: v128 = pair(573025.9189467301);
let TANH_Q2: v128 = pair(37806483.657368325);
let TANH_Q1: v128 = pair(642422249.4952863);
let TANH_Q0: v128 = pair(1363471699.696704);

let EXP_LOW: v128 = quad(-105);
let EXP_HIGH: v128 = quad(90);
let LOG2_E: v128 = pair(1.4426950408889634);
let EXP_Q7: v128 = pair(1.3178928778889454e-6);
let EXP_Q6: v128 = pair(1.530915607177175e-5);
let EXP_Q5: v128 = pair(1.5403825485836483e-4);
let EXP_Q4: v128 = pair(1.3333454861099302e-3);
let EXP_Q3: v128 = pair(9.618128616090495e-3);
let EXP_Q2: v128 = pair(5.550410935265422e-2);
let EXP_Q1: v128 = pair(0.24022650698110712);
let EXP_Q0: v128 = pair(0.6931471805482127);

let LOG_R3: v128 = pair(0.23582293180697175);
let LOG_R2: v128 = pair(0.2853730151740029);
let LOG_R1: v128 = pair(0.4000033529369966);
let LOG_R0: v128 = pair(0.6666666564504065);
let LN_2: v128 = pair(0.6931471805599453);
/** Its bit pattern is the upper half of that of sqrt(1/2), the lower end of a mantissa's interval. */
let MANTISSA_START: v128 = pair(0.7071065902709961);

let ONE: v128 = pair(1);
let TWO: v128 = pair(2);
/** 1.5 * 2^52: adding it rounds a double to an integer, which then lies in the low bits. */
let ROUNDER: v128 = pair(6755399441055744);

/** p * x + c, two roundings. */
// @ts-ignore: decorator
@inline
function horner(p: v128, x: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(p, x), c);
}

/** The upper two of four float32, as doubles. */
// @ts-ignore: decorator
@inline
function promote_high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
}

/** Four float32 from two pairs of doubles: the one rounding of every function here. */
// @ts-ignore: decorator
@inline
function demote(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** x limited to [low, high]; NaN stays NaN. */
// @ts-ignore: decorator
@inline
function clamp(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, high), low);
}

// @ts-ignore: decorator
@inline
export function tanh_f64x2(x: v128): v128 {
  const u = f64x2.mul(x, x);
  let p = horner(TANH_P4, u, TANH_P3);
  p = horner(p, u, TANH_P2);
  p = horner(p, u, TANH_P1);
  p = horner(p, u, TANH_P0);
  let q = f64x2.add(u, TANH_Q4);
  q = horner(q, u, TANH_Q3);
  q = horner(q, u, TANH_Q2);
  q = horner(q, u, TANH_Q1);
  q = horner(q, u, TANH_Q0);
  return f64x2.div(f64x2.mul(x, p), q);
}

/** tanh of four float32. */
// @ts-ignore: decorator
@inline
export function tanh_f32x4(x: v128): v128 {
  const c = clamp(x, TANH_LOW, TANH_HIGH);
  return demote(tanh_f64x2(f64x2.promote_low_f32x4(c)), tanh_f64x2(promote_high(c)));
}

// @ts-ignore: decorator
@inline
export function exp_f64x2(x: v128): v128 {
  const y = f64x2.mul(x, LOG2_E);
  const rounded = f64x2.add(y, ROUNDER);
  const r = f64x2.sub(y, f64x2.sub(rounded, ROUNDER));
  const scale = i64x2.add(i64x2.shl(rounded, 52), ONE);
  let q = horner(EXP_Q7, r, EXP_Q6);
  q = horner(q, r, EXP_Q5);
  q = horner(q, r, EXP_Q4);
  q = horner(q, r, EXP_Q3);
  q = horner(q, r, EXP_Q2);
  q = horner(q, r, EXP_Q1);
  q = horner(q, r, EXP_Q0);
  return f64x2.mul(scale, horner(q, r, ONE));
}

/** exp of four float32. */
// @ts-ignore: decorator
@inline
export function exp_f32x4(x: v128): v128 {
  const c = clamp(x, EXP_LOW, EXP_HIGH);
  return demote(exp_f64x2(f64x2.promote_low_f32x4(c)), exp_f64x2(promote_high(c)));
}

// @ts-ignore: decorator
@inline
export function log_f64x2(x: v128): v128 {
  const k = i64x2.shr_s(i64x2.sub(x, MANTISSA_START), 52);
  const m = i64x2.sub(x, i64x2.shl(k, 52));
  const exponent = f64x2.sub(i64x2.add(k, ROUNDER), ROUNDER);
  const f = f64x2.sub(m, ONE);
  const s = f64x2.div(f, f64x2.add(f, TWO));
  const z = f64x2.mul(s, s);
  let p = horner(LOG_R3, z, LOG_R2);
  p = horner(p, z, LOG_R1);
  p = horner(p, z, LOG_R0);
  p = horner(p, z, TWO);
  return f64x2.add(f64x2.mul(exponent, LN_2), f64x2.mul(s, p));
}

/** Natural logarithm of four float32. */
// @ts-ignore: decorator
@inline
export function log_f32x4(x: v128): v128 {
  const regular = demote(log_f64x2(f64x2.promote_low_f32x4(x)), log_f64x2(promote_high(x)));
  const zero = f32x4.splat(0);
  const finite = v128.bitselect(regular, x, f32x4.lt(x, f32x4.splat(Infinity)));
  const defined = v128.bitselect(f32x4.splat(NaN), finite, f32x4.lt(x, zero));
  return v128.bitselect(f32x4.splat(-Infinity), defined, f32x4.eq(x, zero));
}
