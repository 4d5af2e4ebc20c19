import { assert, assertEquals } from "@std/assert";
import {
  countCorrect,
  meanCrossEntropy,
  oneHot,
  probabilities,
} from "../../../lib/engines/tfjs/loss.ts";
import { distance, Draw, onBackends, read } from "./support.ts";

const REPEATS = 2, ROWS = 5, CLASSES = 3;
const draw = new Draw("loss");
const logits = draw.floats(REPEATS * ROWS * CLASSES, 4);
const labels = Array.from({ length: REPEATS * ROWS }, () => draw.below(CLASSES));

/** Softmax of a row in double. */
function softmax(row: number): number[] {
  const z = [...logits.subarray(row * CLASSES, (row + 1) * CLASSES)];
  const e = z.map((v) => Math.exp(v - Math.max(...z))), sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

onBackends("meanCrossEntropy() and its gradient are as defined, repeat by repeat", async (tf) => {
  const zs = tf.tensor3d(logits, [REPEATS, ROWS, CLASSES]);
  const ys = tf.tensor3d(labels, [REPEATS, ROWS, 1]);
  const p = labels.map((_, row) => softmax(row));
  const losses = p.map((of, row) => -Math.log(of[labels[row]]) / ROWS);
  const expected = [0, 1].map((r) =>
    losses.slice(r * ROWS, (r + 1) * ROWS).reduce((a, b) => a + b, 0)
  );
  // Float32 against double, with losses of some units.
  const far = distance(await read(meanCrossEntropy(tf, zs, ys)), expected);
  assert(far < 2e-6, `${far}`);
  const gradient = await read(tf.grad((zs) => tf.sum(meanCrossEntropy(tf, zs, ys)))(zs));
  const slope = p.flatMap((of, row) => of.map((v, c) => (v - (c === labels[row] ? 1 : 0)) / ROWS));
  const off = distance(gradient, slope);
  assert(off < 1e-6, `${off}`);
  const wrong = distance(await read(probabilities(tf, zs)), p.flat());
  assert(wrong < 1e-6, `${wrong}`);
});

onBackends("countCorrect() takes the first of equally probable classes", async (tf) => {
  const z = tf.tensor3d([[[1, 1, 0], [0, 2, 2], [3, 3, 3], [0, 0, 1]], [
    [0, 1, 1],
    [1, 0, 1],
    [0, 0, 0],
    [5, 1, 2],
  ]]);
  const y = tf.tensor3d([0, 2, 0, 2, 1, 2, 1, 0], [2, 4, 1]);
  assertEquals(await read(countCorrect(tf, z, y)), [3, 2]);
});

onBackends("oneHot() has a 1 at the label", async (tf) => {
  assertEquals(await read(oneHot(tf, tf.tensor3d([0, 2], [1, 2, 1]), 3)), [1, 0, 0, 0, 0, 1]);
});
