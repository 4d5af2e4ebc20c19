// Fake quantisation, docs/protocol.md, section 3. A quantiser is eight float32 in memory:
//   0 min   4 max   8 scale   12 nudged min   16 nudged max   20 quantised zero   24, 28 unused
// A range of exactly [0, 0] quantises everything to 0 and lets every gradient pass.

/** Fills a quantiser's derived fields from its min and max; levels = 2^bits - 1. */
export function nudge_f32(q: usize, levels: f32): void {
  const lo = load<f32>(q), hi = load<f32>(q, 4);
  const scale: f32 = (hi - lo) / levels, inverse: f32 = levels / (hi - lo);
  const z: f32 = 0 - lo / scale;
  const whole: f32 = floor(z);
  // C's std::round for z >= 0; floor(z + 0.5) would round 0.49999997 up.
  const zero: f32 = z < 0 ? 0 : z > levels ? levels : whole + <f32>(z - whole >= 0.5);
  const least: f32 = (0 - zero) * scale;
  store<f32>(q, scale, 8);
  store<f32>(q, least, 12);
  store<f32>(q, (levels - zero) * scale, 16);
  store<f32>(q, floor(-least * inverse + 0.5), 20);
}

// @ts-ignore: decorator
@inline
function is_empty(q: usize): bool {
  return load<f32>(q) == 0 && load<f32>(q, 4) == 0;
}

/** Integer code of x, shifted so that the nudged minimum has code 0: floor(c / scale - qz + 0.5) and qz apart. */
// @ts-ignore: decorator
@inline
function code_f32x4(x: v128, scale: v128, least: v128, most: v128, zero: v128): v128 {
  // In this order of operands a NaN stays NaN and surfaces in the snapshot.
  const c = f32x4.sub(f32x4.pmax(f32x4.pmin(x, most), least), least);
  return f32x4.floor(f32x4.add(f32x4.sub(f32x4.div(c, scale), zero), f32x4.splat(0.5)));
}

/** out[k] = FQ(x[k]), k < n; n is rounded up to a multiple of 4. */
export function fake_quantize_f32(out: usize, x: usize, n: i32, q: usize): void {
  const end = n << 2;
  if (is_empty(q)) {
    for (let k = 0; k < end; k += 16) v128.store(out + k, f32x4.splat(0));
    return;
  }
  const scale = v128.load32_splat(q, 8), least = v128.load32_splat(q, 12), most = v128.load32_splat(q, 16), zero = v128.load32_splat(q, 20);
  for (let k = 0; k < end; k += 16) {
    v128.store(out + k, f32x4.mul(code_f32x4(v128.load(x + k), scale, least, most, zero), scale));
  }
}

/** Byte codes 0..levels of one unit's rows, written every `step` bytes: states[r * step] = code(x[r]) + qz. */
export function codes_u8(states: usize, step: i32, x: usize, rows: i32, q: usize): void {
  const empty = is_empty(q);
  const scale = v128.load32_splat(q, 8), least = v128.load32_splat(q, 12), most = v128.load32_splat(q, 16), zero = v128.load32_splat(q, 20);
  for (let r = 0; r < rows; r += 4) {
    let c = i32x4.splat(0);
    if (!empty) c = i32x4.trunc_sat_f32x4_s(f32x4.add(code_f32x4(v128.load(x + (r << 2)), scale, least, most, zero), zero));
    v128.store8_lane(states, c, 0);
    v128.store8_lane(states + step, c, 4);
    v128.store8_lane(states + 2 * step, c, 8);
    v128.store8_lane(states + 3 * step, c, 12);
    states += 4 * step;
  }
}

/** Range of x[0..n): out[0] = min, out[4] = max, -0 as 0, NaN passed over; n of 0 gives Infinity, -Infinity. */
export function range_f32(out: usize, x: usize, n: i32): void {
  let lo = f32x4.splat(f32.POSITIVE_INFINITY), hi = f32x4.splat(f32.NEGATIVE_INFINITY);
  let lo2 = lo, hi2 = hi;
  const end = n << 2, whole = end & ~31;
  let k = 0;
  for (; k < whole; k += 32) {
    const a = v128.load(x + k), b = v128.load(x + k, 16);
    lo = f32x4.pmin(lo, a); hi = f32x4.pmax(hi, a);
    lo2 = f32x4.pmin(lo2, b); hi2 = f32x4.pmax(hi2, b);
  }
  for (; k < end; k += 4) {
    const a = v128.load32_splat(x + k);
    lo = f32x4.pmin(lo, a); hi = f32x4.pmax(hi, a);
  }
  lo = f32x4.pmin(lo, lo2); hi = f32x4.pmax(hi, hi2);
  lo = f32x4.pmin(lo, i8x16.shuffle(lo, lo, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  hi = f32x4.pmax(hi, i8x16.shuffle(hi, hi, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  lo = f32x4.pmin(lo, i8x16.shuffle(lo, lo, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3));
  hi = f32x4.pmax(hi, i8x16.shuffle(hi, hi, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3));
  // Adding 0 makes the sign of a zero independent of the order of the comparison.
  store<f32>(out, f32x4.extract_lane(lo, 0) + 0);
  store<f32>(out, f32x4.extract_lane(hi, 0) + 0, 4);
}

/** g[k] = 0 where x[k] lies outside the nudged range, k < n rounded up to a multiple of 4 (a straight-through gradient). */
export function clip_gradient_f32(g: usize, x: usize, n: i32, q: usize): void {
  if (is_empty(q)) return;
  const least = v128.load32_splat(q, 12), most = v128.load32_splat(q, 16), end = n << 2;
  for (let k = 0; k < end; k += 16) {
    const v = v128.load(x + k);
    v128.store(g + k, v128.and(v128.load(g + k), v128.and(f32x4.ge(v, least), f32x4.le(v, most))));
  }
}

/** g[k] = 0 unless h[k] > 0 and, with a quantiser (q not 0), h[k] lies inside its nudged range. */
export function relu_backward_f32(g: usize, h: usize, n: i32, q: usize): void {
  const bounded = q != 0 && !is_empty(q);
  // The nudged minimum is never above 0, so h > 0 says all about the lower end.
  const most = f32x4.splat(bounded ? load<f32>(q, 16) : f32.POSITIVE_INFINITY);
  const end = n << 2;
  for (let k = 0; k < end; k += 16) {
    const v = v128.load(h + k);
    const live = v128.and(f32x4.gt(v, f32x4.splat(0)), f32x4.le(v, most));
    v128.store(g + k, v128.and(v128.load(g + k), live));
  }
}
