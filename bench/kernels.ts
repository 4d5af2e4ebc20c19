/**
 * One bench per kernel of the dense family at the size of the first layer, 12 inputs, 10 units, 256 rows:
 * `deno bench bench/kernels.ts`. A kernel is timed only after it has changed the memory to the very bytes that its
 * plain twin leaves.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type DenseKernels, denseKernels } from "../lib/engines/wasm/kernels.ts";
import { allocate, f32, i32, u8 } from "../lib/engines/wasm/memory.ts";
import { referenceKernels } from "../lib/engines/wasm/reference.ts";

const ROWS = 256, INPUTS = 12, UNITS = 10, CLASSES = 2, LEVELS = 255;
const WORDS = 128;
const N = UNITS * ROWS;
const FIRST = allocate(16);

/** Values in [-1, 1) from a linear congruential generator: the same on every machine. */
function fill(values: Float32Array): void {
  let x = 1;
  for (let k = 0; k < values.length; k++) {
    x = Math.imul(x, 1664525) + 1013904223 >>> 0;
    values[k] = x / 0x80000000 - 1;
  }
}

const array = (words: number): number => allocate(4 * words);

const a = array(INPUTS * ROWS), h = array(N), g = array(N), out = array(INPUTS * ROWS);
const w = array(INPUTS * UNITS), b = array(12), dw = array(INPUTS * UNITS), db = array(12);
const p = array(WORDS), dp = array(WORDS), m = array(WORDS), v = array(WORDS);
const q = allocate(32), live = array(ROWS), labels = array(ROWS), select = array(ROWS);
const states = allocate(16 * ROWS), pair = allocate(16), positive = array(N);
const LAST = allocate(16);

for (const [at, words] of [[a, INPUTS * ROWS], [h, N], [g, N], [w, INPUTS * UNITS], [b, 12]]) {
  fill(f32(at, words));
}
for (const at of [p, dp, m]) fill(f32(at, WORDS));
f32(h, N).forEach((x, k) => f32(positive, N)[k] = Math.abs(x) + 0.1);
i32(live, ROWS).fill(-1);
i32(labels, ROWS).forEach((_, r, all) => all[r] = r % CLASSES);
i32(select, ROWS).forEach((_, r, all) => all[r] = r * 85 % ROWS);
f32(q, 2).set([-0.9, 0.95]);
denseKernels.nudge_f32(q, LEVELS);

/** A call of every kernel; the type says so. */
const CALLS: { readonly [K in keyof DenseKernels]: (k: DenseKernels) => void } = {
  affine_f32: (k) => k.affine_f32(out, a, w, b, ROWS, INPUTS, UNITS, 0),
  affine_backward_input_f32: (k) => k.affine_backward_input_f32(out, g, w, ROWS, INPUTS, UNITS),
  affine_backward_weights_f32: (k) =>
    k.affine_backward_weights_f32(dw, db, a, g, ROWS, INPUTS, UNITS),
  nudge_f32: (k) => k.nudge_f32(q, LEVELS),
  fake_quantize_f32: (k) => k.fake_quantize_f32(out, h, N, q),
  codes_u8: (k) => k.codes_u8(states, 16, h, ROWS, q),
  range_f32: (k) => k.range_f32(pair, h, N),
  clip_gradient_f32: (k) => k.clip_gradient_f32(g, h, N, q),
  relu_backward_f32: (k) => k.relu_backward_f32(g, h, N, q),
  tanh_f32: (k) => k.tanh_f32(out, h, N),
  tanh_backward_f32: (k) => k.tanh_backward_f32(g, h, N),
  range_gradient_f32: (k) => k.range_gradient_f32(g, h, live, ROWS, UNITS, q),
  softmax_f32: (k) => k.softmax_f32(out, h, ROWS, CLASSES),
  correct_f32: (k) => k.correct_f32(h, labels, live, ROWS, CLASSES),
  cross_entropy_f32: (k) => k.cross_entropy_f32(out, pair, h, labels, live, ROWS, ROWS, CLASSES),
  exp_f64: (k) => k.exp_f64(out, h, N / 2),
  log_f64: (k) => k.log_f64(out, positive, N / 2),
  tanh_f64: (k) => k.tanh_f64(out, h, N / 2),
  adam_f32: (k) => k.adam_f32(p, dp, m, v, WORDS, 1e-4, 0.1, 0.001, 1e-7),
  permutation_u32: (k) => k.permutation_u32(out, ROWS, 1, 2, 3, 4),
  gather_f32: (k) => k.gather_f32(out, a, INPUTS, select, ROWS, ROWS),
  gather_i32: (k) => k.gather_i32(out, labels, select, ROWS, ROWS),
  row_maximum_codes_u8: (k) => k.row_maximum_codes_u8(states, 16, ROWS, CLASSES),
  binned_u16: (k) => k.binned_u16(states, 16, h, ROWS, -1, 2, 1 << 8),
  bits_u32: (k) => k.bits_u32(states, 16, h, ROWS),
  row_maximum_shift_f32: (k) => k.row_maximum_shift_f32(out, h, ROWS, CLASSES),
  binned_f64: (k) => k.binned_f64(states, 16, h, ROWS, -1, 2, 4294967296),
};

/** All bytes after a call that starts from `before`. */
function after(before: Uint8Array, call: () => void): Uint8Array {
  u8(FIRST, LAST - FIRST).set(before);
  call();
  return u8(FIRST, LAST - FIRST).slice();
}

for (const [name, call] of Object.entries(CALLS)) {
  const before = u8(FIRST, LAST - FIRST).slice();
  const wanted = after(before, () => call(referenceKernels));
  assertEquals(after(before, () => call(denseKernels)), wanted, name);
  u8(FIRST, LAST - FIRST).set(before);
  Deno.bench(name, () => call(denseKernels));
}
