import { assert, assertEquals } from "@std/assert";
import { denseKernels } from "../../../../lib/engines/wasm/kernels.ts";
import { f32, reset } from "../../../../lib/engines/wasm/memory.ts";
import {
  assertTwins,
  Draw,
  FINITE_SPECIALS,
  LENGTHS,
  place,
  placeQuantiser,
  ROWS,
  space,
} from "../support.ts";

/** Ordinary, one-sided, shifted, beyond zero, single-step, subnormal, empty. */
const RANGES: readonly (readonly [number, number])[] = [
  [-6, 6],
  [-1, 1],
  [-0.37, 1.91],
  [0, 1],
  [0, 3],
  [-3, 0],
  [0.25, 2],
  [-2, -0.25],
  [-1e-7, 1],
  [-1, 1e-7],
  [-0.99999, 0.99998],
  [-1e-40, 3e-40],
  [-1e30, 1e30],
  [0, 0],
];
const EDGES = [...FINITE_SPECIALS, Infinity, -Infinity, NaN];

/** Values inside, outside and exactly at the ends of a range and of its nudged form, and on ties between levels. */
function values(draw: Draw, n: number, q: number): Float32Array {
  const [min, max, scale, least, most] = f32(q, 8), half = Math.fround(scale / 2);
  const ends = [min, max, least, most, half, -half, least + half, most - half, 3 * half];
  const width = Math.max(Math.abs(min), Math.abs(max)) * 1.2;
  return draw.mixed(n, width, [...EDGES, ...ends]);
}

Deno.test("nudge_f32() equals its twin for 4 and 8 bits", () => {
  const draw = new Draw("nudge");
  const random = Array.from({ length: 400 }, () => [...draw.floats(2, 3)].sort((a, b) => a - b));
  for (const [min, max] of [...RANGES, ...random, [1, 1], [0, Infinity]]) {
    for (const levels of [15, 255]) {
      assertTwins(() => {
        const q = place([min, max, 0, 0, 0, 0, 0, 0]);
        return (k) => k.nudge_f32(q, levels);
      }, `[${min}, ${max}], ${levels} levels`);
    }
  }
});

Deno.test("nudge_f32() rounds a zero point half away from zero, and 0.49999997 down", () => {
  reset();
  // 127.5 - 2^-17 and 127.5 + 2^-17 on 255 levels: the neighbours of the tie, and the tie itself.
  const q = place(new Float32Array(8));
  const zero = (min: number, max: number) => {
    f32(q, 2).set([min, max]);
    denseKernels.nudge_f32(q, 255);
    return f32(q, 6)[5];
  };
  assertEquals(zero(-127.5, 127.5), 128);
  assertEquals(zero(-127.49999237060547, 127.50000762939453), 127);
  assertEquals(zero(-0.4999999701976776, 254.5), 0);
  assertEquals(zero(-0.5, 254.5), 1);
});

Deno.test("fake_quantize_f32() equals its twin at every length, in place too", () => {
  const draw = new Draw("fake quantize");
  for (const [min, max] of RANGES) {
    for (const bits of [4, 8]) {
      for (const n of [...LENGTHS, 2640]) {
        const what = `[${min}, ${max}], ${bits} bits, n = ${n}`;
        assertTwins(() => {
          const q = placeQuantiser(min, max, bits), x = place(values(draw, n, q)), out = space(n);
          return (k) => k.fake_quantize_f32(out, x, n, q);
        }, what);
        assertTwins(() => {
          const q = placeQuantiser(min, max, bits), x = place(values(draw, n, q));
          return (k) => k.fake_quantize_f32(x, x, n, q);
        }, `${what}, in place`);
      }
    }
  }
});

Deno.test("fake_quantize_f32() clamps infinities to the nudged range and makes an empty one 0", () => {
  reset();
  const q = placeQuantiser(-1, 1, 8), x = place([Infinity, -Infinity, -0, 5]), out = space(4);
  denseKernels.fake_quantize_f32(out, x, 4, q);
  const [most, least, zero, clamped] = f32(out, 4);
  assertEquals([most, least], [f32(q, 8)[4], f32(q, 8)[3]]);
  assertEquals([Math.abs(zero), clamped], [0, most]);
  denseKernels.fake_quantize_f32(out, x, 4, placeQuantiser(0, 0, 8));
  assertEquals([...f32(out, 4)], [0, 0, 0, 0]);
});

Deno.test("codes_u8() equals its twin and writes only its own byte of a row", () => {
  const draw = new Draw("codes");
  for (const [min, max] of RANGES) {
    for (const bits of [4, 8]) {
      for (const rows of ROWS) {
        for (const step of [8, 16]) {
          const changed = assertTwins(() => {
            const q = placeQuantiser(min, max, bits), x = place(values(draw, rows, q));
            const states = space(rows * step / 4);
            return (k) => k.codes_u8(states + 3, step, x, rows, q);
          }, `[${min}, ${max}], ${bits} bits, ${rows} rows, step ${step}`);
          assert(changed <= rows);
        }
      }
    }
  }
});

Deno.test("codes_u8() times scale is what fake_quantize_f32() gives", () => {
  reset();
  const draw = new Draw("codes and values"), q = placeQuantiser(-0.37, 1.91, 8);
  const x = place(values(draw, 256, q)), out = space(256), states = space(256 * 2);
  denseKernels.fake_quantize_f32(out, x, 256, q);
  denseKernels.codes_u8(states, 8, x, 256, q);
  const [, , scale, , , zero] = f32(q, 8), bytes = new Uint8Array(f32(0, 1).buffer, states);
  for (let r = 0; r < 256; r++) {
    // NaN has no code; it surfaces as the value.
    const expected = isNaN(f32(x, 256)[r]) ? NaN : Math.fround((bytes[8 * r] - zero) * scale);
    assertEquals(f32(out, 256)[r] + 0, expected + 0);
  }
});

Deno.test("range_f32() equals its twin at every length and passes NaN over", () => {
  const draw = new Draw("range");
  for (const n of [0, ...LENGTHS, 31, 32, 33, 2080, 2560]) {
    for (const specials of [FINITE_SPECIALS, [NaN, -NaN], EDGES, [0, -0]]) {
      for (const scale of [1, 0]) {
        assertTwins(() => {
          const x = place(draw.mixed(n, scale, specials)), out = space(2);
          return (k) => k.range_f32(out, x, n);
        }, `n = ${n}, scale ${scale}`);
      }
    }
  }
});

Deno.test("range_f32() finds an extreme at every position, -0 as 0", () => {
  reset();
  const x = space(64), out = space(2);
  for (let n = 1; n <= 40; n++) {
    for (let at = 0; at < n; at++) {
      // Behind the array lie canaries of 1e7: reading on would show.
      f32(x, n).fill(-0);
      for (const [value, lo, hi] of [[-2, -2, 0], [2, 0, 2]]) {
        f32(x, n)[at] = value;
        denseKernels.range_f32(out, x, n);
        const expected = n === 1 ? [value, value] : [lo, hi];
        assertEquals([...f32(out, 2)], expected, `n = ${n}, at ${at}`);
      }
    }
  }
});

Deno.test("clip_gradient_f32() equals its twin, with values exactly at both ends", () => {
  const draw = new Draw("clip");
  for (const [min, max] of RANGES) {
    for (const n of [...LENGTHS, 2640]) {
      assertTwins(() => {
        const q = placeQuantiser(min, max, 8), x = place(values(draw, n, q));
        const g = place(draw.mixed(n));
        return (k) => k.clip_gradient_f32(g, x, n, q);
      }, `[${min}, ${max}], n = ${n}`);
    }
  }
});

Deno.test("clip_gradient_f32() lets the ends of the nudged range pass and their neighbours not", () => {
  reset();
  const q = placeQuantiser(-1, 2, 8), [, , , least, most] = f32(q, 8);
  const up = (x: number, ulps: number) => {
    const words = new Uint32Array(Float32Array.of(x).buffer);
    words[0] += ulps;
    return new Float32Array(words.buffer)[0];
  };
  // A larger pattern is a larger magnitude: one ULP beyond each end.
  const x = place([least, up(least, 1), most, up(most, 1)]), g = place([3, 3, 3, 3]);
  denseKernels.clip_gradient_f32(g, x, 4, q);
  assertEquals([...f32(g, 4)], [3, 0, 3, 0]);
});

Deno.test("relu_backward_f32() equals its twin with and without a quantiser", () => {
  const draw = new Draw("relu backward");
  for (const [min, max] of RANGES) {
    for (const n of [...LENGTHS, 2640]) {
      for (const quantised of [true, false]) {
        assertTwins(() => {
          const q = placeQuantiser(min, max, 8), h = place(values(draw, n, q));
          const g = place(draw.mixed(n));
          return (k) => k.relu_backward_f32(g, h, n, quantised ? q : 0);
        }, `[${min}, ${max}], n = ${n}, ${quantised}`);
      }
    }
  }
});

Deno.test("relu_backward_f32() has slope 0 at 0", () => {
  reset();
  const h = place([0, -0, 1.401298464324817e-45, 1]), g = place([7, 7, 7, 7]);
  denseKernels.relu_backward_f32(g, h, 4, 0);
  assertEquals([...f32(g, 4)], [0, 0, 7, 7]);
});
