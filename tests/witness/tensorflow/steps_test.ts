import { assertEquals } from "@std/assert";
import golden from "../../golden/tensorflow/operations.json" with { type: "json" };
import { f32, i32, reset } from "../../../lib/engines/wasm/memory.ts";
import { place, placeInts, placeLive, space } from "../../engines/wasm/support.ts";
import {
  assertAtMost,
  assertSameBits,
  bytes,
  floats,
  KERNELS,
  largest,
  largestUlp,
  networkOf,
  trainingOf,
  transposed,
  untransposed,
} from "./golden.ts";

/** Distance of float32 numbers between 0.5 and 1. */
const UNIT = 2 ** -24;

/**
 * What is allowed between two ways to a probability, at most 1: a unit for each exponential and each addition to
 * their sum (together no more than `classes` of them fall on one probability, and two on its own exponential), and one
 * for each further operation.
 */
function tolerance(classes: number, further: number): number {
  return (classes + 2 + further) * UNIT;
}

for (const [name, k] of KERNELS) {
  Deno.test(`cross_entropy_f32() gives TensorFlow's loss and gradient (${name})`, () => {
    assertEquals(golden.loss.length, 5);
    for (const { rows, classes, z, labels, loss, gradient } of golden.loss) {
      reset();
      const height = Math.ceil(rows / 8) * 8, what = `${rows} rows, ${classes} classes`;
      const logits = place(transposed(floats(z), rows, classes, height));
      const y = placeInts(Int32Array.from({ length: height }, (_, r) => bytes(labels)[r] ?? 0));
      const g = space(classes * height), out = space(4), live = placeLive(rows, height);
      k.cross_entropy_f32(g, out, logits, y, live, height, rows, classes);
      // Means of the same terms, each off by an ULP or so in either direction: seen 1 ULP.
      assertAtMost(largestUlp(f32(out, 1), floats(loss)), 2, `${what}: loss`);
      const found = untransposed(f32(g, classes * height), rows, classes, height);
      // Quotient, difference, and the division by the batch's size (there: the product with its reciprocal).
      const difference = largest(found, floats(gradient));
      assertAtMost(difference, tolerance(classes, 3) / rows, `${what}: gradient`);
    }
  });

  Deno.test(`softmax_f32() gives TensorFlow's probabilities, right rows included (${name})`, () => {
    for (const { rows, classes, z, labels, probabilities } of golden.loss) {
      reset();
      const height = Math.ceil(rows / 8) * 8, what = `${rows} rows, ${classes} classes`;
      const p = place(transposed(floats(z), rows, classes, height)),
        expected = floats(probabilities);
      const y = placeInts(Int32Array.from({ length: height }, (_, r) => bytes(labels)[r] ?? 0));
      k.softmax_f32(p, p, height, classes);
      const found = untransposed(f32(p, classes * height), rows, classes, height);
      // Product and reciprocal; TensorFlow's is a quick one, up to 2 ULP off.
      assertAtMost(largest(found, expected), tolerance(classes, 4), what);
      const right = i32(y, rows).reduce((sum, label, r) => {
        const row = expected.subarray(r * classes, (r + 1) * classes);
        return sum + (row.indexOf(Math.max(...row)) === label ? 1 : 0);
      }, 0);
      assertEquals(k.correct_f32(p, y, placeLive(rows, height), height, classes), right, what);
    }
  });

  Deno.test(`update() gives the bits of TensorFlow's Adam over 50 steps (${name})`, () => {
    const { steps, n, start, gradients, parameters, first, second } = golden.adam;
    const training = trainingOf([{ units: 1, activation: "softmax" }], 32);
    const network = networkOf(k, training, n, 8, Float32Array.of(...floats(start), 0));
    const given = floats(gradients);
    const vectors = [
      ["parameters", network.parameters, floats(parameters)],
      ["first moment", network.first, floats(first)],
      ["second moment", network.second, floats(second)],
    ] as const;
    assertEquals(given.length, 50 * n);
    for (let step = 0; step < steps; step++) {
      const part = [step * n, (step + 1) * n] as const;
      f32(network.gradients, n).set(given.subarray(...part));
      network.update();
      for (const [what, at, expected] of vectors) {
        assertSameBits(f32(at, n), expected.subarray(...part), `${what} after step ${step + 1}`);
      }
    }
  });
}
