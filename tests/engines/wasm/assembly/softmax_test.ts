import { assertEquals } from "@std/assert";
import { denseKernels } from "../../../../lib/engines/wasm/kernels.ts";
import { f32, i32, reset } from "../../../../lib/engines/wasm/memory.ts";
import {
  assertTwins,
  Draw,
  FINITE_SPECIALS,
  place,
  placeInts,
  placeLive,
  ROWS,
  space,
} from "../support.ts";

const CLASSES = [2, 3, 10];

/** Logits of ordinary size, far apart, and on a coarse grid so that many are tied. */
function* logits(draw: Draw, n: number): Generator<Float32Array> {
  yield draw.floats(n, 3);
  yield draw.mixed(n, 60, [...FINITE_SPECIALS, 200, -200]);
  yield draw.floats(n, 2).map(Math.round);
  yield new Float32Array(n);
}

Deno.test("softmax_f32() equals its twin, in place too", () => {
  const draw = new Draw("softmax");
  for (const rows of ROWS) {
    for (const classes of CLASSES) {
      for (const values of logits(draw, rows * classes)) {
        for (const inPlace of [false, true]) {
          assertTwins(() => {
            const z = place(values), p = inPlace ? z : space(values.length);
            return (k) => k.softmax_f32(p, z, rows, classes);
          }, `${rows} rows, ${classes} classes, in place: ${inPlace}`);
        }
      }
    }
  }
});

Deno.test("correct_f32() and cross_entropy_f32() equal their twins in full and short batches", () => {
  const draw = new Draw("cross-entropy");
  for (const rows of ROWS) {
    for (const classes of CLASSES) {
      for (const size of [rows, rows - 1, rows - 4, rows - 7]) {
        for (const values of logits(draw, rows * classes)) {
          const what = `${rows} rows, ${size} real, ${classes} classes`;
          const labels = draw.integers(rows, classes);
          assertTwins(() => {
            const z = place(values), y = placeInts(labels), live = placeLive(size, rows);
            const g = space(values.length), out = space(2);
            return (k) => k.cross_entropy_f32(g, out, z, y, live, rows, size, classes);
          }, what);
          assertTwins(() => {
            const p = place(values.map(Math.abs)), y = placeInts(labels);
            const live = placeLive(size, rows);
            return (k) => k.correct_f32(p, y, live, rows, classes);
          }, what);
        }
      }
    }
  }
});

Deno.test("cross_entropy_f32() predicts class 0 for tied logits, whatever the label", () => {
  for (const classes of CLASSES) {
    for (let label = 0; label < classes; label++) {
      reset();
      const z = place(new Float32Array(8 * classes).fill(0.75));
      const y = placeInts(new Int32Array(8).fill(label)), live = placeLive(5, 8);
      const g = space(8 * classes), out = space(2), p = space(8 * classes);
      denseKernels.cross_entropy_f32(g, out, z, y, live, 8, 5, classes);
      denseKernels.softmax_f32(p, z, 8, classes);
      assertEquals(i32(out, 2)[1], label === 0 ? 5 : 0);
      assertEquals(denseKernels.correct_f32(p, y, live, 8, classes), label === 0 ? 5 : 0);
    }
  }
});

Deno.test("cross_entropy_f32() gives log 2 and halves for two equal logits, 0 in padding", () => {
  reset();
  const z = place(new Float32Array(16)), y = placeInts(Int32Array.of(0, 1, 1, 0, 0, 0, 0, 0));
  const live = placeLive(4, 8), g = space(16), out = space(2);
  denseKernels.cross_entropy_f32(g, out, z, y, live, 8, 4, 2);
  assertEquals(f32(out, 1)[0], Math.fround(0.6931471805599453));
  assertEquals([...f32(g, 16)], [
    ...[-1, 1, 1, -1, 0, 0, 0, 0].map((x) => x / 8),
    ...[1, -1, -1, 1, 0, 0, 0, 0].map((x) => x / 8),
  ]);
});
