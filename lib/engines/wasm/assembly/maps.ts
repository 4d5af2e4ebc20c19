// States of layers and maps as rows of byte codes, row r of a layer `step` bytes after row r - 1.

/** Codes of four units of four rows as 32-bit words, one a row. */
// @ts-ignore: decorator
@inline
function codes_4x4(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.or(v128.or(a, i32x4.shl(b, 8)), v128.or(i32x4.shl(c, 16), i32x4.shl(d, 24)));
}

/** Integer code of a level: level / scale is within 2 ULP of an integer of at most eight bits. */
// @ts-ignore: decorator
@inline
function code_i32x4(x: usize, inverse: v128, zero: v128): v128 {
  return i32x4.add(i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), inverse))), zero);
}

/**
 * Byte codes of what fake quantisation left: states[r step + u] = round(x[u][r] / scale) + quantised zero, for `units`
 * units and `rows` rows (a multiple of 4). An empty range has code 0 alone.
 */
export function level_codes_u8(states: usize, step: i32, x: usize, units: i32, rows: i32, q: usize): void {
  const scale = load<f32>(q, 8), row = rows << 2;
  const inverse = f32x4.splat(scale == 0 ? 0 : 1 / scale), zero = i32x4.trunc_sat_f32x4_s(v128.load32_splat(q, 20));
  let u = 0;
  for (; u + 4 <= units; u += 4, x += 4 * row) {
    const x1 = x + row, x2 = x1 + row, x3 = x2 + row;
    let to = states + u;
    for (let r = 0; r < row; r += 16) {
      const c = codes_4x4(code_i32x4(x + r, inverse, zero), code_i32x4(x1 + r, inverse, zero), code_i32x4(x2 + r, inverse, zero), code_i32x4(x3 + r, inverse, zero));
      v128.store_lane<u32>(to, c, 0); to += step;
      v128.store_lane<u32>(to, c, 1); to += step;
      v128.store_lane<u32>(to, c, 2); to += step;
      v128.store_lane<u32>(to, c, 3); to += step;
    }
  }
  for (; u < units; u++, x += row) {
    let to = states + u;
    for (let r = 0; r < row; r += 16) {
      const c = code_i32x4(x + r, inverse, zero);
      v128.store_lane<u8>(to, c, 0); to += step;
      v128.store_lane<u8>(to, c, 4); to += step;
      v128.store_lane<u8>(to, c, 8); to += step;
      v128.store_lane<u8>(to, c, 12); to += step;
    }
  }
}
