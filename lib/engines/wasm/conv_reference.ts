/**
 * The convolutional kernels in plain TypeScript: the same float32 operations in the same order, one element at a time.
 *
 * @module
 */
import type { ConvKernels } from "./conv_kernels.ts";
import { memory } from "./memory.ts";
import { floats } from "./reference_views.ts";

const f = Math.fround;

/** Place of row 0 of a channel of a pixel, in words. */
type Place = (y: number, x: number, channel: number) => number;

function places(width: number, channels: number, rows: number): Place {
  return (y, x, channel) => ((y * width + x) * channels + channel) * rows;
}

/** All combinations of indices below the sizes, the last one running fastest. */
function* indices(first: number, ...others: number[]): Generator<number[]> {
  for (let k = 0; k < first; k++) {
    if (others.length === 0) yield [k];
    else for (const rest of indices(others[0], ...others.slice(1))) yield [k, ...rest];
  }
}

/** Sum of terms, in four partial sums of a line and of all lines (see the contract), the latter at offset `total`. */
class Sums {
  readonly #total: Float32Array;
  readonly #line = new Float32Array(4);
  constructor(total: number) {
    this.#total = floats(total).subarray(0, 4).fill(0);
  }
  add(row: number, value: number): void {
    this.#line[row & 3] = f(this.#line[row & 3] + value);
  }
  endLine(): void {
    this.#line.forEach((sum, lane) => this.#total[lane] = f(this.#total[lane] + sum));
    this.#line.fill(0);
  }
  fold(): number {
    const [s0, s1, s2, s3] = this.#total;
    return f(f(s0 + s2) + f(s1 + s3));
  }
}

const convolution: Pick<
  ConvKernels,
  "conv_f32" | "conv_backward_input_f32" | "conv_backward_weights_f32"
> = {
  conv_f32(out, a, w, b, rows, height, width, inputs, outputs, floor) {
    const O = floats(out), A = floats(a), W = floats(w), B = floats(b), low = f(floor);
    const from = places(width, inputs, rows), to = places(width - 2, outputs, rows);
    for (const [y, x, o, r] of indices(height - 2, width - 2, outputs, rows)) {
      let sum = 0, tap = 0;
      for (const [ky, kx, i] of indices(3, 3, inputs)) {
        sum = f(sum + f(A[from(y + ky, x + kx, i) + r] * W[outputs * tap++ + o]));
      }
      sum = f(sum + B[o]);
      O[to(y, x, o) + r] = sum < low ? low : sum;
    }
  },
  conv_backward_input_f32(da, g, w, rows, height, width, inputs, outputs) {
    const D = floats(da), G = floats(g), W = floats(w);
    const to = places(width, inputs, rows), from = places(width - 2, outputs, rows);
    for (const [y, x, i, r] of indices(height, width, inputs, rows)) {
      let sum = 0;
      for (const [ky, kx, o] of indices(3, 3, outputs)) {
        const gy = y - ky, gx = x - kx;
        if (gy < 0 || gx < 0 || gy >= height - 2 || gx >= width - 2) continue;
        const weight = W[((3 * ky + kx) * inputs + i) * outputs + o];
        sum = f(sum + f(G[from(gy, gx, o) + r] * weight));
      }
      D[to(y, x, i) + r] = sum;
    }
  },
  conv_backward_weights_f32(dw, db, sums, a, g, rows, height, width, inputs, outputs) {
    const W = floats(dw), B = floats(db), A = floats(a), G = floats(g);
    const at = places(width, inputs, rows), of = places(width - 2, outputs, rows);
    let total = sums;
    const reduce = (o: number, factor: (y: number, x: number, r: number) => number) => {
      const sum = new Sums(total);
      total += 16;
      for (let y = 0; y < height - 2; y++) {
        for (const [x, r] of indices(width - 2, rows)) {
          sum.add(r, f(factor(y, x, r) * G[of(y, x, o) + r]));
        }
        sum.endLine();
      }
      return sum.fold();
    };
    let tap = 0;
    for (const [ky, kx, i, o] of indices(3, 3, inputs, outputs)) {
      W[tap++] = reduce(o, (y, x, r) => A[at(y + ky, x + kx, i) + r]);
    }
    for (let o = 0; o < outputs; o++) B[o] = reduce(o, () => 1);
  },
};

/** The four elements of a window in scan order, as places of row 0. */
function windowOf(place: Place, y: number, x: number, channel: number): number[] {
  return [0, 1].flatMap((v) => [0, 1].map((h) => place(2 * y + v, 2 * x + h, channel)));
}

const pooling: Pick<ConvKernels, "max_pool_f32" | "max_pool_backward_f32"> = {
  max_pool_f32(out, x, rows, height, width, channels) {
    const O = floats(out), X = floats(x), place = places(width, channels, rows);
    let to = 0;
    for (const [v, h, c, r] of indices(height >> 1, width >> 1, channels, rows)) {
      const window = windowOf(place, v, h, c).map((at) => X[at + r]);
      O[to++] = window.reduce((most, value) => most < value ? value : most);
    }
  },
  max_pool_backward_f32(g, x, d, rows, height, width, channels) {
    const G = floats(g), X = floats(x), D = floats(d), place = places(width, channels, rows);
    G.fill(0, 0, height * width * channels * rows);
    let from = 0;
    for (const [v, h, c, r] of indices(height >> 1, width >> 1, channels, rows)) {
      const first = windowOf(place, v, h, c).reduce((most, at) =>
        X[most + r] < X[at + r] ? at : most
      );
      G[first + r] = D[from++];
    }
  },
};

const codes: Pick<ConvKernels, "level_codes_u8"> = {
  level_codes_u8(states, step, x, units, rows, q) {
    const X = floats(x), [, , scale, , , zero] = floats(q), S = new Uint8Array(memory.buffer);
    for (const [u, r] of indices(units, rows)) {
      // A level lies within rounding of its multiple of the scale: which way a half goes does not matter.
      const code = scale === 0 ? 0 : Math.round(X[u * rows + r] / scale) + zero;
      S[states + r * step + u] = code;
    }
  },
};

/** The plain twin of {@linkcode convKernels}, on the same memory. */
export const convReference: ConvKernels = { ...convolution, ...pooling, ...codes };
