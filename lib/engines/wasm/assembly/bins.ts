// The kernel family of binning estimators. The contract of every kernel is lib/engines/wasm/bins.ts.

const EXPONENT: u32 = 0x7F800000;
const SIGN: u32 = 0x80000000;

/** 1 if no x[k], k < n, is NaN or infinite. */
export function finite_f32(x: usize, n: i32): bool {
  const exponent = i32x4.splat(EXPONENT), end = n << 2, whole = end & ~15;
  let wrong = i32x4.splat(0), k = 0;
  for (; k < whole; k += 16) {
    wrong = v128.or(wrong, i32x4.eq(v128.and(v128.load(x + k), exponent), exponent));
  }
  for (; k < end; k += 4) {
    wrong = v128.or(wrong, i32x4.eq(v128.and(v128.load32_splat(x + k), exponent), exponent));
  }
  return !v128.any_true(wrong);
}

/** Number of thresholds <= v, found by steps from a guess in 0..count; -Infinity lies before the first threshold. */
function state_of(v: f32, guess: i32, thresholds: usize, count: i32): i32 {
  let s = guess;
  while (load<f32>(thresholds + (s << 2) - 4) > v) s--;
  while (s < count && load<f32>(thresholds + (s << 2)) <= v) s++;
  return s;
}

/** The two thresholds around states a and b: (a's lower, a's upper, b's lower, b's upper). */
// @ts-ignore: decorator
@inline
function around(thresholds: usize, a: i32, b: i32): v128 {
  const first = v128.load64_zero(thresholds + (a << 2) - 4);
  return v128.load64_lane(thresholds + (b << 2) - 4, first, 1);
}

/**
 * states[r * step] = number of thresholds <= x[r] as u16. Equal widths give a guess; only comparisons with the
 * thresholds on both sides of it decide. Float32 thresholds ascend, -Infinity before the first, Infinity behind the last.
 */
export function uniform_u16(
  states: usize, step: i32, x: usize, rows: i32, thresholds: usize, count: i32, lo: f32, inverse: f32,
): void {
  const base = f32x4.splat(lo), factor = f32x4.splat(inverse), one = i32x4.splat(1);
  const last = i32x4.splat(count - 1), least = i32x4.splat(-1);
  let r = 0;
  for (; r + 4 <= rows; r += 4, x += 16) {
    const v = v128.load(x), bin = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(v, base), factor));
    const guess = i32x4.add(i32x4.max_s(i32x4.min_s(bin, last), least), one);
    let a = i32x4.extract_lane(guess, 0), b = i32x4.extract_lane(guess, 1);
    let c = i32x4.extract_lane(guess, 2), d = i32x4.extract_lane(guess, 3);
    const ab = around(thresholds, a, b), cd = around(thresholds, c, d);
    const lower = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), upper = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7);
    if (v128.any_true(v128.or(f32x4.gt(lower, v), f32x4.le(upper, v)))) {
      a = state_of(f32x4.extract_lane(v, 0), a, thresholds, count);
      b = state_of(f32x4.extract_lane(v, 1), b, thresholds, count);
      c = state_of(f32x4.extract_lane(v, 2), c, thresholds, count);
      d = state_of(f32x4.extract_lane(v, 3), d, thresholds, count);
    }
    store<u16>(states, a); states += step;
    store<u16>(states, b); states += step;
    store<u16>(states, c); states += step;
    store<u16>(states, d); states += step;
  }
  for (; r < rows; r++, x += 4, states += step) store<u16>(states, state_of(load<f32>(x), 0, thresholds, count));
}

/** As uniform_u16 for thresholds at any distances, by bisection; no sentinels are needed. */
export function search_u16(states: usize, step: i32, x: usize, rows: i32, thresholds: usize, count: i32): void {
  for (let end = x + (rows << 2); x < end; x += 4, states += step) {
    const v = load<f32>(x);
    let from = 0;
    // Invariant: the answer lies in from..from + n.
    for (let n = count; n > 0;) {
      const half = (n + 1) >> 1;
      from = select<i32>(from + half, from, load<f32>(thresholds + ((from + half - 1) << 2)) <= v);
      n -= half;
    }
    store<u16>(states, from);
  }
}

/** Bits as an unsigned integer in the order of the floats; adding 0 makes -0 a 0. */
// @ts-ignore: decorator
@inline
function key_of(x: f32): u32 {
  const bits = reinterpret<u32>(x + 0);
  return bits ^ (<u32>(<i32>bits >> 31) | SIGN);
}

/** Turns the counts of a digit into the places where its runs begin. */
function accumulate(counts: usize, bytes: i32): void {
  let sum: u32 = 0;
  for (const end = counts + bytes; counts < end; counts += 4) {
    const count = load<u32>(counts);
    store<u32>(counts, sum);
    sum += count;
  }
}

// @ts-ignore: decorator
@inline
function increment(at: usize): u32 {
  const before = load<u32>(at);
  store<u32>(at, before + 1);
  return before;
}

/** out = x[0..n) ascending: radix sort by digits of 11, 11 and 10 bits; x and counts (u32[5120]) are overwritten. */
export function sort_f32(out: usize, x: usize, n: i32, counts: usize): void {
  const middle = counts + 8192, high = counts + 16384, end = x + (n << 2);
  memory.fill(counts, 0, 20480);
  for (let at = x; at < end; at += 4) {
    const key = key_of(load<f32>(at));
    store<u32>(at, key);
    increment(counts + ((key & 2047) << 2));
    increment(middle + ((key >> 11 & 2047) << 2));
    increment(high + (key >> 22 << 2));
  }
  accumulate(counts, 8192); accumulate(middle, 8192); accumulate(high, 4096);
  for (let at = x; at < end; at += 4) {
    const key = load<u32>(at);
    store<u32>(out + (increment(counts + ((key & 2047) << 2)) << 2), key);
  }
  for (let at = out, stop = out + (n << 2); at < stop; at += 4) {
    const key = load<u32>(at);
    store<u32>(x + (increment(middle + ((key >> 11 & 2047) << 2)) << 2), key);
  }
  for (let at = x; at < end; at += 4) {
    const key = load<u32>(at), bits = key ^ (~<u32>(<i32>key >> 31) | SIGN);
    store<u32>(out + (increment(high + (key >> 22 << 2)) << 2), bits);
  }
}

/** In place: row r becomes one word, byte `column` of its old words, rows `step` bytes apart before. */
export function column_u64(states: usize, step: i32, column: i32, rows: i32): void {
  let from = states + column;
  for (let r = 0; r < rows; r++, from += step) store<u64>(states + (r << 3), load<u8>(from));
}
