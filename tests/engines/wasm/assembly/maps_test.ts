import { assertEquals } from "@std/assert";
import { type ConvKernels, convKernels } from "../../../../lib/engines/wasm/conv_kernels.ts";
import { convReference } from "../../../../lib/engines/wasm/conv_reference.ts";
import { denseKernels } from "../../../../lib/engines/wasm/kernels.ts";
import { allocate, f32, reset, u8 } from "../../../../lib/engines/wasm/memory.ts";
import { Draw, place, placeQuantiser, space } from "../support.ts";
import { assertSameAsTwin } from "../twins.ts";

/** Ordinary ranges, one beside zero, one far below and above one, the empty one. */
const RANGES: readonly (readonly [number, number])[] = [
  [-6, 6],
  [0, 0.7],
  [-2.9, 0],
  [-1e-20, 3e-21],
  [-1e20, 3e19],
  [0.25, 8],
  [0, 0],
];

/** What fake quantisation makes of values around a range. */
function placeLevels(draw: Draw, n: number, range: readonly [number, number], bits: number) {
  const q = placeQuantiser(...range, bits), width = Math.max(...range.map(Math.abs)) || 1;
  const x = place(draw.mixed(n, 1.5 * width, [0, -0, ...range]));
  denseKernels.fake_quantize_f32(x, x, n, q);
  return { q, x };
}

Deno.test("level_codes_u8() equals its twin at every number of units", () => {
  const draw = new Draw("level codes");
  for (const rows of [8, 24]) {
    for (const units of [1, 2, 3, 4, 5, 7, 8, 9, 17]) {
      for (const range of RANGES) {
        const step = 8 * Math.ceil(units / 8);
        const changed = assertSameAsTwin<ConvKernels>(convKernels, convReference, () => {
          const { x, q } = placeLevels(draw, units * rows, range, 8);
          const states = space(step * rows / 4);
          return (k) => k.level_codes_u8(states, step, x, units, rows, q);
        }, `${rows} rows, ${units} units, range ${range}`);
        if (units < 8) assertEquals(changed > 0, true);
      }
    }
  }
});

Deno.test("level_codes_u8() has the codes that codes_u8() has of the values themselves", () => {
  const draw = new Draw("codes of levels"), rows = 4096;
  for (const bits of [4, 8]) {
    for (const range of RANGES) {
      reset();
      const q = placeQuantiser(...range, bits), width = Math.max(...range.map(Math.abs)) || 1;
      const x = place(draw.floats(rows, 1.2 * width)), out = allocate(4 * rows);
      const [expected, found] = [allocate(rows), allocate(rows)];
      denseKernels.codes_u8(expected, 1, x, rows, q);
      denseKernels.fake_quantize_f32(out, x, rows, q);
      convKernels.level_codes_u8(found, 1, out, 1, rows, q);
      assertEquals(u8(found, rows), u8(expected, rows), `${bits} bits, ${range}`);
      assertEquals(f32(out, rows).every(Number.isFinite), true);
    }
  }
});
