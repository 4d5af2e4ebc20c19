// The kernel family of pairs of rows. The contract of every kernel is lib/information/estimators/pairs.ts.
import { exp_f64x2 } from "./elementary";

/** Kept from being folded into immediates, as in elementary.ts. */
let ZERO: v128 = f64x2.splat(0);
/** All bits of a float64 but its sign: f64x2.abs would make it anew for every use. */
let MAGNITUDE: v128 = i64x2.splat(0x7FFFFFFFFFFFFFFF);

/** Element k of an array of float64. */
// @ts-ignore: decorator
@inline
function element(at: usize, k: i32): usize {
  return at + (<usize>k << 3);
}

/** |x - a| of two rows. */
// @ts-ignore: decorator
@inline
function apart(x: usize, a: v128, magnitude: v128): v128 {
  return v128.and(f64x2.sub(v128.load(x), a), magnitude);
}

/** (x - a)^2 of two rows. */
// @ts-ignore: decorator
@inline
function squared(x: usize, a: v128): v128 {
  const difference = f64x2.sub(v128.load(x), a);
  return f64x2.mul(difference, difference);
}

// Row i's values stay in registers, four columns at a time.

export function largest_row(x: usize, stride: usize, columns: i32, i: i32, from: i32, to: i32, out: usize): void {
  const start = element(0, from), end = element(0, to), magnitude = MAGNITUDE;
  let u = 0;
  for (; u + 4 <= columns; u += 4) {
    const x0 = x + <usize>u * stride, x1 = x0 + stride, x2 = x1 + stride, x3 = x2 + stride;
    const a0 = v128.load64_splat(element(x0, i)), a1 = v128.load64_splat(element(x1, i));
    const a2 = v128.load64_splat(element(x2, i)), a3 = v128.load64_splat(element(x3, i));
    for (let j = start; j < end; j += 16) {
      const left = f64x2.pmax(apart(x0 + j, a0, magnitude), apart(x1 + j, a1, magnitude));
      const value = f64x2.pmax(left, f64x2.pmax(apart(x2 + j, a2, magnitude), apart(x3 + j, a3, magnitude)));
      v128.store(out + j, u ? f64x2.pmax(v128.load(out + j), value) : value);
    }
  }
  const rest = columns - u;
  if (rest == 3) {
    const x0 = x + <usize>u * stride, x1 = x0 + stride, x2 = x1 + stride;
    const a0 = v128.load64_splat(element(x0, i)), a1 = v128.load64_splat(element(x1, i));
    const a2 = v128.load64_splat(element(x2, i));
    for (let j = start; j < end; j += 16) {
      const left = f64x2.pmax(apart(x0 + j, a0, magnitude), apart(x1 + j, a1, magnitude));
      const value = f64x2.pmax(left, apart(x2 + j, a2, magnitude));
      v128.store(out + j, u ? f64x2.pmax(v128.load(out + j), value) : value);
    }
  } else if (rest == 2) {
    const x0 = x + <usize>u * stride, x1 = x0 + stride;
    const a0 = v128.load64_splat(element(x0, i)), a1 = v128.load64_splat(element(x1, i));
    for (let j = start; j < end; j += 16) {
      const value = f64x2.pmax(apart(x0 + j, a0, magnitude), apart(x1 + j, a1, magnitude));
      v128.store(out + j, u ? f64x2.pmax(v128.load(out + j), value) : value);
    }
  } else if (rest == 1) {
    const x0 = x + <usize>u * stride;
    const a0 = v128.load64_splat(element(x0, i));
    for (let j = start; j < end; j += 16) {
      const value = apart(x0 + j, a0, magnitude);
      v128.store(out + j, u ? f64x2.pmax(v128.load(out + j), value) : value);
    }
  }
}

export function squares_row(x: usize, stride: usize, columns: i32, i: i32, from: i32, to: i32, out: usize): void {
  const start = element(0, from), end = element(0, to);
  let u = 0;
  for (; u + 4 <= columns; u += 4) {
    const x0 = x + <usize>u * stride, x1 = x0 + stride, x2 = x1 + stride, x3 = x2 + stride;
    const a0 = v128.load64_splat(element(x0, i)), a1 = v128.load64_splat(element(x1, i));
    const a2 = v128.load64_splat(element(x2, i)), a3 = v128.load64_splat(element(x3, i));
    for (let j = start; j < end; j += 16) {
      const left = f64x2.add(squared(x0 + j, a0), squared(x1 + j, a1));
      const value = f64x2.add(left, f64x2.add(squared(x2 + j, a2), squared(x3 + j, a3)));
      v128.store(out + j, u ? f64x2.add(v128.load(out + j), value) : value);
    }
  }
  const rest = columns - u;
  if (rest == 3) {
    const x0 = x + <usize>u * stride, x1 = x0 + stride, x2 = x1 + stride;
    const a0 = v128.load64_splat(element(x0, i)), a1 = v128.load64_splat(element(x1, i));
    const a2 = v128.load64_splat(element(x2, i));
    for (let j = start; j < end; j += 16) {
      const left = f64x2.add(squared(x0 + j, a0), squared(x1 + j, a1));
      const value = f64x2.add(left, squared(x2 + j, a2));
      v128.store(out + j, u ? f64x2.add(v128.load(out + j), value) : value);
    }
  } else if (rest == 2) {
    const x0 = x + <usize>u * stride, x1 = x0 + stride;
    const a0 = v128.load64_splat(element(x0, i)), a1 = v128.load64_splat(element(x1, i));
    for (let j = start; j < end; j += 16) {
      const value = f64x2.add(squared(x0 + j, a0), squared(x1 + j, a1));
      v128.store(out + j, u ? f64x2.add(v128.load(out + j), value) : value);
    }
  } else if (rest == 1) {
    const x0 = x + <usize>u * stride;
    const a0 = v128.load64_splat(element(x0, i));
    for (let j = start; j < end; j += 16) {
      const value = squared(x0 + j, a0);
      v128.store(out + j, u ? f64x2.add(v128.load(out + j), value) : value);
    }
  }
}

/** Adds the two lanes of a sum to an element. */
// @ts-ignore: decorator
@inline
function add_lanes(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

export function kernel_row(
  squares: usize, weights: usize, i: i32, from: i32, to: i32, narrow: usize, wide: usize, scale: f64, cut: f64,
): void {
  const minus = f64x2.splat(-scale), limit = f64x2.splat(cut), weight = v128.load64_splat(element(weights, i));
  let ownNarrow = ZERO, ownWide = ZERO;
  for (let j = from; j < to; j += 2) {
    const square = v128.load(element(squares, j));
    let near = f64x2.le(square, limit);
    if (!v128.any_true(near)) continue;
    // Behind the last row there is none.
    if (j + 1 == to) near = v128.and(near, i64x2.replace_lane(i64x2.splat(-1), 1, 0));
    const e = v128.and(exp_f64x2(f64x2.mul(f64x2.pmin(square, limit), minus)), near), e2 = f64x2.mul(e, e);
    const e4 = f64x2.mul(e2, e2), other = v128.load(element(weights, j)), w = element(wide, j), n = element(narrow, j);
    ownWide = f64x2.add(ownWide, f64x2.mul(other, e));
    ownNarrow = f64x2.add(ownNarrow, f64x2.mul(other, e4));
    v128.store(w, f64x2.add(v128.load(w), f64x2.mul(weight, e)));
    v128.store(n, f64x2.add(v128.load(n), f64x2.mul(weight, e4)));
  }
  add_lanes(element(wide, i), ownWide);
  add_lanes(element(narrow, i), ownNarrow);
}

/** Puts a distance among the k smallest so far, ascending; the last of them is the row's bound. */
function insert(list: usize, k: i32, bound: usize, distance: f64): void {
  if (!(distance < load<f64>(bound))) return;
  let at = element(list, k - 1);
  for (; at > list && load<f64>(at - 8) > distance; at -= 8) store<f64>(at, load<f64>(at - 8));
  store<f64>(at, distance);
  store<f64>(bound, load<f64>(element(list, k - 1)));
}

export function nearest_row(
  distances: usize, i: i32, from: i32, to: i32, k: i32, lists: usize, bounds: usize,
): void {
  const mine = element(bounds, i);
  let bound = v128.load64_splat(mine);
  for (let j = from; j < to; j += 2) {
    const distance = v128.load(element(distances, j));
    if (!v128.any_true(f64x2.lt(distance, f64x2.pmax(bound, v128.load(element(bounds, j)))))) continue;
    for (let at = j; at < to && at < j + 2; at++) {
      const one = load<f64>(element(distances, at));
      insert(element(lists, i * k), k, mine, one);
      insert(element(lists, at * k), k, element(bounds, at), one);
    }
    bound = v128.load64_splat(mine);
  }
}

export function nearest_both_row(
  distances: usize, others: usize, i: i32, from: i32, to: i32, k: i32, lists: usize, bounds: usize,
  joint: usize, joint_bounds: usize,
): void {
  const mine = element(bounds, i), mineJoint = element(joint_bounds, i);
  let bound = v128.load64_splat(mine), jointBound = v128.load64_splat(mineJoint);
  for (let j = from; j < to; j += 2) {
    const distance = v128.load(element(distances, j)), both = f64x2.pmax(distance, v128.load(element(others, j)));
    const near = f64x2.lt(distance, f64x2.pmax(bound, v128.load(element(bounds, j))));
    const nearJoint = f64x2.lt(both, f64x2.pmax(jointBound, v128.load(element(joint_bounds, j))));
    if (!v128.any_true(v128.or(near, nearJoint))) continue;
    for (let at = j; at < to && at < j + 2; at++) {
      const one = at > j ? f64x2.extract_lane(distance, 1) : f64x2.extract_lane(distance, 0);
      const two = at > j ? f64x2.extract_lane(both, 1) : f64x2.extract_lane(both, 0);
      insert(element(lists, i * k), k, mine, one);
      insert(element(lists, at * k), k, element(bounds, at), one);
      insert(element(joint, i * k), k, mineJoint, two);
      insert(element(joint, at * k), k, element(joint_bounds, at), two);
    }
    bound = v128.load64_splat(mine);
    jointBound = v128.load64_splat(mineJoint);
  }
}

export function count_row(
  distances: usize, others: usize, bounds: usize, i: i32, from: i32, to: i32, counts: usize, other_counts: usize,
): void {
  const own = v128.load64_splat(element(bounds, i));
  let mine = ZERO, mineOther = ZERO, j = from;
  for (; j + 2 <= to; j += 2) {
    const distance = v128.load(element(distances, j)), other = v128.load(element(others, j));
    const bound = v128.load(element(bounds, j)), at = element(counts, j), otherAt = element(other_counts, j);
    mine = i64x2.sub(mine, f64x2.lt(distance, own));
    mineOther = i64x2.sub(mineOther, f64x2.lt(other, own));
    v128.store(at, i64x2.sub(v128.load(at), f64x2.lt(distance, bound)));
    v128.store(otherAt, i64x2.sub(v128.load(otherAt), f64x2.lt(other, bound)));
  }
  let sum = i64x2.extract_lane(mine, 0) + i64x2.extract_lane(mine, 1);
  let otherSum = i64x2.extract_lane(mineOther, 0) + i64x2.extract_lane(mineOther, 1);
  if (j < to) {
    const distance = load<f64>(element(distances, j)), other = load<f64>(element(others, j));
    const bound = load<f64>(element(bounds, j)), at = element(counts, j), otherAt = element(other_counts, j);
    sum += <i64>(distance < load<f64>(element(bounds, i)));
    otherSum += <i64>(other < load<f64>(element(bounds, i)));
    store<i64>(at, load<i64>(at) + <i64>(distance < bound));
    store<i64>(otherAt, load<i64>(otherAt) + <i64>(other < bound));
  }
  store<i64>(element(counts, i), load<i64>(element(counts, i)) + sum);
  store<i64>(element(other_counts, i), load<i64>(element(other_counts, i)) + otherSum);
}
