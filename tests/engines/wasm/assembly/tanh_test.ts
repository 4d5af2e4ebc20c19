import { assert, assertEquals } from "@std/assert";
import { denseKernels } from "../../../../lib/engines/wasm/kernels.ts";
import { f32, reset, u32 } from "../../../../lib/engines/wasm/memory.ts";
import {
  assertTwins,
  Draw,
  FINITE_SPECIALS,
  LENGTHS,
  place,
  placeLive,
  placeQuantiser,
  ROWS,
  space,
  UNITS,
} from "../support.ts";

Deno.test("tanh_f32() equals its twin on float32 of every exponent, in place too", () => {
  // 16 patterns of each exponent and sign, infinities and NaN among them.
  const patterns = Uint32Array.from({ length: 8192 }, (_, k) => k << 19 | (k * 2654435761) >>> 13);
  for (const inPlace of [false, true]) {
    assertTwins(() => {
      const z = space(patterns.length), h = inPlace ? z : space(patterns.length);
      u32(z, patterns.length).set(patterns);
      return (k) => k.tanh_f32(h, z, patterns.length);
    }, `in place: ${inPlace}`);
  }
});

Deno.test("tanh_f32() equals its twin at every length", () => {
  const draw = new Draw("tanh");
  for (const n of [...LENGTHS, 2560]) {
    assertTwins(() => {
      const z = place(draw.mixed(n, 10, [...FINITE_SPECIALS, Infinity, -Infinity, NaN]));
      const h = space(n);
      return (k) => k.tanh_f32(h, z, n);
    }, `n = ${n}`);
  }
});

Deno.test("tanh_backward_f32() equals its twin at every length", () => {
  const draw = new Draw("tanh backward");
  for (const n of [...LENGTHS, 2560]) {
    assertTwins(() => {
      const h = place(draw.mixed(n, 1, [1, -1, 0, -0, 1e-45])), g = place(draw.mixed(n));
      return (k) => k.tanh_backward_f32(g, h, n);
    }, `n = ${n}`);
  }
});

/** A batch of Tanh outputs on a coarse grid, so that extremes are tied, padding repeating the last real row. */
function activations(draw: Draw, rows: number, size: number, units: number, grid: number) {
  const h = draw.floats(rows * units, 0.9).map((x) => Math.round(x * grid) / grid);
  for (let u = 0; u < units; u++) h.fill(h[u * rows + size - 1], u * rows + size, (u + 1) * rows);
  return h;
}

/** Gradients as the layer above hands them down: 0 in padding. */
function gradients(draw: Draw, rows: number, size: number, units: number): Float32Array {
  return draw.mixed(rows * units).map((g, k) => k % rows < size ? g : 0);
}

Deno.test("range_gradient_f32() equals its twin: both ends, ties, padding, 4 and 8 bits", () => {
  const draw = new Draw("range gradient");
  const moved = { low: 0, high: 0 };
  for (const rows of ROWS) {
    for (const units of UNITS) {
      for (const [bits, grid] of [[8, 1e6], [8, 20], [4, 5], [4, 1e6]]) {
        const size = rows - draw.below(8);
        assertTwins(() => {
          const values = activations(draw, rows, size, units, grid), h = place(values);
          const q = placeQuantiser(Math.min(...values), Math.max(...values), bits);
          const [min, max, , least, most] = f32(q, 8);
          if (min < least) moved.low++;
          if (max > most) moved.high++;
          const g = place(gradients(draw, rows, size, units)), live = placeLive(size, rows);
          return (k) => k.range_gradient_f32(g, h, live, rows, units, q);
        }, `${rows} rows, ${size} real, ${units} units, ${bits} bits, grid ${grid}`);
      }
    }
  }
  assert(moved.low > 20 && moved.high > 20, `${moved.low} low ends, ${moved.high} high ends`);
});

/** Gradient of one unit of 8 rows, the first `size` of them real. */
function rangeGradient(h: number[], g: number[], size: number, bits: number): number[] {
  reset();
  const q = placeQuantiser(Math.min(...h), Math.max(...h), bits);
  const H = place(h), G = place(g), live = placeLive(size, 8);
  denseKernels.range_gradient_f32(G, H, live, 8, 1, q);
  return [...f32(G, 8)];
}

Deno.test("range_gradient_f32() shares what is clamped among the tied extremes of that end", () => {
  // [-1, 1]: zero point 127, nudged range [-.996, 1.004]: the low end is clamped, half a step wide.
  const h = [-1, -1, -0.998, 0.5, 0.25, 1, 1, -0.5];
  const g = [1, 2, 3, 4, 5, 6, 7, 8];
  assertEquals(rangeGradient(h, g, 8, 8), [3, 3, 0, 4, 5, 6, 7, 8]);
  // Mirrored about a range whose nudging clamps the high end: [-1, .999] has zero point 128.
  const high = [0.999, 0.999, 0.998, 0.5, 0.25, -1, -1, 0.5].map(Math.fround);
  assertEquals(rangeGradient(high, g, 8, 8), [3, 3, 0, 4, 5, 6, 7, 8]);
});

Deno.test("range_gradient_f32() counts no padding among the ties", () => {
  const h = [-1, 0, -0.998, 1, 0.5, -1, -1, -1];
  const g = [1, 2, 3, 4, 5, 6, 0, 0];
  assertEquals(rangeGradient(h, g, 6, 8), [5, 2, 0, 4, 5, 5, 0, 0]);
});

Deno.test("range_gradient_f32() leaves everything as it is when no end is clamped", () => {
  // Exactly representable: scale 1/256, zero point 127, nudged range equal to the range.
  const h = [-127 / 256, 0, 0.25, 128 / 256, 0.1, -0.1, 0.2, -127 / 256].map(Math.fround);
  const g = [1, 2, 3, 4, 5, 6, 7, 8];
  assertEquals(rangeGradient(h, g, 8, 8), g);
});

Deno.test("exp_f64(), log_f64() and tanh_f64() equal their twins before rounding", () => {
  const draw = new Draw("functions before rounding");
  for (const n of [0, 2, 4, 6, 1000]) {
    for (const name of ["exp_f64", "log_f64", "tanh_f64"] as const) {
      assertTwins(() => {
        const values = draw.floats(n, 9).map((x) => name === "log_f64" ? Math.abs(x) + 1e-30 : x);
        const x = place(values), out = space(2 * n);
        return (k) => k[name](out, x, n);
      }, `${name}, n = ${n}`);
    }
  }
});
