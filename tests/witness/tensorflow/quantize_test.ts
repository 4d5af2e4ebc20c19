import { assert, assertEquals } from "@std/assert";
import golden from "../../golden/tensorflow/operations.json" with { type: "json" };
import type { DenseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { f32, reset } from "../../../lib/engines/wasm/memory.ts";
import { place, placeLive, space } from "../../engines/wasm/support.ts";
import {
  assertAtMost,
  assertSameBits,
  floats,
  KERNELS,
  largest,
  largestUlp,
  transposed,
  untransposed,
} from "./golden.ts";

function placeNudged(k: DenseKernels, range: ArrayLike<number>, bits: number): number {
  const q = place([range[0], range[1], 0, 0, 0, 0, 0, 0]);
  k.nudge_f32(q, (1 << bits) - 1);
  return q;
}

/** TensorFlow's threads read subnormals as zero; the engine keeps them (docs/protocol.md, section 11). */
function flushed(x: Float32Array): Float32Array {
  return x.map((value) => Math.abs(value) < 2 ** -126 ? 0 : value);
}

function quantized(k: DenseKernels, x: Float32Array, range: ArrayLike<number>, bits: number) {
  reset();
  const out = space(x.length);
  k.fake_quantize_f32(out, place(x), x.length, placeNudged(k, range, bits));
  return f32(out, x.length).slice();
}

Deno.test("the goldens answer the recipe's open questions the way docs/protocol.md does", () => {
  const { fakeQuantize, tanhQuantizer, loss, subnormals } = golden.findings;
  assertEquals(fakeQuantize.variantB, fakeQuantize.of);
  assert(fakeQuantize.variantA < fakeQuantize.of && fakeQuantize.zeroIsALevel);
  assert(tanhQuantizer.clampedLow > 0 && tanhQuantizer.clampedHigh > 0);
  assert(loss.keepsLogits);
  assert(subnormals.readAsZero && subnormals.writtenAsZero);
});

for (const [name, k] of KERNELS) {
  Deno.test(`fake_quantize_f32() gives TensorFlow's bits (${name})`, () => {
    assertEquals(golden.fakeQuantize.length, 90);
    for (const { bits, range, x, y } of golden.fakeQuantize) {
      const ends = floats(range);
      assertSameBits(quantized(k, floats(x), ends, bits), floats(y), `[${ends}], ${bits} bits`);
    }
  });

  Deno.test(`clip_gradient_f32() and the nudged range give TensorFlow's gradients (${name})`, () => {
    for (const { bits, range, x, g, dx, dRange } of golden.fakeQuantize) {
      reset();
      const values = flushed(floats(x)), gradient = floats(g), ends = floats(range);
      const at = place(gradient), q = placeNudged(k, ends, bits), [, , , least, most] = f32(q, 5);
      const beyond = (is: (value: number) => boolean) =>
        gradient.reduce((sum, value, i) => sum + (is(values[i]) ? value : 0), 0);
      const empty = ends[0] === 0 && ends[1] === 0;
      // The golden gradients are eighths: their sums are exact in any order.
      const sums = empty ? [0, 0] : [beyond((v) => v < least), beyond((v) => v > most)];
      k.clip_gradient_f32(at, place(values), values.length, q);
      assertSameBits(f32(at, values.length), floats(dx), `[${ends}], ${bits} bits`);
      assertSameBits(sums, floats(dRange), `[${ends}], ${bits} bits`);
    }
  });

  Deno.test(`fake_quantize_f32() on the batch's range gives TensorFlow's bits for Tanh layers (${name})`, () => {
    for (const { bits, h, out } of golden.tanhQuantizer) {
      reset();
      const values = floats(h), range = space(2);
      k.range_f32(range, place(values), values.length);
      assertSameBits(
        quantized(k, values, f32(range, 2).slice(), bits),
        floats(out),
        `${bits} bits`,
      );
    }
  });

  Deno.test(`range_gradient_f32() gives TensorFlow's gradient (${name})`, () => {
    for (const { name: what, bits, rows, units, h, g, dh } of golden.tanhQuantizer) {
      reset();
      const height = Math.ceil(rows / 8) * 8, values = floats(h), gradient = floats(g);
      const padded = transposed(gradient, rows, units, height)
        .map((value, i) => i % height < rows ? value : 0);
      const at = place(padded), x = place(transposed(values, rows, units, height));
      const range = space(2), live = placeLive(rows, height);
      k.range_f32(range, x, units * height);
      const q = placeNudged(k, f32(range, 2), bits);
      k.range_gradient_f32(at, x, live, height, units, q);
      const found = untransposed(f32(at, units * height), rows, units, height);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const [, , , nudgedLeast, nudgedMost] = f32(q, 5);
      const tied = (value: number) => value === least || value === most;
      const clamped = gradient.filter((_, i) => values[i] < nudgedLeast || values[i] > nudgedMost);
      assertSameBits(
        found.filter((_, i) => !tied(values[i])),
        floats(dh).filter((_, i) => !tied(values[i])),
        `${what}, ${bits} bits: elements that are no extreme`,
      );
      // Extremes receive a sum of n clamped elements' gradients: in any order it errs by less than n units of 2^-24 of
      // the sum of magnitudes. A unit more for each rounding of the share: a quotient here, there the product with
      // a rounded reciprocal, which is all that is seen: 3e-8, with three tied elements.
      const magnitude = clamped.reduce((sum, value) => sum + Math.abs(value), 0);
      const tolerance = (2 * clamped.length + 2) * 2 ** -24 * magnitude;
      const difference = largest(found, floats(dh));
      assertAtMost(difference, tolerance, `${what}, ${bits} bits`);
    }
  });

  Deno.test(`tanh_backward_f32() gives TensorFlow's bits (${name})`, () => {
    for (const { name: what, bits, h, dh, dz } of golden.tanhQuantizer) {
      reset();
      const values = floats(h), at = place(floats(dh));
      k.tanh_backward_f32(at, place(values), values.length);
      assertSameBits(f32(at, values.length), floats(dz), `${what}, ${bits} bits`);
    }
  });

  Deno.test(`tanh_f32() is near TensorFlow's (${name})`, () => {
    for (const { name: what, z, h } of golden.tanhQuantizer) {
      reset();
      const values = floats(z), at = space(values.length);
      k.tanh_f32(at, place(values), values.length);
      // Ours is within 0.52 ULP of tanh; TensorFlow's rational approximation is up to 3 away (largest seen: 3).
      assertAtMost(largestUlp(f32(at, values.length), floats(h)), 4, what);
    }
  });
}
