// Softmax output and cross-entropy on logits, docs/protocol.md, section 4. Logits lie as classes x rows, rows a
// multiple of 8.
import { exp_f32x4, log_f32x4 } from "./elementary";
import { fold8 } from "./affine";

/** Maximum over the classes of four rows. */
// @ts-ignore: decorator
@inline
function row_max(z: usize, row: i32, end: i32): v128 {
  let m = v128.load(z);
  for (let c = row; c < end; c += row) m = f32x4.pmax(m, v128.load(z + c));
  return m;
}

/** Of two classes the larger logit's exponential is exp(0) = 1 exactly: the same bits for half the work. */
// @ts-ignore: decorator
@inline
function two_exponentials(e: usize, z: usize, m: v128, row: i32): v128 {
  const a = f32x4.sub(v128.load(z), m), b = f32x4.sub(v128.load(z + row), m);
  const x = exp_f32x4(f32x4.pmin(a, b)), one = f32x4.splat(1);
  // Where a is the smaller, x belongs to class 0; at a tie both are 1.
  const first = f32x4.lt(a, b);
  v128.store(e, v128.bitselect(x, one, first));
  v128.store(e + row, v128.bitselect(one, x, first));
  return f32x4.add(x, one);
}

/** e[c] = exp(z[c] - m) into `e`, returns their sum, classes ascending from 0. */
// @ts-ignore: decorator
@inline
function exponentials(e: usize, z: usize, m: v128, row: i32, end: i32): v128 {
  if (end == 2 * row) return two_exponentials(e, z, m, row);
  let s = f32x4.splat(0);
  for (let c = 0; c < end; c += row) {
    const x = exp_f32x4(f32x4.sub(v128.load(z + c), m));
    v128.store(e + c, x);
    s = f32x4.add(s, x);
  }
  return s;
}

/** Index of the first largest probability e[c] (1 / s) of four rows, as i32x4. */
// @ts-ignore: decorator
@inline
function first_argmax(e: usize, inverse: v128, row: i32, classes: i32): v128 {
  let best = f32x4.splat(-1), at = i32x4.splat(0);
  for (let c = 0; c < classes; c++, e += row) {
    const p = f32x4.mul(v128.load(e), inverse), better = f32x4.gt(p, best);
    best = v128.bitselect(p, best, better);
    at = v128.bitselect(i32x4.splat(c), at, better);
  }
  return at;
}

/** p[c][r] = e[c] (1 / sum of e). `p` and `z` may be the same. */
export function softmax_f32(p: usize, z: usize, rows: i32, classes: i32): void {
  const row = rows << 2, end = classes * row;
  for (let r = 0; r < row; r += 16) {
    const s = exponentials(p + r, z + r, row_max(z + r, row, end), row, end);
    const inverse = f32x4.div(f32x4.splat(1), s);
    for (let c = 0; c < end; c += row) v128.store(p + r + c, f32x4.mul(v128.load(p + r + c), inverse));
  }
}

/** Number of rows among the `count` real ones whose first largest probability p[c][r] is at their label. */
export function correct_f32(p: usize, labels: usize, live: usize, rows: i32, classes: i32): i32 {
  const row = rows << 2, one = f32x4.splat(1);
  let right = i32x4.splat(0);
  for (let r = 0; r < row; r += 16) {
    const hit = i32x4.eq(first_argmax(p + r, one, row, classes), v128.load(labels + r));
    right = i32x4.sub(right, v128.and(hit, v128.load(live + r)));
  }
  return i32x4.extract_lane(right, 0) + i32x4.extract_lane(right, 1) + i32x4.extract_lane(right, 2) + i32x4.extract_lane(right, 3);
}

/**
 * Cross-entropy of the logits z against labels, over `size` real rows of `rows`: g[c][r] = (e[c] / s - y[c]) / size,
 * 0 in padding; out[0] = mean loss (row r to partial r mod 8, folded, divided by size), out[4] = correct rows as i32.
 */
export function cross_entropy_f32(g: usize, out: usize, z: usize, labels: usize, live: usize, rows: i32, size: i32, classes: i32): void {
  const row = rows << 2, end = classes * row, batch = f32x4.splat(<f32>size);
  let low = f32x4.splat(0), high = f32x4.splat(0), right = i32x4.splat(0);
  for (let r = 0; r < row; r += 16) {
    const m = row_max(z + r, row, end), s = exponentials(g + r, z + r, m, row, end);
    const label = v128.load(labels + r), real = v128.load(live + r);
    const at = first_argmax(g + r, f32x4.div(f32x4.splat(1), s), row, classes);
    right = i32x4.sub(right, v128.and(i32x4.eq(at, label), real));
    let own = f32x4.splat(0);
    for (let k = 0, c = 0; k < classes; k++, c += row) {
      const mine = i32x4.eq(label, i32x4.splat(k));
      own = v128.bitselect(f32x4.sub(v128.load(z + r + c), m), own, mine);
      const y = v128.and(f32x4.splat(1), mine);
      const d = f32x4.div(f32x4.sub(f32x4.div(v128.load(g + r + c), s), y), batch);
      v128.store(g + r + c, v128.and(d, real));
    }
    const loss = v128.and(f32x4.sub(log_f32x4(s), own), real);
    if (r & 16) high = f32x4.add(high, loss); else low = f32x4.add(low, loss);
  }
  store<f32>(out, fold8(low, high) / <f32>size);
  store<i32>(out, i32x4.extract_lane(right, 0) + i32x4.extract_lane(right, 1) + i32x4.extract_lane(right, 2) + i32x4.extract_lane(right, 3), 4);
}
