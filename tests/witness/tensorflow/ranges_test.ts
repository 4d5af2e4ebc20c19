import { assert, assertEquals } from "@std/assert";
import golden from "../../golden/tensorflow/operations.json" with { type: "json" };
import type { DenseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { allocate, f32, reset } from "../../../lib/engines/wasm/memory.ts";
import type { DenseNetwork } from "../../../lib/engines/wasm/network.ts";
import { place, placeQuantiser, space } from "../../engines/wasm/support.ts";
import { assertSameBits, floats, KERNELS, networkOf, trainingOf } from "./golden.ts";

const { steps, perStep, cases } = golden.ranges;
const values = floats(golden.ranges.values);

function caseOf(kind: string, bits: number) {
  const found = cases.find((one) => one.kind === kind && one.bits === bits)!;
  return {
    start: floats(found.start),
    ranges: floats(found.ranges),
    out: floats(found.out),
    inference: floats(found.inference),
  };
}

/** Checks a quantiser of the engine, step by step: its range, what it gives in training, then in inference. */
function assertSteps(
  kind: string,
  bits: 4 | 8,
  pass: (x: Float32Array, mode: "training" | "inference") => { range: number; out: number },
): void {
  const expected = caseOf(kind, bits);
  assertEquals(expected.ranges.length, 2 * steps);
  for (let step = 0; step < steps; step++) {
    const at = step * perStep, x = values.slice(at, at + perStep), what = `${kind}, step ${step}`;
    const range = expected.ranges.subarray(2 * step, 2 * step + 2);
    const training = pass(x, "training");
    assertSameBits(f32(training.range, 2), range, `${what}: range`);
    assertSameBits(f32(training.out, perStep), expected.out.slice(at, at + perStep), what);
    const inference = pass(x.map((value) => value * 1.5), "inference");
    assertSameBits(f32(inference.range, 2), range, `${what}: range after inference`);
    assertSameBits(f32(inference.out, perStep), expected.inference.slice(at, at + perStep), what);
  }
}

/** One softmax unit on `columns` inputs. */
function unit(k: DenseKernels, bits: 4 | 8, columns: number, kernel: Float32Array): DenseNetwork {
  const training = trainingOf([{ units: 1, activation: "softmax" }], bits);
  return networkOf(k, training, columns, perStep, Float32Array.of(...kernel, 0));
}

for (const [name, k] of KERNELS) {
  for (const bits of [4, 8] as const) {
    Deno.test(`a moving range goes as in TensorFlow: ${bits} bit (${name})`, () => {
      // A kernel of one 1 is exact when quantised: the logits are the inputs.
      const network = unit(k, bits, 1, Float32Array.of(1)), [layer] = network.layers;
      const input = allocate(4 * perStep);
      assertSameBits(f32(layer.quantiser, 2), caseOf("movingAverage", bits).start, "start");
      assertSteps("movingAverage", bits, (x, mode) => {
        f32(input, perStep).set(x);
        network.forward(input, perStep, mode);
        return { range: layer.quantiser, out: layer.out };
      });
    });

    Deno.test(`a kernel's range goes as in TensorFlow: ${bits} bit (${name})`, () => {
      const network = unit(k, bits, perStep, new Float32Array(perStep)), [layer] = network.layers;
      const input = allocate(4 * perStep * 8);
      assertSameBits(f32(layer.kernelQuantiser, 2), caseOf("lastValue", bits).start, "start");
      assertSteps("lastValue", bits, (x, mode) => {
        f32(network.parameters, perStep).set(x);
        network.forward(input, 8, mode);
        return { range: layer.kernelQuantiser, out: layer.effective };
      });
    });

    Deno.test(`the rule of the input's range is TensorFlow's: ${bits} bit (${name})`, () => {
      const range = Float32Array.of(0, 0);
      assertSteps("allValues", bits, (x, mode) => {
        reset();
        if (mode === "training") range.set([Math.min(range[0], ...x), Math.max(range[1], ...x)]);
        const q = placeQuantiser(range[0], range[1], bits), out = space(perStep);
        k.fake_quantize_f32(out, place(x), perStep, q);
        return { range: q, out };
      });
    });
  }
}

for (const [name, k] of KERNELS) {
  Deno.test(`each operation of a moving range's update is rounded, as in TensorFlow (${name})`, () => {
    const { n, before, batch, after, findings } = golden.rounding;
    assert(findings.eachOperation === findings.of && findings.once < findings.of);
    const network = unit(k, 8, 1, Float32Array.of(1)), [layer] = network.layers;
    const input = allocate(4 * perStep), found = new Float32Array(2 * n);
    for (let at = 0; at < 2 * n; at += 2) {
      f32(layer.quantiser, 2).set(floats(before).subarray(at, at + 2));
      f32(input, 2).set(floats(batch).subarray(at, at + 2));
      network.forward(input, perStep, "training");
      found.set(f32(layer.quantiser, 2), at);
    }
    assertSameBits(found, floats(after), "ranges");
  });
}

Deno.test("the input quantiser gives the grey levels that the engine feeds", () => {
  const third = Math.fround(1 / 255), levels = floats(golden.greyLevels);
  assertSameBits(levels, Float32Array.from({ length: 256 }, (_, l) => l * third), "grey levels");
});
