// Affine layers, batch in lanes: a matrix of units x rows holds unit u of row r at (u * rows + r),
// rows a multiple of 8; weights lie as inputs x outputs. Order of sums: docs/protocol.md, section 12.
// Tiles are as large as 16 vector registers allow without spilling: 12 sums at most.

/** One tile: no (1 to 3) outputs by 16 rows, 8 unless wide; inputs ascending, the sum starts at 0, bias last. */
// @ts-ignore: decorator
@inline
function affine_tile(no: i32, wide: bool, out: usize, a: usize, w: usize, b: usize, row: i32, ws: i32, inputs: i32, floor: v128): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s02 = f32x4.splat(0), s03 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0), s12 = f32x4.splat(0), s13 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s22 = f32x4.splat(0), s23 = f32x4.splat(0);
  for (let i = inputs; i > 0; i--) {
    const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = wide ? v128.load(a, 32) : a0, a3 = wide ? v128.load(a, 48) : a0;
    let k = v128.load32_splat(w);
    s00 = f32x4.add(s00, f32x4.mul(a0, k)); s01 = f32x4.add(s01, f32x4.mul(a1, k));
    if (wide) { s02 = f32x4.add(s02, f32x4.mul(a2, k)); s03 = f32x4.add(s03, f32x4.mul(a3, k)); }
    if (no > 1) {
      k = v128.load32_splat(w, 4);
      s10 = f32x4.add(s10, f32x4.mul(a0, k)); s11 = f32x4.add(s11, f32x4.mul(a1, k));
      if (wide) { s12 = f32x4.add(s12, f32x4.mul(a2, k)); s13 = f32x4.add(s13, f32x4.mul(a3, k)); }
    }
    if (no > 2) {
      k = v128.load32_splat(w, 8);
      s20 = f32x4.add(s20, f32x4.mul(a0, k)); s21 = f32x4.add(s21, f32x4.mul(a1, k));
      if (wide) { s22 = f32x4.add(s22, f32x4.mul(a2, k)); s23 = f32x4.add(s23, f32x4.mul(a3, k)); }
    }
    a += row; w += ws;
  }
  biased(wide, out, s00, s01, s02, s03, v128.load32_splat(b), floor);
  if (no > 1) biased(wide, out + row, s10, s11, s12, s13, v128.load32_splat(b, 4), floor);
  if (no > 2) biased(wide, out + 2 * row, s20, s21, s22, s23, v128.load32_splat(b, 8), floor);
}

// @ts-ignore: decorator
@inline
function biased(wide: bool, out: usize, s0: v128, s1: v128, s2: v128, s3: v128, b: v128, floor: v128): void {
  v128.store(out, f32x4.pmax(f32x4.add(s0, b), floor)); v128.store(out, f32x4.pmax(f32x4.add(s1, b), floor), 16);
  if (wide) { v128.store(out, f32x4.pmax(f32x4.add(s2, b), floor), 32); v128.store(out, f32x4.pmax(f32x4.add(s3, b), floor), 48); }
}

// @ts-ignore: decorator
@inline
function affine_column(no: i32, out: usize, a: usize, w: usize, b: usize, row: i32, ws: i32, inputs: i32, floor: v128): void {
  let r = 0;
  for (; r + 64 <= row; r += 64) affine_tile(no, true, out + r, a + r, w, b, row, ws, inputs, floor);
  if (r < row) affine_tile(no, false, out + r, a + r, w, b, row, ws, inputs, floor);
}

/** Size of the next tile when `rest` are left: 3, but two of 2 rather than 3 and 1. */
// @ts-ignore: decorator
@inline
function next_tile(rest: i32): i32 {
  return rest == 4 ? 2 : min(rest, 3);
}

/** out[o][r] = max(floor, b[o] + sum over i ascending of a[i][r] w[i][o]); floor 0 is ReLU, -Infinity none. */
export function affine_f32(out: usize, a: usize, w: usize, b: usize, rows: i32, inputs: i32, outputs: i32, floor: f32): void {
  const row = rows << 2, ws = outputs << 2, low = f32x4.splat(floor);
  for (let rest = outputs; rest > 0;) {
    const n = next_tile(rest);
    if (n == 3) affine_column(3, out, a, w, b, row, ws, inputs, low);
    else if (n == 2) affine_column(2, out, a, w, b, row, ws, inputs, low);
    else affine_column(1, out, a, w, b, row, ws, inputs, low);
    out += n * row; w += n << 2; b += n << 2; rest -= n;
  }
}

/** One tile: ni (1 to 3) inputs by 16 rows, 8 unless wide; outputs ascending, the sum starts at 0. */
// @ts-ignore: decorator
@inline
function transposed_tile(ni: i32, wide: bool, da: usize, g: usize, w: usize, row: i32, ws: i32): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s02 = f32x4.splat(0), s03 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0), s12 = f32x4.splat(0), s13 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s22 = f32x4.splat(0), s23 = f32x4.splat(0);
  const w1 = w + ws, w2 = w1 + ws;
  for (let at = 0; at < ws; at += 4) {
    const g0 = v128.load(g), g1 = v128.load(g, 16), g2 = wide ? v128.load(g, 32) : g0, g3 = wide ? v128.load(g, 48) : g0;
    let k = v128.load32_splat(w + at);
    s00 = f32x4.add(s00, f32x4.mul(g0, k)); s01 = f32x4.add(s01, f32x4.mul(g1, k));
    if (wide) { s02 = f32x4.add(s02, f32x4.mul(g2, k)); s03 = f32x4.add(s03, f32x4.mul(g3, k)); }
    if (ni > 1) {
      k = v128.load32_splat(w1 + at);
      s10 = f32x4.add(s10, f32x4.mul(g0, k)); s11 = f32x4.add(s11, f32x4.mul(g1, k));
      if (wide) { s12 = f32x4.add(s12, f32x4.mul(g2, k)); s13 = f32x4.add(s13, f32x4.mul(g3, k)); }
    }
    if (ni > 2) {
      k = v128.load32_splat(w2 + at);
      s20 = f32x4.add(s20, f32x4.mul(g0, k)); s21 = f32x4.add(s21, f32x4.mul(g1, k));
      if (wide) { s22 = f32x4.add(s22, f32x4.mul(g2, k)); s23 = f32x4.add(s23, f32x4.mul(g3, k)); }
    }
    g += row;
  }
  stored(wide, da, s00, s01, s02, s03);
  if (ni > 1) stored(wide, da + row, s10, s11, s12, s13);
  if (ni > 2) stored(wide, da + 2 * row, s20, s21, s22, s23);
}

// @ts-ignore: decorator
@inline
function stored(wide: bool, out: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(out, s0); v128.store(out, s1, 16);
  if (wide) { v128.store(out, s2, 32); v128.store(out, s3, 48); }
}

// @ts-ignore: decorator
@inline
function transposed_column(ni: i32, da: usize, g: usize, w: usize, row: i32, ws: i32): void {
  let r = 0;
  for (; r + 64 <= row; r += 64) transposed_tile(ni, true, da + r, g + r, w, row, ws);
  if (r < row) transposed_tile(ni, false, da + r, g + r, w, row, ws);
}

/** da[i][r] = sum over o ascending of g[o][r] w[i][o]. */
export function affine_backward_input_f32(da: usize, g: usize, w: usize, rows: i32, inputs: i32, outputs: i32): void {
  const row = rows << 2, ws = outputs << 2;
  for (let rest = inputs; rest > 0;) {
    const n = next_tile(rest);
    if (n == 3) transposed_column(3, da, g, w, row, ws);
    else if (n == 2) transposed_column(2, da, g, w, row, ws);
    else transposed_column(1, da, g, w, row, ws);
    da += n * row; w += n * ws; rest -= n;
  }
}

/** Folds the partials r mod 8 = 0..3 and 4..7: ((0+4)+(2+6))+((1+5)+(3+7)). */
// @ts-ignore: decorator
@inline
export function fold8(low: v128, high: v128): f32 {
  const s = f32x4.add(low, high);
  const t = f32x4.add(s, i8x16.shuffle(s, s, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return f32x4.extract_lane(t, 0) + f32x4.extract_lane(t, 1);
}

/**
 * One tile of dW: ni by no (1 to 3) inputs by outputs, eight partials each. One loop for the partials 0..3 of all
 * elements, a second one for 4..7: all eighteen sums at once would not fit the registers.
 */
// @ts-ignore: decorator
@inline
function outer_tile(ni: i32, no: i32, dw: usize, a: usize, g: usize, row: i32, ws: i32): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s02 = f32x4.splat(0), t00 = f32x4.splat(0), t01 = f32x4.splat(0), t02 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0), s12 = f32x4.splat(0), t10 = f32x4.splat(0), t11 = f32x4.splat(0), t12 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s22 = f32x4.splat(0), t20 = f32x4.splat(0), t21 = f32x4.splat(0), t22 = f32x4.splat(0);
  const a1 = a + row, a2 = a1 + row, g1 = g + row, g2 = g1 + row;
  for (let r = 0; r < row; r += 32) {
    const y0 = v128.load(g + r), y1 = no > 1 ? v128.load(g1 + r) : y0, y2 = no > 2 ? v128.load(g2 + r) : y0;
    let x = v128.load(a + r);
    s00 = f32x4.add(s00, f32x4.mul(x, y0));
    if (no > 1) s01 = f32x4.add(s01, f32x4.mul(x, y1));
    if (no > 2) s02 = f32x4.add(s02, f32x4.mul(x, y2));
    if (ni > 1) {
      x = v128.load(a1 + r);
      s10 = f32x4.add(s10, f32x4.mul(x, y0));
      if (no > 1) s11 = f32x4.add(s11, f32x4.mul(x, y1));
      if (no > 2) s12 = f32x4.add(s12, f32x4.mul(x, y2));
    }
    if (ni > 2) {
      x = v128.load(a2 + r);
      s20 = f32x4.add(s20, f32x4.mul(x, y0));
      if (no > 1) s21 = f32x4.add(s21, f32x4.mul(x, y1));
      if (no > 2) s22 = f32x4.add(s22, f32x4.mul(x, y2));
    }
  }
  for (let r = 0; r < row; r += 32) {
    const y0 = v128.load(g + r, 16), y1 = no > 1 ? v128.load(g1 + r, 16) : y0, y2 = no > 2 ? v128.load(g2 + r, 16) : y0;
    let x = v128.load(a + r, 16);
    t00 = f32x4.add(t00, f32x4.mul(x, y0));
    if (no > 1) t01 = f32x4.add(t01, f32x4.mul(x, y1));
    if (no > 2) t02 = f32x4.add(t02, f32x4.mul(x, y2));
    if (ni > 1) {
      x = v128.load(a1 + r, 16);
      t10 = f32x4.add(t10, f32x4.mul(x, y0));
      if (no > 1) t11 = f32x4.add(t11, f32x4.mul(x, y1));
      if (no > 2) t12 = f32x4.add(t12, f32x4.mul(x, y2));
    }
    if (ni > 2) {
      x = v128.load(a2 + r, 16);
      t20 = f32x4.add(t20, f32x4.mul(x, y0));
      if (no > 1) t21 = f32x4.add(t21, f32x4.mul(x, y1));
      if (no > 2) t22 = f32x4.add(t22, f32x4.mul(x, y2));
    }
  }
  folded(no, dw, s00, t00, s01, t01, s02, t02);
  if (ni > 1) folded(no, dw + ws, s10, t10, s11, t11, s12, t12);
  if (ni > 2) folded(no, dw + 2 * ws, s20, t20, s21, t21, s22, t22);
}

/** Folds and stores up to three sums side by side. */
// @ts-ignore: decorator
@inline
function folded(n: i32, out: usize, s0: v128, t0: v128, s1: v128, t1: v128, s2: v128, t2: v128): void {
  store<f32>(out, fold8(s0, t0));
  if (n > 1) store<f32>(out, fold8(s1, t1), 4);
  if (n > 2) store<f32>(out, fold8(s2, t2), 8);
}

// @ts-ignore: decorator
@inline
function outer_band(ni: i32, dw: usize, a: usize, g: usize, row: i32, outputs: i32): void {
  const ws = outputs << 2;
  for (let rest = outputs; rest > 0;) {
    const n = next_tile(rest);
    if (n == 3) outer_tile(ni, 3, dw, a, g, row, ws);
    else if (n == 2) outer_tile(ni, 2, dw, a, g, row, ws);
    else outer_tile(ni, 1, dw, a, g, row, ws);
    dw += n << 2; g += n * row; rest -= n;
  }
}

/** Sums of no (1 to 3) rows of g. */
// @ts-ignore: decorator
@inline
function sum_tile(no: i32, db: usize, g: usize, row: i32): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), t0 = f32x4.splat(0), t1 = f32x4.splat(0), t2 = f32x4.splat(0);
  const g1 = g + row, g2 = g1 + row;
  for (let r = 0; r < row; r += 32) {
    s0 = f32x4.add(s0, v128.load(g + r)); t0 = f32x4.add(t0, v128.load(g + r, 16));
    if (no > 1) { s1 = f32x4.add(s1, v128.load(g1 + r)); t1 = f32x4.add(t1, v128.load(g1 + r, 16)); }
    if (no > 2) { s2 = f32x4.add(s2, v128.load(g2 + r)); t2 = f32x4.add(t2, v128.load(g2 + r, 16)); }
  }
  folded(no, db, s0, t0, s1, t1, s2, t2);
}

/**
 * dw[i][o] = sum over r of a[i][r] g[o][r] and db[o] = sum over r of g[o][r]: row r goes to partial r mod 8,
 * rows ascending, folded at the end. Rows of padding have g = 0 and add nothing.
 */
export function affine_backward_weights_f32(dw: usize, db: usize, a: usize, g: usize, rows: i32, inputs: i32, outputs: i32): void {
  const row = rows << 2, ws = outputs << 2;
  for (let rest = inputs; rest > 0;) {
    const n = next_tile(rest);
    if (n == 3) outer_band(3, dw, a, g, row, outputs);
    else if (n == 2) outer_band(2, dw, a, g, row, outputs);
    else outer_band(1, dw, a, g, row, outputs);
    dw += n * ws; a += n * row; rest -= n;
  }
  for (let rest = outputs; rest > 0;) {
    const n = next_tile(rest);
    if (n == 3) sum_tile(3, db, g, row);
    else if (n == 2) sum_tile(2, db, g, row);
    else sum_tile(1, db, g, row);
    db += n << 2; g += n * row; rest -= n;
  }
}
