/**
 * The contract of the dense kernel family, and the WebAssembly module that fulfils it.
 *
 * All arguments ending in no unit are byte offsets into {@linkcode memory}, multiples of 16; arrays do not
 * overlap unless said. A matrix of units x rows is stored unit by unit (batch in lanes): row r of unit u
 * lies at `4 * (u * rows + r)`, `rows` a multiple of 8. Weights lie as inputs x outputs, as in Keras.
 * "n up" means that n is rounded up to a multiple of 4 and the array has room for that.
 *
 * A quantiser is eight float32: min, max, scale, nudged min, nudged max, quantised zero at bytes
 * 0, 4, 8, 12, 16, 20 (docs/protocol.md, section 3). `live` holds one int32 a row: -1 for a real one, 0 for padding.
 *
 * @module
 */
import * as dense from "./dense.wasm";

/** What a dense engine computes; the twin in plain TypeScript is {@linkcode referenceKernels}. */
export interface DenseKernels {
  /** out[o][r] = max(floor, b[o] + sum of a[i][r] w[i][o], i ascending from 0). Floor 0 is ReLU. */
  affine_f32(
    out: number,
    a: number,
    w: number,
    b: number,
    rows: number,
    inputs: number,
    outputs: number,
    floor: number,
  ): void;
  /** da[i][r] = sum of g[o][r] w[i][o], o ascending from 0. */
  affine_backward_input_f32(
    da: number,
    g: number,
    w: number,
    rows: number,
    inputs: number,
    outputs: number,
  ): void;
  /** dw[i][o] and db[o]: row r to partial r mod 8, folded ((0+4)+(2+6))+((1+5)+(3+7)). */
  affine_backward_weights_f32(
    dw: number,
    db: number,
    a: number,
    g: number,
    rows: number,
    inputs: number,
    outputs: number,
  ): void;
  /** Derives scale, nudged range and quantised zero of a quantiser; levels = 2^bits - 1. */
  nudge_f32(q: number, levels: number): void;
  /** out[k] = FQ(x[k]), n up; `out` may be `x`. */
  fake_quantize_f32(out: number, x: number, n: number, q: number): void;
  /** Bytes states[r step] = code(x[r]) + quantised zero, in 0..levels, rows up. */
  codes_u8(states: number, step: number, x: number, rows: number, q: number): void;
  /** out = (min, max) of x[0..n), -0 as 0, NaN passed over. */
  range_f32(out: number, x: number, n: number): void;
  /** g[k] = 0 where x[k] is outside the nudged range, n up. */
  clip_gradient_f32(g: number, x: number, n: number, q: number): void;
  /** g[k] = 0 unless h[k] > 0 and, unless q is 0, inside the nudged range, n up. */
  relu_backward_f32(g: number, h: number, n: number, q: number): void;
  /** h[k] = tanh(z[k]), n up; `h` may be `z`. */
  tanh_f32(h: number, z: number, n: number): void;
  /** g[k] = g[k] (1 - h[k]^2), n up. */
  tanh_backward_f32(g: number, h: number, n: number): void;
  /** The Tanh quantiser's gradient, in place (docs/protocol.md, section 3). */
  range_gradient_f32(
    g: number,
    h: number,
    live: number,
    rows: number,
    units: number,
    q: number,
  ): void;
  /** p[c][r] = e[c] (1 / sum of e), e[c] = exp(z[c] - largest z); `p` may be `z`. */
  softmax_f32(p: number, z: number, rows: number, classes: number): void;
  /** Real rows whose first largest p is at their label. */
  correct_f32(p: number, labels: number, live: number, rows: number, classes: number): number;
  /** Gradient of the mean cross-entropy into g; out = (loss f32, correct rows i32). */
  cross_entropy_f32(
    g: number,
    out: number,
    z: number,
    labels: number,
    live: number,
    rows: number,
    size: number,
    classes: number,
  ): void;
  /** out[k] = exp(x[k]) before rounding: float64 of float32 in [-105, 90], n even. */
  exp_f64(out: number, x: number, n: number): void;
  /** out[k] = log(x[k]) before rounding: float64 of finite float32 > 0, n even. */
  log_f64(out: number, x: number, n: number): void;
  /** out[k] = tanh(x[k]) before rounding: float64 of float32 in [-9.0625, 9.0625], n even. */
  tanh_f64(out: number, x: number, n: number): void;
  /** One Adam step, n up; rest1 = 1 - beta1, rest2 = 1 - beta2 (docs/protocol.md, section 5). */
  adam_f32(
    p: number,
    g: number,
    m: number,
    v: number,
    n: number,
    alpha: number,
    rest1: number,
    rest2: number,
    epsilon: number,
  ): void;
  /** Permutation of 0..n-1 from a stream key (lib/bits/random.ts); words as 32-bit integers. */
  permutation_u32(out: number, n: number, k0: number, k1: number, c2: number, c3: number): void;
  /** out[k][r] = table[select[r]][k], columns and rows multiples of 4; rows from `size` on repeat the last real one. */
  gather_f32(
    out: number,
    table: number,
    columns: number,
    select: number,
    size: number,
    rows: number,
  ): void;
  /** out[r] = table[select[r]], int32, padded likewise. */
  gather_i32(out: number, table: number, select: number, size: number, rows: number): void;
  /** In place: largest code of the row minus code, one byte a class, rows `step` bytes apart. */
  row_maximum_codes_u8(states: number, step: number, rows: number, classes: number): void;
  /** u16 at states[r step] = round-half-even((x[r] - lo) bins / span). */
  binned_u16(
    states: number,
    step: number,
    x: number,
    rows: number,
    lo: number,
    span: number,
    bins: number,
  ): void;
  /** uint32 at states[r step] = bit pattern of x[r]. */
  bits_u32(states: number, step: number, x: number, rows: number): void;
  /** out[c][r] = z[c][r] - largest z of the row. */
  row_maximum_shift_f32(out: number, z: number, rows: number, classes: number): void;
  /** float64 at states[r step] = round-half-even((x[r] - lo) bins / span), the difference in float32. */
  binned_f64(
    states: number,
    step: number,
    x: number,
    rows: number,
    lo: number,
    span: number,
    bins: number,
  ): void;
}

/** The default engine's kernels: AssemblyScript with 128-bit SIMD. */
export const denseKernels: DenseKernels = dense;
