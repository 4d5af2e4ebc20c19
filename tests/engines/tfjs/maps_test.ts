import { assert, assertEquals } from "@std/assert";
import { maxPool, patches } from "../../../lib/engines/tfjs/maps.ts";
import type { Maps } from "../../../lib/engines/tfjs/plan.ts";
import { distance, Draw, onBackends, pullback, read } from "./support.ts";

const draw = new Draw("maps");

const maps = (side: number, channels: number): Maps => {
  const convolved = side - 2;
  return { side, convolved, pooled: Math.floor(convolved / 2), channels, kernel: 3, pool: 2 };
};

onBackends(
  "patches() times a kernel is the convolution, each repeat with its own kernel",
  async (tf) => {
    const repeats = 2, rows = 3, side = 5, channels = 2, filters = 4, out = side - 2;
    const a = draw.floats(repeats * rows * side * side * channels);
    const kernel = draw.floats(repeats * 9 * channels * filters);
    const found = await read(tf.matMul(
      patches(tf, tf.tensor3d(a, [repeats, rows, side * side * channels]), maps(side, channels)),
      tf.tensor3d(kernel, [repeats, 9 * channels, filters]),
    ));
    const expected: number[] = [];
    for (let r = 0; r < repeats; r++) {
      for (let n = 0; n < rows; n++) {
        for (let p = 0; p < out * out; p++) {
          for (let f = 0; f < filters; f++) {
            let sum = 0;
            for (let w = 0; w < 9 * channels; w++) {
              const place = Math.floor(w / channels),
                i = Math.floor(p / out) + Math.floor(place / 3);
              const j = p % out + place % 3, c = w % channels;
              sum += a[(((r * rows + n) * side + i) * side + j) * channels + c] *
                kernel[(r * 9 * channels + w) * filters + f];
            }
            expected.push(sum);
          }
        }
      }
    }
    // 18 products of at most 1, in float32 against float64.
    const far = distance(found, expected);
    assert(far < 1e-5, `${far}`);
  },
);

onBackends(
  "maxPool() gives the gradient to the first of equal values; an odd end is in no window",
  async (tf) => {
    // One row of 5 x 5 with one channel: windows at rows and columns 0-1 and 2-3.
    const map = [
      [1, 1, 0, 2, 9],
      [1, 0, 2, 2, 9],
      [0, 0, 3, 4, 9],
      [0, 5, 4, 4, 9],
      [9, 9, 9, 9, 9],
    ];
    const of = { ...maps(7, 1), channels: 1 }, x = tf.tensor3d(map.flat(), [1, 25, 1]);
    assertEquals(await read(maxPool(tf, x, 1, of)), [1, 2, 5, 4]);
    const weights = tf.tensor3d([1, 2, 3, 4], [1, 1, 4]);
    assertEquals(await pullback(tf, (x) => maxPool(tf, x, 1, of), x, weights), [
      ...[1, 0, 0, 2, 0],
      ...[0, 0, 0, 0, 0],
      ...[0, 0, 0, 4, 0],
      ...[0, 3, 0, 0, 0],
      ...[0, 0, 0, 0, 0],
    ]);
  },
);

onBackends("maxPool() keeps repeats, rows and channels apart", async (tf) => {
  const repeats = 2, rows = 3, channels = 2, side = 4;
  const values = draw.floats(repeats * rows * side * side * channels);
  const x = tf.tensor3d(values, [repeats, rows * side * side, channels]);
  const expected: number[] = [];
  for (let n = 0; n < repeats * rows; n++) {
    for (const [i, j] of [[0, 0], [0, 2], [2, 0], [2, 2]]) {
      for (let c = 0; c < channels; c++) {
        const at = (di: number, dj: number) =>
          values[((n * side + i + di) * side + j + dj) * channels + c];
        expected.push(Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1)));
      }
    }
  }
  assertEquals(await read(maxPool(tf, x, rows, maps(6, channels))), expected);
});
