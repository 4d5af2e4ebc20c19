import { assert, assertEquals } from "@std/assert";
import vectors from "../../../../fixtures/fake-quantize.json" with { type: "json" };
import { type DenseKernels, denseKernels } from "../../../../lib/engines/wasm/kernels.ts";
import { f32, reset, u32 } from "../../../../lib/engines/wasm/memory.ts";
import { DenseNetwork } from "../../../../lib/engines/wasm/network.ts";
import { referenceKernels } from "../../../../lib/engines/wasm/reference.ts";
import type { Training } from "../../../../lib/network/training.ts";
import { syntheticTraining } from "../../../../lib/paper/synthetic_trainings.ts";
import { place, space } from "../support.ts";

const KERNELS: [string, DenseKernels][] = [["wasm", denseKernels], ["plain", referenceKernels]];

/**
 * The vectors' powers of beta are NumPy's float32 pow, which is one ULP off at beta1^4; the canonical double product,
 * rounded once (docs/protocol.md, section 5), is the correctly rounded power. Moments and parameters agree all the
 * same.
 */
const CANONICAL_RATE_OF_STEP_4 = "379a27b1";

/** A float32 from its bit pattern, big-endian hex. */
function float(hex: string): number {
  return new Float32Array(Uint32Array.of(parseInt(hex, 16)).buffer)[0];
}

function hexAt(at: number, n: number): string[] {
  return Array.from(u32(at, n), (word) => word.toString(16).padStart(8, "0"));
}

function nudged(k: DenseKernels, min: number, max: number, bits: number): number {
  const q = place([min, max, 0, 0, 0, 0, 0, 0]);
  k.nudge_f32(q, (1 << bits) - 1);
  return q;
}

function quantize(k: DenseKernels, x: number[], min: number, max: number, bits: number): number {
  const out = space(x.length);
  k.fake_quantize_f32(out, place(x), x.length, nudged(k, min, max, bits));
  return out;
}

for (const [name, k] of KERNELS) {
  Deno.test(`nudge_f32() gives the known bit patterns (${name})`, () => {
    assertEquals(vectors.nudge.length, 12);
    for (const { min, max, bits, scale, zp, nmin, nmax } of vectors.nudge) {
      reset();
      const q = nudged(k, float(min), float(max), bits);
      assertEquals(hexAt(q + 8, 3), [scale, nmin, nmax], `[${min}, ${max}], ${bits} bits`);
      assertEquals(f32(q, 6)[5], zp, `[${min}, ${max}], ${bits} bits`);
    }
  });

  Deno.test(`fake_quantize_f32() gives the known bit patterns (${name})`, () => {
    assertEquals(vectors.fq.length, 6);
    for (const { min, max, bits, x, y } of vectors.fq) {
      reset();
      const out = quantize(k, x.map(float), float(min), float(max), bits);
      assertEquals(hexAt(out, y.length), y, `[${min}, ${max}], ${bits} bits`);
    }
  });

  Deno.test(`fake_quantize_f32() gives the values published in three issues (${name})`, () => {
    reset();
    // Printed by an older kernel: 1.0039215 is one ULP below the vectors' 3f808081.
    const published = [-0.9960785, 0, 1.0039215].map(Math.fround), ulp = 1.1920928955078125e-7;
    const seen = f32(quantize(k, [-1, 0, 1], -1, 1, 8), 3);
    published.forEach((x, i) => assert(Math.abs(seen[i] - x) <= ulp, `${seen[i]}, not ${x}`));
    assertEquals([...f32(quantize(k, [123], 12, 123, 8), 1)], [111]);
    assertEquals([...f32(nudged(k, -0.5, 2.5, 4) + 12, 2)], [-0.6, 2.4].map(Math.fround));
  });

  Deno.test(`binned_u16() gives the known bins of a quantised layer (${name})`, () => {
    reset();
    const { x, T } = vectors.binning_quantized_8, values = x.map(float), rows = x.length;
    const lo = Math.min(...values), span = Math.fround(Math.max(...values) - lo);
    const states = space(2 * rows);
    k.binned_u16(states, 8, place(values), rows, lo, span, 256);
    assertEquals(Array.from({ length: rows }, (_, r) => u32(states, 2 * rows)[2 * r] & 0xffff), T);
  });

  Deno.test(`forward() moves a ReLU range as known for batches of range [0, 1] (${name})`, () => {
    reset();
    const training = tiny(), network = new DenseNetwork(k, training, 1, 8);
    const hidden = network.layers[0], input = place([0, 1, 0, 1, 0, 1, 0, 1]);
    f32(network.parameters + 4 * hidden.kernel, 1)[0] = 1;
    const start = training.quantization!.start;
    for (const { quantiser } of network.layers) f32(quantiser, 2).set([-start, start]);
    const known = new Map(Object.entries(vectors.ema_batch_0_1));
    for (let step = 1; step <= 13000; step++) {
      network.forward(input, 8, "training");
      const expected = known.get(String(step));
      if (expected) assertEquals(hexAt(hidden.quantiser, 2), expected, `step ${step}`);
    }
    network.forward(input, 8, "inference");
    assertEquals(hexAt(hidden.quantiser, 2), known.get("13000"), "inference moves no range");
  });

  Deno.test(`update() takes the known steps of Adam (${name})`, () => {
    reset();
    let alpha = 0;
    const spy: DenseKernels = {
      ...k,
      adam_f32(...args) {
        alpha = args[5];
        k.adam_f32(...args);
      },
    };
    const network = new DenseNetwork(spy, tiny(), 1, 8), out = place([0]);
    const { parameters, gradients, first, second } = network;
    f32(parameters, 1)[0] = 0.3;
    assertEquals(vectors["adam_p0_0.3"].length, 7);
    for (const step of vectors["adam_p0_0.3"]) {
      f32(gradients, 1)[0] = float(step.g);
      network.update();
      f32(out, 1)[0] = alpha;
      assertEquals(network.clock.step, step.t);
      const seen = [out, first, second, parameters].map((at) => hexAt(at, 1)[0]);
      const rate = step.t === 4 ? CANONICAL_RATE_OF_STEP_4 : step.alpha;
      assertEquals(seen, [rate, step.m, step.v, step.p], `step ${step.t}`);
    }
  });
}

/** One input, one ReLU unit, two classes, trained as the synthetic networks are. */
function tiny(): Training {
  const training = syntheticTraining("relu", 8);
  return {
    ...training,
    network: {
      ...training.network,
      layers: [{ units: 1, activation: "relu" }, { units: 2, activation: "softmax" }],
    },
  };
}
