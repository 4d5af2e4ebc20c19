// The kernel family of convolutional layers: 3 x 3, valid, stride 1, and 2 x 2 max pooling. The contract (layouts, sizes,
// alignment, order of sums) is lib/engines/wasm/conv_kernels.ts. A map lies as y x channel row: batch in lanes, so that
// for each line of the kernel its taps lie one behind the other in the map as in the weights.
export { max_pool_f32, max_pool_backward_f32 } from "./pool";
export { level_codes_u8 } from "./maps";
export { count_wide } from "./wide";

/** One tile: no (1 or 2) outputs of one pixel by 16 rows, 8 unless wide; taps in the kernel's order, bias last. */
// @ts-ignore: decorator
@inline
function conv_tile(no: i32, wide: bool, out: usize, a: usize, w: usize, b: usize, row: i32, line: i32, taps: i32, ws: i32, floor: v128): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s02 = f32x4.splat(0), s03 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0), s12 = f32x4.splat(0), s13 = f32x4.splat(0);
  for (let ky = 0; ky < 3; ky++, a += line) {
    let p = a;
    for (let t = taps; t > 0; t--) {
      const a0 = v128.load(p), a1 = v128.load(p, 16), a2 = wide ? v128.load(p, 32) : a0, a3 = wide ? v128.load(p, 48) : a0;
      let k = v128.load32_splat(w);
      s00 = f32x4.add(s00, f32x4.mul(a0, k)); s01 = f32x4.add(s01, f32x4.mul(a1, k));
      if (wide) { s02 = f32x4.add(s02, f32x4.mul(a2, k)); s03 = f32x4.add(s03, f32x4.mul(a3, k)); }
      if (no > 1) {
        k = v128.load32_splat(w, 4);
        s10 = f32x4.add(s10, f32x4.mul(a0, k)); s11 = f32x4.add(s11, f32x4.mul(a1, k));
        if (wide) { s12 = f32x4.add(s12, f32x4.mul(a2, k)); s13 = f32x4.add(s13, f32x4.mul(a3, k)); }
      }
      p += row; w += ws;
    }
  }
  biased(wide, out, s00, s01, s02, s03, v128.load32_splat(b), floor);
  if (no > 1) biased(wide, out + row, s10, s11, s12, s13, v128.load32_splat(b, 4), floor);
}

// @ts-ignore: decorator
@inline
function biased(wide: bool, out: usize, s0: v128, s1: v128, s2: v128, s3: v128, b: v128, floor: v128): void {
  v128.store(out, f32x4.pmax(f32x4.add(s0, b), floor)); v128.store(out, f32x4.pmax(f32x4.add(s1, b), floor), 16);
  if (wide) { v128.store(out, f32x4.pmax(f32x4.add(s2, b), floor), 32); v128.store(out, f32x4.pmax(f32x4.add(s3, b), floor), 48); }
}

// @ts-ignore: decorator
@inline
function conv_pixel(no: i32, out: usize, a: usize, w: usize, b: usize, row: i32, line: i32, taps: i32, ws: i32, floor: v128): void {
  let r = 0;
  for (; r + 64 <= row; r += 64) conv_tile(no, true, out + r, a + r, w, b, row, line, taps, ws, floor);
  if (r < row) conv_tile(no, false, out + r, a + r, w, b, row, line, taps, ws, floor);
}

/** out[y][x][o] = max(floor, b[o] + sum over ky, kx, i ascending of a[y + ky][x + kx][i] w[ky][kx][i][o]). */
export function conv_f32(out: usize, a: usize, w: usize, b: usize, rows: i32, height: i32, width: i32, inputs: i32, outputs: i32, floor: f32): void {
  const row = rows << 2, pixel = inputs * row, line = width * pixel, ws = outputs << 2, low = f32x4.splat(floor);
  for (let y = 0; y + 2 < height; y++, a += line) {
    for (let x = 0; x + 2 < width; x++) {
      const from = a + x * pixel;
      let o = 0;
      for (; o + 2 <= outputs; o += 2, out += 2 * row) conv_pixel(2, out, from, w + (o << 2), b + (o << 2), row, line, 3 * inputs, ws, low);
      if (o < outputs) { conv_pixel(1, out, from, w + (o << 2), b + (o << 2), row, line, 3 * inputs, ws, low); out += row; }
    }
  }
}

/** One tile of the gradient to the map: ni (1 or 2) channels of one pixel by 16 rows, 8 unless wide; from kx = x1 to x2 and so on. */
// @ts-ignore: decorator
@inline
function transposed_tile(ni: i32, wide: bool, da: usize, g: usize, w: usize, row: i32, line: i32, y1: i32, y2: i32, x1: i32, x2: i32, ws: i32, pixel: i32): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s02 = f32x4.splat(0), s03 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0), s12 = f32x4.splat(0), s13 = f32x4.splat(0);
  const gp = (ws >> 2) * row;
  for (let ky = y1; ky <= y2; ky++) {
    for (let kx = x1; kx <= x2; kx++) {
      let p = g - ky * line - kx * gp, k = w + (3 * ky + kx) * pixel;
      const end = k + ws;
      for (; k < end; k += 4, p += row) {
        const g0 = v128.load(p), g1 = v128.load(p, 16), g2 = wide ? v128.load(p, 32) : g0, g3 = wide ? v128.load(p, 48) : g0;
        let v = v128.load32_splat(k);
        s00 = f32x4.add(s00, f32x4.mul(g0, v)); s01 = f32x4.add(s01, f32x4.mul(g1, v));
        if (wide) { s02 = f32x4.add(s02, f32x4.mul(g2, v)); s03 = f32x4.add(s03, f32x4.mul(g3, v)); }
        if (ni > 1) {
          v = v128.load32_splat(k + ws);
          s10 = f32x4.add(s10, f32x4.mul(g0, v)); s11 = f32x4.add(s11, f32x4.mul(g1, v));
          if (wide) { s12 = f32x4.add(s12, f32x4.mul(g2, v)); s13 = f32x4.add(s13, f32x4.mul(g3, v)); }
        }
      }
    }
  }
  stored(wide, da, s00, s01, s02, s03);
  if (ni > 1) stored(wide, da + row, s10, s11, s12, s13);
}

// @ts-ignore: decorator
@inline
function stored(wide: bool, out: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(out, s0); v128.store(out, s1, 16);
  if (wide) { v128.store(out, s2, 32); v128.store(out, s3, 48); }
}

// @ts-ignore: decorator
@inline
function transposed_pixel(ni: i32, da: usize, g: usize, w: usize, row: i32, line: i32, y1: i32, y2: i32, x1: i32, x2: i32, ws: i32, pixel: i32): void {
  let r = 0;
  for (; r + 64 <= row; r += 64) transposed_tile(ni, true, da + r, g + r, w, row, line, y1, y2, x1, x2, ws, pixel);
  if (r < row) transposed_tile(ni, false, da + r, g + r, w, row, line, y1, y2, x1, x2, ws, pixel);
}

/** da[y][x][i] = sum over ky, kx, o ascending of g[y - ky][x - kx][o] w[ky][kx][i][o], where there is such a g. */
export function conv_backward_input_f32(da: usize, g: usize, w: usize, rows: i32, height: i32, width: i32, inputs: i32, outputs: i32): void {
  const row = rows << 2, ws = outputs << 2, line = (width - 2) * outputs * row, pixel = inputs * ws;
  for (let y = 0; y < height; y++) {
    const y1 = max(0, y - height + 3), y2 = min(2, y);
    for (let x = 0; x < width; x++) {
      const x1 = max(0, x - width + 3), x2 = min(2, x), from = g + y * line + x * outputs * row;
      let i = 0;
      for (; i + 2 <= inputs; i += 2, da += 2 * row) transposed_pixel(2, da, from, w + i * ws, row, line, y1, y2, x1, x2, ws, pixel);
      if (i < inputs) { transposed_pixel(1, da, from, w + i * ws, row, line, y1, y2, x1, x2, ws, pixel); da += row; }
    }
  }
}

/** Adds, to the sums of three taps by no (1 or 2) outputs, one line of the map: pixels ascending, row r in lane r mod 4. */
// @ts-ignore: decorator
@inline
function outer_line(no: i32, sums: usize, a: usize, g: usize, row: i32, pixels: i32, ap: i32, gp: i32, stride: i32): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0), s20 = f32x4.splat(0), s21 = f32x4.splat(0);
  for (let x = pixels; x > 0; x--, a += ap, g += gp) {
    const a1 = a + row, a2 = a1 + row, g1 = g + row;
    for (let r = 0; r < row; r += 16) {
      const y0 = v128.load(g + r), y1 = no > 1 ? v128.load(g1 + r) : y0;
      let v = v128.load(a + r);
      s00 = f32x4.add(s00, f32x4.mul(v, y0)); if (no > 1) s01 = f32x4.add(s01, f32x4.mul(v, y1));
      v = v128.load(a1 + r);
      s10 = f32x4.add(s10, f32x4.mul(v, y0)); if (no > 1) s11 = f32x4.add(s11, f32x4.mul(v, y1));
      v = v128.load(a2 + r);
      s20 = f32x4.add(s20, f32x4.mul(v, y0)); if (no > 1) s21 = f32x4.add(s21, f32x4.mul(v, y1));
    }
  }
  added(sums, s00); if (no > 1) added(sums + 16, s01);
  added(sums + stride, s10); if (no > 1) added(sums + stride + 16, s11);
  added(sums + 2 * stride, s20); if (no > 1) added(sums + 2 * stride + 16, s21);
}

// @ts-ignore: decorator
@inline
function added(sum: usize, s: v128): void {
  v128.store(sum, f32x4.add(v128.load(sum), s));
}

/** Adds one line of g[o] to its sum. */
// @ts-ignore: decorator
@inline
function sum_line(sum: usize, g: usize, row: i32, pixels: i32, gp: i32): void {
  let s = f32x4.splat(0);
  for (let x = pixels; x > 0; x--, g += gp) {
    for (let r = 0; r < row; r += 16) s = f32x4.add(s, v128.load(g + r));
  }
  added(sum, s);
}

/** Folds n sums of four lanes: (0 + 2) + (1 + 3). */
// @ts-ignore: decorator
@inline
function folded(out: usize, sums: usize, n: i32): void {
  for (; n > 0; n--, out += 4, sums += 16) {
    store<f32>(out, (load<f32>(sums) + load<f32>(sums, 8)) + (load<f32>(sums, 4) + load<f32>(sums, 12)));
  }
}

/**
 * dw[ky][kx][i][o] = sum over y, x, r of a[y + ky][x + kx][i][r] g[y][x][o][r], db[o] = sum of g[y][x][o][r]: for each y
 * a partial sum over x ascending, row r in lane r mod 4, ascending; partial sums added y ascending; folded at the end.
 */
export function conv_backward_weights_f32(dw: usize, db: usize, sums: usize, a: usize, g: usize, rows: i32, height: i32, width: i32, inputs: i32, outputs: i32): void {
  const row = rows << 2, ap = inputs * row, gp = outputs * row, line = width * ap, pixels = width - 2, stride = outputs << 4;
  const of_bias = sums + 9 * inputs * stride;
  memory.fill(sums, 0, (9 * inputs + 1) * stride);
  for (let y = 0; y + 2 < height; y++, a += line, g += pixels * gp) {
    for (let ky = 0; ky < 3; ky++) {
      for (let t = 0; t < 3 * inputs; t += 3) {
        const from = a + ky * line + t * row, to = sums + (3 * inputs * ky + t) * stride;
        let o = 0;
        for (; o + 2 <= outputs; o += 2) outer_line(2, to + (o << 4), from, g + o * row, row, pixels, ap, gp, stride);
        if (o < outputs) outer_line(1, to + (o << 4), from, g + o * row, row, pixels, ap, gp, stride);
      }
    }
    for (let o = 0; o < outputs; o++) sum_line(of_bias + (o << 4), g + o * row, row, pixels, gp);
  }
  folded(dw, sums, 9 * inputs * outputs);
  folded(db, of_bias, outputs);
}
