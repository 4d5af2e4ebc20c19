import { assert, assertEquals } from "@std/assert";
import { denseKernels } from "../../../../lib/engines/wasm/kernels.ts";
import { f32, reset, u32, u8 } from "../../../../lib/engines/wasm/memory.ts";
import { assertTwins, Draw, LENGTHS, place, placeInts, ROWS, space } from "../support.ts";

Deno.test("adam_f32() equals its twin at every length", () => {
  const draw = new Draw("adam");
  for (const n of [...LENGTHS, 304]) {
    for (const alpha of [3.16e-5, 1e-4]) {
      const changed = assertTwins(() => {
        const p = place(draw.mixed(n)), g = place(draw.mixed(n)), m = place(draw.mixed(n));
        const v = place(draw.mixed(n).map(Math.abs));
        return (k) =>
          k.adam_f32(p, g, m, v, n, alpha, 0.10000002384185791, 0.0009999871253967285, 1e-7);
      }, `n = ${n}, alpha = ${alpha}`);
      assert(changed > 0);
    }
  }
});

Deno.test("permutation_u32() equals the stream's permutation", () => {
  const draw = new Draw("permutation");
  for (const n of [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 255, 256, 257, 3276, 60000]) {
    for (let repeat = 0; repeat < (n < 300 ? 20 : 2); repeat++) {
      assertTwins(() => {
        const [k0, k1, c2, c3] = Array.from({ length: 4 }, () => draw.below(4294967295) | 0);
        const out = space(n);
        return (k) => k.permutation_u32(out, n, k0, k1, c2, c3);
      }, `n = ${n}`);
    }
  }
});

Deno.test("permutation_u32() gives every number once", () => {
  reset();
  const out = space(3276);
  denseKernels.permutation_u32(out, 3276, 1, -2, 3, -4);
  const order = u32(out, 3276);
  assertEquals(new Set(order).size, 3276);
  assert(order.every((k) => k < 3276));
  assert(order.some((k, at) => k !== at));
});

Deno.test("gather_f32() and gather_i32() equal their twins and repeat the last real row", () => {
  const draw = new Draw("gather");
  for (const rows of ROWS) {
    for (const size of [1, rows - 7, rows - 4, rows - 1, rows]) {
      for (const columns of [4, 8, 12, 16]) {
        const changed = assertTwins(() => {
          const table = place(draw.mixed(97 * columns)), labels = placeInts(draw.integers(97, 10));
          const select = placeInts(draw.integers(size, 97));
          const out = space(columns * rows), y = space(rows);
          return (k) => {
            k.gather_f32(out, table, columns, select, size, rows);
            k.gather_i32(y, labels, select, size, rows);
          };
        }, `${rows} rows, ${size} real, ${columns} columns`);
        assert(changed === (columns + 1) * rows);
      }
    }
  }
});

Deno.test("gather_f32() turns rows into columns", () => {
  reset();
  const table = place(Float32Array.from({ length: 20 }, (_, k) => k));
  const select = placeInts(Int32Array.of(4, 0, 2)), out = space(32);
  denseKernels.gather_f32(out, table, 4, select, 3, 8);
  assertEquals([...f32(out, 8)], [16, 0, 8, 8, 8, 8, 8, 8]);
  assertEquals([...f32(out + 96, 8)], [19, 3, 11, 11, 11, 11, 11, 11]);
});

Deno.test("row_maximum_codes_u8() equals its twin and keeps the rest of a row", () => {
  const draw = new Draw("row maximum");
  for (const rows of [1, 2, 7, 8, 9, 4096]) {
    for (const classes of [1, 2, 3, 8, 10]) {
      const step = 8 * Math.ceil(classes / 8);
      assertTwins(() => {
        const states = placeInts(draw.integers(rows * step / 4, 4294967295));
        return (k) => k.row_maximum_codes_u8(states, step, rows, classes);
      }, `${rows} rows, ${classes} classes`);
    }
  }
});

Deno.test("row_maximum_codes_u8() does not see a common shift", () => {
  reset();
  const states = space(6);
  u8(states, 24).set([200, 10, 255, 0, 0, 0, 0, 7, 190, 0, 245, 0, 0, 0, 0, 7, 3, 3, 3]);
  denseKernels.row_maximum_codes_u8(states, 8, 3, 3);
  assertEquals([...u8(states, 19)], [
    55,
    245,
    0,
    0,
    0,
    0,
    0,
    7,
    55,
    245,
    0,
    0,
    0,
    0,
    0,
    7,
    0,
    0,
    0,
  ]);
});

Deno.test("binned_u16() equals its twin, ties between bins among the values", () => {
  const draw = new Draw("binned");
  for (const rows of [...LENGTHS, 256, 4096]) {
    for (const bins of [16, 256]) {
      for (const [lo, span] of [[0, 1], [0.125, 0.75], [1e-7, 0.3]]) {
        // Odd multiples of half a bin: exact ties where the range is dyadic.
        const ties = Array.from({ length: bins }, (_, k) => lo + (k + 0.5) * span / bins);
        assertTwins(() => {
          const inside = draw.floats(rows, 0.5).map((x) => lo + (x + 0.5) * span);
          const x = place(inside.map((v) => draw.below(2) ? v : ties[draw.below(bins)]));
          const states = space(rows * 2);
          return (k) => k.binned_u16(states + 2, 8, x, rows, lo, Math.fround(span), bins);
        }, `${rows} rows, ${bins} bins from ${lo}`);
      }
    }
  }
});

Deno.test("binned_u16() rounds halves to even and reaches bin 2^bits", () => {
  reset();
  const x = place([0, 0.5 / 256, 1.5 / 256, 2.5 / 256, 3.5 / 256, 1]), states = space(12);
  denseKernels.binned_u16(states, 8, x, 6, 0, 1, 256);
  const bins = Array.from({ length: 6 }, (_, r) => u32(states, 12)[2 * r] & 0xffff);
  assertEquals(bins, [0, 0, 2, 2, 4, 256]);
});

Deno.test("bits_u32() and binned_f64() equal their twins at every number of rows", () => {
  const draw = new Draw("float states");
  for (const rows of [1, 2, 7, 8, 9, 256]) {
    assertTwins(() => {
      const x = place(draw.mixed(rows, 1, [0, -0, Infinity, 1e-45])), states = space(4 * rows);
      return (k) => k.bits_u32(states + 4, 16, x, rows);
    }, `bits, ${rows} rows`);
    assertTwins(() => {
      const x = place(draw.floats(rows)), states = space(4 * rows);
      return (k) => k.binned_f64(states + 8, 16, x, rows, -1, 3.1, 4294967296);
    }, `bins, ${rows} rows`);
  }
});

Deno.test("row_maximum_shift_f32() equals its twin and leaves 0 at the row's largest", () => {
  const draw = new Draw("row maximum shift");
  for (const [rows, classes] of [[8, 1], [8, 2], [16, 3], [256, 10]]) {
    assertTwins(() => {
      const z = place(draw.mixed(rows * classes, 5, [0, -0])), out = space(rows * classes);
      return (k) => k.row_maximum_shift_f32(out, z, rows, classes);
    }, `${rows} x ${classes}`);
  }
  reset();
  const z = place([...Array(8).fill(1), ...Array(8).fill(3)]), out = space(16);
  denseKernels.row_maximum_shift_f32(out, z, 8, 2);
  assertEquals([...f32(out, 16)], [...Array(8).fill(-2), ...Array(8).fill(0)]);
});
