// Tanh layers and their quantiser, whose range gradient is not cut off (docs/protocol.md, section 3).
import { tanh_f32x4 } from "./elementary";
import { fold8 } from "./affine";

/** h[k] = tanh(z[k]), k < n, n a multiple of 4. */
export function tanh_f32(h: usize, z: usize, n: i32): void {
  const end = n << 2;
  for (let k = 0; k < end; k += 16) v128.store(h + k, tanh_f32x4(v128.load(z + k)));
}

/** g[k] = g[k] (1 - h[k]^2), k < n, n a multiple of 4. */
export function tanh_backward_f32(g: usize, h: usize, n: i32): void {
  const end = n << 2, one = f32x4.splat(1);
  for (let k = 0; k < end; k += 16) {
    const v = v128.load(h + k);
    v128.store(g + k, f32x4.mul(v128.load(g + k), f32x4.sub(one, f32x4.mul(v, v))));
  }
}

/**
 * The Tanh quantiser's gradient: what is clamped at an end goes, in equal shares, to the elements at the extreme
 * of that end. The sum over clamped elements runs over units ascending, row r to partial r mod 8, one fold at the end.
 * `live` holds -1 for each of the rows that are real and 0 for padding. The range must not be a single point.
 */
export function range_gradient_f32(g: usize, h: usize, live: usize, rows: i32, units: i32, q: usize): void {
  const row = rows << 2, end = units * row;
  const mn = v128.load32_splat(q), mx = v128.load32_splat(q, 4), least = v128.load32_splat(q, 12), most = v128.load32_splat(q, 16);
  const low_end = load<f32>(q) < load<f32>(q, 12), high_end = load<f32>(q, 4) > load<f32>(q, 16);
  if (low_end) spread(g, h, live, row, end, mn, f32x4.splat(f32.NEGATIVE_INFINITY), least);
  if (high_end) spread(g, h, live, row, end, mx, most, f32x4.splat(f32.POSITIVE_INFINITY));
}

/** Moves the gradient of the elements in the open interval, or beyond its infinite end, to those equal to `extreme`. */
// @ts-ignore: decorator
@inline
function spread(g: usize, h: usize, live: usize, row: i32, end: i32, extreme: v128, above: v128, below: v128): void {
  let low = f32x4.splat(0), high = f32x4.splat(0), ties = i32x4.splat(0);
  // Mostly one element is at the extreme: only the stretch between the first and the last is visited again.
  let first = end, last = 0;
  for (let u = 0; u < end; u += row) {
    for (let r = 0; r < row; r += 32) {
      const h0 = v128.load(h + u + r), h1 = v128.load(h + u + r, 16);
      const g0 = v128.load(g + u + r), g1 = v128.load(g + u + r, 16);
      const c0 = v128.and(f32x4.gt(h0, above), f32x4.lt(h0, below)), c1 = v128.and(f32x4.gt(h1, above), f32x4.lt(h1, below));
      low = f32x4.add(low, v128.and(g0, c0)); high = f32x4.add(high, v128.and(g1, c1));
      const e0 = f32x4.eq(h0, extreme), e1 = f32x4.eq(h1, extreme);
      if (v128.any_true(v128.or(e0, e1))) {
        ties = i32x4.add(ties, v128.and(e0, v128.load(live + r)));
        ties = i32x4.add(ties, v128.and(e1, v128.load(live + r, 16)));
        first = min(first, u + r);
        last = u + r + 32;
      }
      v128.store(g + u + r, v128.andnot(g0, c0)); v128.store(g + u + r, v128.andnot(g1, c1), 16);
    }
  }
  const count = -(i32x4.extract_lane(ties, 0) + i32x4.extract_lane(ties, 1) + i32x4.extract_lane(ties, 2) + i32x4.extract_lane(ties, 3));
  const share = f32x4.splat(fold8(low, high) / <f32>count);
  for (let k = first; k < last; k += 16) {
    const hit = v128.and(f32x4.eq(v128.load(h + k), extreme), v128.load(live + k % row));
    const d = v128.load(g + k);
    v128.store(g + k, v128.bitselect(f32x4.add(d, share), d, hit));
  }
}
