// The kernel family of a first dense layer on sparse rows. The contract (layouts, sizes, alignment) is
// lib/engines/wasm/sparse_kernels.ts. A sparse matrix is four u32 in memory, offsets of
//   0 starts   u32[rows + 1]   where a row's elements begin; the last one: their number
//   4 columns  u16[elements]   ascending within a row
//   8 levels   u8[elements]
//  12 values   f32[256]        what a level stands for
// Order of sums: docs/protocol.md, section 12. Outputs lie in lanes: up to sixteen of them are four sums. Where their
// number is no multiple of four the last vector begins at the last but three and overlaps its neighbour.

// @ts-ignore: decorator
@inline
function row_of(select: usize, r: i32, size: i32): usize {
  return <usize>load<i32>(select + (min(r, size - 1) << 2)) << 2;
}

/**
 * Reads every cache line of the batch's elements: rows in random order wait for memory one after the other, here at the
 * same time. What is read goes where the first result will be, so that no compiler finds it unused.
 */
function touch(out: usize, x: usize, select: usize, size: i32): void {
  const starts = <usize>load<u32>(x), columns = <usize>load<u32>(x, 4), levels = <usize>load<u32>(x, 8);
  let seen: u32 = 0;
  for (let r = 0; r < size; r++) {
    const at = starts + row_of(select, r, size), first = <usize>load<u32>(at), end = <usize>load<u32>(at, 4);
    for (let e = first; e < end; e += 32) seen |= load<u16>(columns + (e << 1));
    for (let e = first; e < end; e += 64) seen |= load<u8>(levels + e);
  }
  store<u32>(out, seen);
}

/** Stores lane 0 to 3 of a sum, four outputs of one row, in their units' places. */
// @ts-ignore: decorator
@inline
function stored(out: usize, row: i32, s: v128, b: v128, floor: v128): void {
  const h = f32x4.pmax(f32x4.add(s, b), floor);
  v128.store_lane<f32>(out, h, 0); out += row;
  v128.store_lane<f32>(out, h, 1); out += row;
  v128.store_lane<f32>(out, h, 2); out += row;
  v128.store_lane<f32>(out, h, 3);
}

/** s + v w, four outputs of an element whose weights are at `w`. */
// @ts-ignore: decorator
@inline
function plus(s: v128, v: v128, w: usize): v128 {
  return f32x4.add(s, f32x4.mul(v, v128.load(w)));
}

/** dw + v g, four outputs of an element whose gradients are at `dw`. */
// @ts-ignore: decorator
@inline
function sum(dw: usize, v: v128, g: v128): v128 {
  return f32x4.add(v128.load(dw), f32x4.mul(v, g));
}

// Four elements a turn: little is done for each, and the loop around it is felt.

/** n (1 to 4) vectors of outputs of all rows; the last one begins at byte `last` of a row of weights. */
// @ts-ignore: decorator
@inline
function affine_band(n: i32, last: usize, out: usize, x: usize, select: usize, w: usize, b: usize, size: i32, rows: i32, ws: i32, floor: v128): void {
  const starts = <usize>load<u32>(x), columns = <usize>load<u32>(x, 4), levels = <usize>load<u32>(x, 8), values = <usize>load<u32>(x, 12);
  const row = rows << 2, to = (last >> 2) * row;
  const b0 = v128.load(b), b1 = n > 2 ? v128.load(b, 16) : b0, b2 = n > 3 ? v128.load(b, 32) : b0, bl = v128.load(b + last);
  for (let r = 0; r < rows; r++, out += 4) {
    const at = starts + row_of(select, r, size), first = <usize>load<u32>(at), stop = levels + <usize>load<u32>(at, 4);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), sl = f32x4.splat(0);
    let l = levels + first, c = columns + (first << 1), k: usize, v: v128;
    for (; l + 4 <= stop; l += 4, c += 8) {
      k = w + <usize>load<u16>(c, 0) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 0) << 2));
      if (n > 1) s0 = plus(s0, v, k); if (n > 2) s1 = plus(s1, v, k + 16); if (n > 3) s2 = plus(s2, v, k + 32); sl = plus(sl, v, k + last);
      k = w + <usize>load<u16>(c, 2) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 1) << 2));
      if (n > 1) s0 = plus(s0, v, k); if (n > 2) s1 = plus(s1, v, k + 16); if (n > 3) s2 = plus(s2, v, k + 32); sl = plus(sl, v, k + last);
      k = w + <usize>load<u16>(c, 4) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 2) << 2));
      if (n > 1) s0 = plus(s0, v, k); if (n > 2) s1 = plus(s1, v, k + 16); if (n > 3) s2 = plus(s2, v, k + 32); sl = plus(sl, v, k + last);
      k = w + <usize>load<u16>(c, 6) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 3) << 2));
      if (n > 1) s0 = plus(s0, v, k); if (n > 2) s1 = plus(s1, v, k + 16); if (n > 3) s2 = plus(s2, v, k + 32); sl = plus(sl, v, k + last);
    }
    for (; l < stop; l++, c += 2) {
      k = w + <usize>load<u16>(c, 0) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 0) << 2));
      if (n > 1) s0 = plus(s0, v, k); if (n > 2) s1 = plus(s1, v, k + 16); if (n > 3) s2 = plus(s2, v, k + 32); sl = plus(sl, v, k + last);
    }
    if (n > 1) stored(out, row, s0, b0, floor);
    if (n > 2) stored(out + 4 * row, row, s1, b1, floor);
    if (n > 3) stored(out + 8 * row, row, s2, b2, floor);
    stored(out + to, row, sl, bl, floor);
  }
}

/** One output of all rows. */
function affine_single(out: usize, x: usize, select: usize, w: usize, b: usize, size: i32, rows: i32, ws: i32, floor: f32): void {
  const starts = <usize>load<u32>(x), columns = <usize>load<u32>(x, 4), levels = <usize>load<u32>(x, 8), values = <usize>load<u32>(x, 12);
  for (let r = 0; r < rows; r++, out += 4) {
    const at = starts + row_of(select, r, size), end = <usize>load<u32>(at, 4);
    let s: f32 = 0;
    for (let e = <usize>load<u32>(at); e < end; e++) {
      s += load<f32>(values + (<usize>load<u8>(levels + e) << 2)) * load<f32>(w + <usize>load<u16>(columns + (e << 1)) * ws);
    }
    s += load<f32>(b);
    store<f32>(out, s < floor ? floor : s);
  }
}

/** out[o][r] = max(floor, b[o] + sum of x[select[r]][i] w[i][o], non-zero i ascending from 0). */
export function sparse_affine_f32(out: usize, x: usize, select: usize, w: usize, b: usize, size: i32, rows: i32, outputs: i32, floor: f32): void {
  const ws = outputs << 2, low = f32x4.splat(floor);
  touch(out, x, select, size);
  for (let rest = outputs; rest > 0;) {
    const n = rest < 4 ? 1 : min(rest, 16), last = <usize>(n - 4) << 2;
    if (n > 12) affine_band(4, last, out, x, select, w, b, size, rows, ws, low);
    else if (n > 8) affine_band(3, last, out, x, select, w, b, size, rows, ws, low);
    else if (n > 4) affine_band(2, last, out, x, select, w, b, size, rows, ws, low);
    else if (n == 4) affine_band(1, last, out, x, select, w, b, size, rows, ws, low);
    else affine_single(out, x, select, w, b, size, rows, ws, floor);
    out += n * rows << 2; w += n << 2; b += n << 2; rest -= n;
  }
}

/** Four units of one row. */
// @ts-ignore: decorator
@inline
function loaded(g: usize, row: i32): v128 {
  let v = v128.load_zero<f32>(g); g += row;
  v = v128.load_lane<f32>(g, v, 1); g += row;
  v = v128.load_lane<f32>(g, v, 2); g += row;
  return v128.load_lane<f32>(g, v, 3);
}

/** n (1 to 4) vectors of outputs; the last one begins at byte `last` of a row of weights. */
// @ts-ignore: decorator
@inline
function outer_band(n: i32, last: usize, dw: usize, db: usize, x: usize, select: usize, g: usize, size: i32, row: i32, ws: i32): void {
  const starts = <usize>load<u32>(x), columns = <usize>load<u32>(x, 4), levels = <usize>load<u32>(x, 8), values = <usize>load<u32>(x, 12);
  const from = (last >> 2) * row;
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), sl = f32x4.splat(0);
  for (let r = 0; r < size; r++, g += 4) {
    const g0 = n > 1 ? loaded(g, row) : s0, g1 = n > 2 ? loaded(g + 4 * row, row) : s0, g2 = n > 3 ? loaded(g + 8 * row, row) : s0, gl = loaded(g + from, row);
    if (n > 1) s0 = f32x4.add(s0, g0);
    if (n > 2) s1 = f32x4.add(s1, g1);
    if (n > 3) s2 = f32x4.add(s2, g2);
    sl = f32x4.add(sl, gl);
    const at = starts + row_of(select, r, size), first = <usize>load<u32>(at), stop = levels + <usize>load<u32>(at, 4);
    let l = levels + first, c = columns + (first << 1), d: usize, v: v128, tl = gl, t0 = gl, t1 = gl, t2 = gl;
    // The overlapping vector is loaded before, and stored before, its neighbour: what both have is summed once.
    for (; l + 4 <= stop; l += 4, c += 8) {
      d = dw + <usize>load<u16>(c, 0) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 0) << 2));
      tl = sum(d + last, v, gl); if (n > 1) t0 = sum(d, v, g0); if (n > 2) t1 = sum(d + 16, v, g1); if (n > 3) t2 = sum(d + 32, v, g2);
      v128.store(d + last, tl); if (n > 1) v128.store(d, t0); if (n > 2) v128.store(d, t1, 16); if (n > 3) v128.store(d, t2, 32);
      d = dw + <usize>load<u16>(c, 2) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 1) << 2));
      tl = sum(d + last, v, gl); if (n > 1) t0 = sum(d, v, g0); if (n > 2) t1 = sum(d + 16, v, g1); if (n > 3) t2 = sum(d + 32, v, g2);
      v128.store(d + last, tl); if (n > 1) v128.store(d, t0); if (n > 2) v128.store(d, t1, 16); if (n > 3) v128.store(d, t2, 32);
      d = dw + <usize>load<u16>(c, 4) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 2) << 2));
      tl = sum(d + last, v, gl); if (n > 1) t0 = sum(d, v, g0); if (n > 2) t1 = sum(d + 16, v, g1); if (n > 3) t2 = sum(d + 32, v, g2);
      v128.store(d + last, tl); if (n > 1) v128.store(d, t0); if (n > 2) v128.store(d, t1, 16); if (n > 3) v128.store(d, t2, 32);
      d = dw + <usize>load<u16>(c, 6) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 3) << 2));
      tl = sum(d + last, v, gl); if (n > 1) t0 = sum(d, v, g0); if (n > 2) t1 = sum(d + 16, v, g1); if (n > 3) t2 = sum(d + 32, v, g2);
      v128.store(d + last, tl); if (n > 1) v128.store(d, t0); if (n > 2) v128.store(d, t1, 16); if (n > 3) v128.store(d, t2, 32);
    }
    for (; l < stop; l++, c += 2) {
      d = dw + <usize>load<u16>(c, 0) * ws; v = v128.load32_splat(values + (<usize>load<u8>(l, 0) << 2));
      tl = sum(d + last, v, gl); if (n > 1) t0 = sum(d, v, g0); if (n > 2) t1 = sum(d + 16, v, g1); if (n > 3) t2 = sum(d + 32, v, g2);
      v128.store(d + last, tl); if (n > 1) v128.store(d, t0); if (n > 2) v128.store(d, t1, 16); if (n > 3) v128.store(d, t2, 32);
    }
  }
  v128.store(db + last, sl);
  if (n > 1) v128.store(db, s0);
  if (n > 2) v128.store(db, s1, 16);
  if (n > 3) v128.store(db, s2, 32);
}

/** One output. */
function outer_single(dw: usize, db: usize, x: usize, select: usize, g: usize, size: i32, ws: i32): void {
  const starts = <usize>load<u32>(x), columns = <usize>load<u32>(x, 4), levels = <usize>load<u32>(x, 8), values = <usize>load<u32>(x, 12);
  let s: f32 = 0;
  for (let r = 0; r < size; r++, g += 4) {
    const d = load<f32>(g), at = starts + row_of(select, r, size), end = <usize>load<u32>(at, 4);
    s += d;
    for (let e = <usize>load<u32>(at); e < end; e++) {
      const to = dw + <usize>load<u16>(columns + (e << 1)) * ws;
      store<f32>(to, load<f32>(to) + load<f32>(values + (<usize>load<u8>(levels + e) << 2)) * d);
    }
  }
  store<f32>(db, s);
}

/** dw[i][o] = sum of x[select[r]][i] g[o][r] and db[o] = sum of g[o][r], r ascending to size, one accumulator each. */
export function sparse_backward_weights_f32(dw: usize, db: usize, x: usize, select: usize, g: usize, size: i32, rows: i32, columns: i32, outputs: i32): void {
  const ws = outputs << 2, row = rows << 2;
  memory.fill(dw, 0, columns * ws);
  for (let rest = outputs; rest > 0;) {
    const n = rest < 4 ? 1 : min(rest, 16), last = <usize>(n - 4) << 2;
    if (n > 12) outer_band(4, last, dw, db, x, select, g, size, row, ws);
    else if (n > 8) outer_band(3, last, dw, db, x, select, g, size, row, ws);
    else if (n > 4) outer_band(2, last, dw, db, x, select, g, size, row, ws);
    else if (n == 4) outer_band(1, last, dw, db, x, select, g, size, row, ws);
    else outer_single(dw, db, x, select, g, size, ws);
    dw += n << 2; db += n << 2; g += n * row; rest -= n;
  }
}

/** out[i][r] = x[select[r]][i], 0 where the row has no element; rows from `size` on repeat the last real one. */
export function sparse_gather_f32(out: usize, x: usize, select: usize, size: i32, rows: i32, columns: i32): void {
  const starts = <usize>load<u32>(x), of_column = <usize>load<u32>(x, 4), levels = <usize>load<u32>(x, 8), values = <usize>load<u32>(x, 12);
  const row = rows << 2;
  memory.fill(out, 0, columns * row);
  for (let r = 0; r < rows; r++, out += 4) {
    const at = starts + row_of(select, r, size), end = <usize>load<u32>(at, 4);
    for (let e = <usize>load<u32>(at); e < end; e++) {
      store<f32>(out + <usize>load<u16>(of_column + (e << 1)) * row, load<f32>(values + (<usize>load<u8>(levels + e) << 2)));
    }
  }
}
