/**
 * The dense kernels in plain TypeScript: the same float32 operations in the same order, one element at a
 * time. The readable form of the arithmetic, and what the SIMD kernels are compared with bit for bit.
 *
 * @module
 */
import {
  expDouble,
  expF32,
  logDouble,
  logF32,
  tanhDouble,
  tanhF32,
} from "../../bits/elementary.ts";
import { permutation, Stream } from "../../bits/random.ts";
import type { DenseKernels } from "./kernels.ts";
import { memory } from "./memory.ts";
import { bytes, floats, ints } from "./reference_views.ts";
import { statesReference } from "./states_reference.ts";

const f = Math.fround;

const up = (n: number, to: number): number => Math.ceil(n / to) * to;

/** The eight partial sums of a batch reduction and their fold (docs/protocol.md, section 12). */
class Partials {
  readonly #sums = new Float32Array(8);
  add(row: number, value: number): void {
    this.#sums[row & 7] = f(this.#sums[row & 7] + value);
  }
  fold(): number {
    const s = this.#sums, pair = (k: number) => f(s[k] + s[k + 4]);
    return f(f(pair(0) + pair(2)) + f(pair(1) + pair(3)));
  }
}

interface Quantiser {
  readonly min: number;
  readonly max: number;
  readonly scale: number;
  readonly least: number;
  readonly most: number;
  readonly zero: number;
  /** A range of exactly [0, 0]. */
  readonly empty: boolean;
}

function quantiser(at: number): Quantiser {
  const [min, max, scale, least, most, zero] = floats(at);
  return { min, max, scale, least, most, zero, empty: min === 0 && max === 0 };
}

function code(x: number, q: Quantiser): number {
  const below = q.most < x ? q.most : x;
  const c = f((below < q.least ? q.least : below) - q.least);
  return Math.floor(f(f(f(c / q.scale) - q.zero) + 0.5));
}

function inside(x: number, q: Quantiser): boolean {
  return q.empty || (x >= q.least && x <= q.most);
}

const affine: Pick<
  DenseKernels,
  "affine_f32" | "affine_backward_input_f32" | "affine_backward_weights_f32"
> = {
  affine_f32(out, a, w, b, rows, inputs, outputs, floor) {
    const O = floats(out), A = floats(a), W = floats(w), B = floats(b), low = f(floor);
    for (let o = 0; o < outputs; o++) {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum = f(sum + f(A[i * rows + r] * W[i * outputs + o]));
        sum = f(sum + B[o]);
        O[o * rows + r] = sum < low ? low : sum;
      }
    }
  },
  affine_backward_input_f32(da, g, w, rows, inputs, outputs) {
    const D = floats(da), G = floats(g), W = floats(w);
    for (let i = 0; i < inputs; i++) {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let o = 0; o < outputs; o++) sum = f(sum + f(G[o * rows + r] * W[i * outputs + o]));
        D[i * rows + r] = sum;
      }
    }
  },
  affine_backward_weights_f32(dw, db, a, g, rows, inputs, outputs) {
    const W = floats(dw), B = floats(db), A = floats(a), G = floats(g);
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) {
        const sum = new Partials();
        for (let r = 0; r < rows; r++) sum.add(r, f(A[i * rows + r] * G[o * rows + r]));
        W[i * outputs + o] = sum.fold();
      }
      const sum = new Partials();
      for (let r = 0; r < rows; r++) sum.add(r, G[o * rows + r]);
      B[o] = sum.fold();
    }
  },
};

const quantisation: Pick<
  DenseKernels,
  | "nudge_f32"
  | "fake_quantize_f32"
  | "codes_u8"
  | "range_f32"
  | "clip_gradient_f32"
  | "relu_backward_f32"
> = {
  nudge_f32(q, levels) {
    const Q = floats(q), span = f(Q[1] - Q[0]);
    const scale = f(span / levels), inverse = f(levels / span);
    const z = f(0 - f(Q[0] / scale)), whole = Math.floor(z);
    const zero = z < 0 ? 0 : z > levels ? levels : f(whole + (f(z - whole) >= 0.5 ? 1 : 0));
    const least = f(f(0 - zero) * scale);
    Q.set([scale, least, f(f(levels - zero) * scale), Math.floor(f(f(-least * inverse) + 0.5))], 2);
  },
  fake_quantize_f32(out, x, n, q) {
    const O = floats(out), X = floats(x), Q = quantiser(q);
    for (let k = 0; k < up(n, 4); k++) O[k] = Q.empty ? 0 : f(code(X[k], Q) * Q.scale);
  },
  codes_u8(states, step, x, rows, q) {
    const S = bytes(states), X = floats(x), Q = quantiser(q);
    for (let r = 0; r < up(rows, 4); r++) S[r * step] = Q.empty ? 0 : code(X[r], Q) + Q.zero;
  },
  range_f32(out, x, n) {
    const X = floats(x);
    let lo = Infinity, hi = -Infinity;
    for (let k = 0; k < n; k++) {
      if (X[k] < lo) lo = X[k];
      if (X[k] > hi) hi = X[k];
    }
    floats(out).set([lo + 0, hi + 0]);
  },
  clip_gradient_f32(g, x, n, q) {
    const G = floats(g), X = floats(x), Q = quantiser(q);
    for (let k = 0; k < up(n, 4); k++) if (!inside(X[k], Q)) G[k] = 0;
  },
  relu_backward_f32(g, h, n, q) {
    const G = floats(g), H = floats(h), Q = q === 0 ? undefined : quantiser(q);
    for (let k = 0; k < up(n, 4); k++) {
      if (!(H[k] > 0 && (Q === undefined || inside(H[k], Q)))) G[k] = 0;
    }
  },
};

/** Moves the gradient of elements for which `clamped` holds, in equal shares, to those equal to `extreme`. */
function spread(
  G: Float32Array,
  H: Float32Array,
  live: Int32Array,
  rows: number,
  units: number,
  extreme: number,
  clamped: (h: number) => boolean,
): void {
  const sum = new Partials(), tied: number[] = [];
  for (let k = 0; k < units * rows; k++) {
    if (H[k] === extreme && live[k % rows] !== 0) tied.push(k);
    if (!clamped(H[k])) continue;
    sum.add(k % rows, G[k]);
    G[k] = 0;
  }
  const share = f(sum.fold() / tied.length);
  for (const k of tied) G[k] = f(G[k] + share);
}

const tanh: Pick<DenseKernels, "tanh_f32" | "tanh_backward_f32" | "range_gradient_f32"> = {
  tanh_f32(h, z, n) {
    const H = floats(h), Z = floats(z);
    for (let k = 0; k < up(n, 4); k++) H[k] = tanhF32(Z[k]);
  },
  tanh_backward_f32(g, h, n) {
    const G = floats(g), H = floats(h);
    for (let k = 0; k < up(n, 4); k++) G[k] = f(G[k] * f(1 - f(H[k] * H[k])));
  },
  range_gradient_f32(g, h, live, rows, units, q) {
    const G = floats(g), H = floats(h), L = ints(live), Q = quantiser(q);
    if (Q.min < Q.least) spread(G, H, L, rows, units, Q.min, (x) => x < Q.least);
    if (Q.max > Q.most) spread(G, H, L, rows, units, Q.max, (x) => x > Q.most);
  },
};

/** Exponentials of one row's logits less their maximum, and their sum. */
function exponentials(Z: Float32Array, r: number, rows: number, classes: number) {
  let most = Z[r];
  for (let c = 1; c < classes; c++) if (most < Z[c * rows + r]) most = Z[c * rows + r];
  const e: number[] = [];
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    e.push(expF32(f(Z[c * rows + r] - most)));
    sum = f(sum + e[c]);
  }
  return { e, sum, most };
}

function firstArgmax(p: number[]): number {
  let at = 0, best = -1;
  p.forEach((value, c) => {
    if (value > best) [at, best] = [c, value];
  });
  return at;
}

/** Applies a function of float32 before its rounding. */
function doubles(of: (x: number) => number): DenseKernels["exp_f64"] {
  return (out, x, n) => {
    const O = new Float64Array(memory.buffer, out, n), X = floats(x);
    for (let k = 0; k < n; k++) O[k] = of(X[k]);
  };
}

const functions: Pick<DenseKernels, "exp_f64" | "log_f64" | "tanh_f64"> = {
  exp_f64: doubles(expDouble),
  log_f64: doubles(logDouble),
  tanh_f64: doubles(tanhDouble),
};

const softmax: Pick<DenseKernels, "softmax_f32" | "correct_f32" | "cross_entropy_f32"> = {
  softmax_f32(p, z, rows, classes) {
    const P = floats(p), Z = floats(z);
    for (let r = 0; r < rows; r++) {
      const { e, sum } = exponentials(Z, r, rows, classes), inverse = f(1 / sum);
      for (let c = 0; c < classes; c++) P[c * rows + r] = f(e[c] * inverse);
    }
  },
  correct_f32(p, labels, live, rows, classes) {
    const P = floats(p), Y = ints(labels), L = ints(live);
    let right = 0;
    for (let r = 0; r < rows; r++) {
      const row = Array.from({ length: classes }, (_, c) => P[c * rows + r]);
      if (L[r] !== 0 && firstArgmax(row) === Y[r]) right++;
    }
    return right;
  },
  cross_entropy_f32(g, out, z, labels, live, rows, size, classes) {
    const G = floats(g), Z = floats(z), Y = ints(labels), L = ints(live), loss = new Partials();
    let right = 0;
    for (let r = 0; r < rows; r++) {
      const { e, sum, most } = exponentials(Z, r, rows, classes), inverse = f(1 / sum);
      const real = L[r] !== 0;
      for (let c = 0; c < classes; c++) {
        const d = f(f(f(e[c] / sum) - (Y[r] === c ? 1 : 0)) / size);
        G[c * rows + r] = real ? d : 0;
      }
      if (!real) continue;
      loss.add(r, f(logF32(sum) - f(Z[Y[r] * rows + r] - most)));
      if (firstArgmax(e.map((x) => f(x * inverse))) === Y[r]) right++;
    }
    floats(out)[0] = f(loss.fold() / size);
    ints(out)[1] = right;
  },
};

const rows: Pick<DenseKernels, "adam_f32" | "permutation_u32" | "gather_f32" | "gather_i32"> = {
  adam_f32(p, g, m, v, n, alpha, rest1, rest2, epsilon) {
    const P = floats(p), G = floats(g), M = floats(m), V = floats(v);
    const [rate, r1, r2, tiny] = [f(alpha), f(rest1), f(rest2), f(epsilon)];
    for (let k = 0; k < up(n, 4); k++) {
      M[k] = f(M[k] + f(f(G[k] - M[k]) * r1));
      V[k] = f(V[k] + f(f(f(G[k] * G[k]) - V[k]) * r2));
      P[k] = f(P[k] - f(f(M[k] * rate) / f(f(Math.sqrt(V[k])) + tiny)));
    }
  },
  permutation_u32(out, n, k0, k1, c2, c3) {
    const order = permutation(new Stream(Uint32Array.of(k0, k1, c2, c3)), n);
    new Uint32Array(memory.buffer, out).set(order);
  },
  gather_f32(out, table, columns, select, size, rows) {
    const O = floats(out), T = floats(table), S = ints(select);
    for (let k = 0; k < columns; k++) {
      for (let r = 0; r < rows; r++) O[k * rows + r] = T[S[Math.min(r, size - 1)] * columns + k];
    }
  },
  gather_i32(out, table, select, size, rows) {
    const O = ints(out), T = ints(table), S = ints(select);
    for (let r = 0; r < rows; r++) O[r] = T[S[Math.min(r, size - 1)]];
  },
};

/** The plain twin of {@linkcode denseKernels}, on the same memory. */
export const referenceKernels: DenseKernels = {
  ...affine,
  ...quantisation,
  ...tanh,
  ...functions,
  ...softmax,
  ...rows,
  ...statesReference,
};
