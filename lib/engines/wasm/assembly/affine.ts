// Affine layers, batch in lanes: a matrix of units x rows holds unit u of row r at (u * rows + r),
// rows a multiple of 8; weights lie as inputs x outputs. Order of sums: PROTOCOL section 12.

/** One tile: no (1 to 4) outputs by 8 rows; inputs ascending, the sum starts at 0, bias last. */
// @ts-ignore: decorator
@inline
function affine_tile(no: i32, out: usize, a: usize, w: usize, b: usize, row: i32, ws: i32, inputs: i32, floor: v128): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
  for (let i = 0; i < inputs; i++) {
    const a0 = v128.load(a), a1 = v128.load(a, 16);
    let k = v128.load32_splat(w);
    s00 = f32x4.add(s00, f32x4.mul(a0, k)); s01 = f32x4.add(s01, f32x4.mul(a1, k));
    if (no > 1) { k = v128.load32_splat(w, 4); s10 = f32x4.add(s10, f32x4.mul(a0, k)); s11 = f32x4.add(s11, f32x4.mul(a1, k)); }
    if (no > 2) { k = v128.load32_splat(w, 8); s20 = f32x4.add(s20, f32x4.mul(a0, k)); s21 = f32x4.add(s21, f32x4.mul(a1, k)); }
    if (no > 3) { k = v128.load32_splat(w, 12); s30 = f32x4.add(s30, f32x4.mul(a0, k)); s31 = f32x4.add(s31, f32x4.mul(a1, k)); }
    a += row; w += ws;
  }
  let k = v128.load32_splat(b);
  v128.store(out, f32x4.pmax(f32x4.add(s00, k), floor)); v128.store(out, f32x4.pmax(f32x4.add(s01, k), floor), 16);
  if (no > 1) { k = v128.load32_splat(b, 4); out += row; v128.store(out, f32x4.pmax(f32x4.add(s10, k), floor)); v128.store(out, f32x4.pmax(f32x4.add(s11, k), floor), 16); }
  if (no > 2) { k = v128.load32_splat(b, 8); out += row; v128.store(out, f32x4.pmax(f32x4.add(s20, k), floor)); v128.store(out, f32x4.pmax(f32x4.add(s21, k), floor), 16); }
  if (no > 3) { k = v128.load32_splat(b, 12); out += row; v128.store(out, f32x4.pmax(f32x4.add(s30, k), floor)); v128.store(out, f32x4.pmax(f32x4.add(s31, k), floor), 16); }
}

// @ts-ignore: decorator
@inline
function affine_column(no: i32, out: usize, a: usize, w: usize, b: usize, row: i32, ws: i32, inputs: i32, floor: v128): void {
  for (let r = 0; r < row; r += 32) affine_tile(no, out + r, a + r, w, b, row, ws, inputs, floor);
}

/** out[o][r] = max(floor, b[o] + sum over i ascending of a[i][r] w[i][o]); floor 0 is ReLU, -Infinity none. */
export function affine_f32(out: usize, a: usize, w: usize, b: usize, rows: i32, inputs: i32, outputs: i32, floor: f32): void {
  const row = rows << 2, ws = outputs << 2, low = f32x4.splat(floor);
  let o = 0;
  for (; o + 4 <= outputs; o += 4) affine_column(4, out + o * row, a, w + (o << 2), b + (o << 2), row, ws, inputs, low);
  const rest = outputs - o;
  out += o * row; w += o << 2; b += o << 2;
  if (rest == 3) affine_column(3, out, a, w, b, row, ws, inputs, low);
  else if (rest == 2) affine_column(2, out, a, w, b, row, ws, inputs, low);
  else if (rest == 1) affine_column(1, out, a, w, b, row, ws, inputs, low);
}

/** One tile: ni (1 to 4) inputs by 8 rows; outputs ascending, the sum starts at 0. */
// @ts-ignore: decorator
@inline
function transposed_tile(ni: i32, da: usize, g: usize, w: usize, row: i32, ws: i32, outputs: i32): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
  const w1 = w + ws, w2 = w + 2 * ws, w3 = w + 3 * ws;
  for (let o = 0; o < outputs; o++) {
    const g0 = v128.load(g), g1 = v128.load(g, 16), at = <usize>(o << 2);
    let k = v128.load32_splat(w + at);
    s00 = f32x4.add(s00, f32x4.mul(g0, k)); s01 = f32x4.add(s01, f32x4.mul(g1, k));
    if (ni > 1) { k = v128.load32_splat(w1 + at); s10 = f32x4.add(s10, f32x4.mul(g0, k)); s11 = f32x4.add(s11, f32x4.mul(g1, k)); }
    if (ni > 2) { k = v128.load32_splat(w2 + at); s20 = f32x4.add(s20, f32x4.mul(g0, k)); s21 = f32x4.add(s21, f32x4.mul(g1, k)); }
    if (ni > 3) { k = v128.load32_splat(w3 + at); s30 = f32x4.add(s30, f32x4.mul(g0, k)); s31 = f32x4.add(s31, f32x4.mul(g1, k)); }
    g += row;
  }
  v128.store(da, s00); v128.store(da, s01, 16);
  if (ni > 1) { da += row; v128.store(da, s10); v128.store(da, s11, 16); }
  if (ni > 2) { da += row; v128.store(da, s20); v128.store(da, s21, 16); }
  if (ni > 3) { da += row; v128.store(da, s30); v128.store(da, s31, 16); }
}

// @ts-ignore: decorator
@inline
function transposed_column(ni: i32, da: usize, g: usize, w: usize, row: i32, ws: i32, outputs: i32): void {
  for (let r = 0; r < row; r += 32) transposed_tile(ni, da + r, g + r, w, row, ws, outputs);
}

/** da[i][r] = sum over o ascending of g[o][r] w[i][o]. */
export function affine_backward_input_f32(da: usize, g: usize, w: usize, rows: i32, inputs: i32, outputs: i32): void {
  const row = rows << 2, ws = outputs << 2;
  let i = 0;
  for (; i + 4 <= inputs; i += 4) transposed_column(4, da + i * row, g, w + i * ws, row, ws, outputs);
  const rest = inputs - i;
  da += i * row; w += i * ws;
  if (rest == 3) transposed_column(3, da, g, w, row, ws, outputs);
  else if (rest == 2) transposed_column(2, da, g, w, row, ws, outputs);
  else if (rest == 1) transposed_column(1, da, g, w, row, ws, outputs);
}

/** Folds the partials r mod 8 = 0..3 and 4..7: ((0+4)+(2+6))+((1+5)+(3+7)). */
// @ts-ignore: decorator
@inline
export function fold8(low: v128, high: v128): f32 {
  const s = f32x4.add(low, high);
  const t = f32x4.add(s, i8x16.shuffle(s, s, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return f32x4.extract_lane(t, 0) + f32x4.extract_lane(t, 1);
}

/** One tile of dW: ni (1 to 3) inputs by no (1, 2) outputs, eight partials each. */
// @ts-ignore: decorator
@inline
function outer_tile(ni: i32, no: i32, dw: usize, a: usize, g: usize, row: i32, ws: i32): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0), s20 = f32x4.splat(0), s21 = f32x4.splat(0);
  let t00 = f32x4.splat(0), t01 = f32x4.splat(0), t10 = f32x4.splat(0), t11 = f32x4.splat(0), t20 = f32x4.splat(0), t21 = f32x4.splat(0);
  const a1 = a + row, a2 = a1 + row, g1 = g + row;
  for (let r = 0; r < row; r += 32) {
    const g00 = v128.load(g + r), g01 = v128.load(g + r, 16);
    let x = v128.load(a + r), y = v128.load(a + r, 16);
    s00 = f32x4.add(s00, f32x4.mul(x, g00)); s01 = f32x4.add(s01, f32x4.mul(y, g01));
    if (no > 1) {
      const g10 = v128.load(g1 + r), g11 = v128.load(g1 + r, 16);
      t00 = f32x4.add(t00, f32x4.mul(x, g10)); t01 = f32x4.add(t01, f32x4.mul(y, g11));
      if (ni > 1) {
        x = v128.load(a1 + r); y = v128.load(a1 + r, 16);
        s10 = f32x4.add(s10, f32x4.mul(x, g00)); s11 = f32x4.add(s11, f32x4.mul(y, g01));
        t10 = f32x4.add(t10, f32x4.mul(x, g10)); t11 = f32x4.add(t11, f32x4.mul(y, g11));
      }
      if (ni > 2) {
        x = v128.load(a2 + r); y = v128.load(a2 + r, 16);
        s20 = f32x4.add(s20, f32x4.mul(x, g00)); s21 = f32x4.add(s21, f32x4.mul(y, g01));
        t20 = f32x4.add(t20, f32x4.mul(x, g10)); t21 = f32x4.add(t21, f32x4.mul(y, g11));
      }
    } else {
      if (ni > 1) {
        x = v128.load(a1 + r); y = v128.load(a1 + r, 16);
        s10 = f32x4.add(s10, f32x4.mul(x, g00)); s11 = f32x4.add(s11, f32x4.mul(y, g01));
      }
      if (ni > 2) {
        x = v128.load(a2 + r); y = v128.load(a2 + r, 16);
        s20 = f32x4.add(s20, f32x4.mul(x, g00)); s21 = f32x4.add(s21, f32x4.mul(y, g01));
      }
    }
  }
  store<f32>(dw, fold8(s00, s01));
  if (no > 1) store<f32>(dw, fold8(t00, t01), 4);
  if (ni > 1) { dw += ws; store<f32>(dw, fold8(s10, s11)); if (no > 1) store<f32>(dw, fold8(t10, t11), 4); }
  if (ni > 2) { dw += ws; store<f32>(dw, fold8(s20, s21)); if (no > 1) store<f32>(dw, fold8(t20, t21), 4); }
}

// @ts-ignore: decorator
@inline
function outer_band(ni: i32, dw: usize, a: usize, g: usize, row: i32, outputs: i32): void {
  const ws = outputs << 2;
  let o = 0;
  for (; o + 2 <= outputs; o += 2) outer_tile(ni, 2, dw + (o << 2), a, g + o * row, row, ws);
  if (o < outputs) outer_tile(ni, 1, dw + (o << 2), a, g + o * row, row, ws);
}

/**
 * dw[i][o] = sum over r of a[i][r] g[o][r] and db[o] = sum over r of g[o][r]: row r goes to partial r mod 8,
 * rows ascending, folded at the end. Rows of padding have g = 0 and add nothing.
 */
export function affine_backward_weights_f32(dw: usize, db: usize, a: usize, g: usize, rows: i32, inputs: i32, outputs: i32): void {
  const row = rows << 2, ws = outputs << 2;
  let i = 0, rest = inputs;
  while (rest > 0) {
    const n = rest == 4 ? 2 : min(rest, 3);
    if (n == 3) outer_band(3, dw + i * ws, a + i * row, g, row, outputs);
    else if (n == 2) outer_band(2, dw + i * ws, a + i * row, g, row, outputs);
    else outer_band(1, dw + i * ws, a + i * row, g, row, outputs);
    i += n; rest -= n;
  }
  for (let o = 0; o < outputs; o++, g += row) {
    let low = f32x4.splat(0), high = f32x4.splat(0);
    for (let r = 0; r < row; r += 32) {
      low = f32x4.add(low, v128.load(g + r)); high = f32x4.add(high, v128.load(g + r, 16));
    }
    store<f32>(db + (o << 2), fold8(low, high));
  }
}
