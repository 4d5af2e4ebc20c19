import { assert, assertEquals } from "@std/assert";
import { type ConvKernels, convKernels } from "../../../../lib/engines/wasm/conv_kernels.ts";
import { convReference } from "../../../../lib/engines/wasm/conv_reference.ts";
import { f32, reset } from "../../../../lib/engines/wasm/memory.ts";
import { Draw, place, space } from "../support.ts";
import { assertSameAsTwin } from "../twins.ts";

/** Height, width, channels: even, odd and mixed; then the maps of the network. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [2, 2, 1],
  [3, 2, 2],
  [2, 5, 1],
  [3, 3, 3],
  [7, 4, 2],
  [11, 11, 2],
  [26, 26, 2],
];

const twins = (lay: () => (k: ConvKernels) => void, what: string) =>
  assertSameAsTwin(convKernels, convReference, lay, what);

/** Few different values, so that windows have ties; zeros of both signs as ReLU leaves them. */
function* maps(draw: Draw, n: number): Generator<Float32Array> {
  yield draw.mixed(n);
  yield draw.floats(n, 2).map((x) => Math.max(0, Math.round(x)));
  yield draw.floats(n).map((x) => x < 0 ? -0 : 0);
}

Deno.test("max_pool_f32() and max_pool_backward_f32() equal their twins at every shape, ties included", () => {
  const draw = new Draw("pool");
  for (const rows of [8, 24]) {
    for (const [height, width, channels] of SHAPES) {
      const n = height * width * channels * rows;
      const pooled = (height >> 1) * (width >> 1) * channels * rows;
      for (const values of maps(draw, n)) {
        const changed = twins(() => {
          const x = place(values), out = space(pooled), d = place(draw.mixed(pooled)), g = space(n);
          return (k) => {
            k.max_pool_f32(out, x, rows, height, width, channels);
            k.max_pool_backward_f32(g, x, d, rows, height, width, channels);
          };
        }, `${rows} rows, ${height} x ${width} x ${channels}`);
        assertEquals(changed, n + pooled);
      }
    }
  }
});

Deno.test("max_pool_backward_f32() gives a tie's gradient to the first in scan order", () => {
  // One window of 2 x 2 a row: r counts which of its elements are the largest.
  const largest = Array.from({ length: 16 }, (_, r) => [0, 1, 2, 3].map((k) => r >> k & 1));
  reset();
  const x = place([0, 1, 2, 3].flatMap((k) => largest.map((bits) => 1 + bits[k])));
  const d = place(largest.map((_, r) => r + 1)), g = space(64), out = space(16);
  convKernels.max_pool_f32(out, x, 16, 2, 2, 1);
  convKernels.max_pool_backward_f32(g, x, d, 16, 2, 2, 1);
  assertEquals([...f32(out, 16)], [1, ...Array(15).fill(2)]);
  largest.forEach((bits, r) => {
    const own = [0, 1, 2, 3].map((k) => f32(g, 64)[16 * k + r]);
    const first = Math.max(0, bits.indexOf(1));
    assertEquals(own, [0, 1, 2, 3].map((k) => k === first ? r + 1 : 0));
  });
});

Deno.test("the last line and column of an odd map are in no window", () => {
  const draw = new Draw("odd map"), rows = 8;
  reset();
  const x = place(draw.floats(11 * 11 * 2 * rows).map((value) => 2 + value));
  const d = place(new Float32Array(5 * 5 * 2 * rows).fill(1)), g = space(11 * 11 * 2 * rows);
  convKernels.max_pool_backward_f32(g, x, d, rows, 11, 11, 2);
  const found = f32(g, 11 * 11 * 2 * rows);
  assertEquals(found.reduce((sum, value) => sum + value, 0), 50 * rows);
  found.forEach((value, k) => {
    const pixel = Math.floor(k / (2 * rows)), y = Math.floor(pixel / 11), column = pixel % 11;
    assert(value === 0 || y < 10 && column < 10);
  });
});
