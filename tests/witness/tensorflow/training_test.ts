import { assert, assertEquals } from "@std/assert";
import mnist from "../../golden/tensorflow/mnist.json" with { type: "json" };
import synthetic from "../../golden/tensorflow/synthetic.json" with { type: "json" };
import { type DenseKernels, denseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { allocate, f32 } from "../../../lib/engines/wasm/memory.ts";
import type { Protocol, Quantization, Training } from "../../../lib/network/training.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";
import { assertAtMost, trainingOf } from "./golden.ts";
import {
  compare,
  type Differences,
  LOSS,
  pseudoImages,
  type Run,
  syntheticBatches,
  syntheticRows,
} from "./training.ts";

type Hidden = "relu" | "tanh";
type Bits = 4 | 8 | 32;

const STEPS = 100;
const batches = syntheticBatches(synthetic.order.stride);
const rows = syntheticRows(synthetic.evaluationStride);

/**
 * While losses agree no value that matters has fallen to another level. What sets us apart is the order of float32
 * sums, an ULP of exp, three of TensorFlow's tanh. Losses: 8 ULP of one between 0.5 and 1 (LOSS). Gradient: sums over
 * 256 rows, in parts of the largest element: 2^-24 for each of 32 additions to a partial sum (seen 1.1e-6: 784-16-8-4-2-10).
 * Parameters: two ULP between 0.5 and 1 (seen 6e-8). Ranges: one ULP of 6, where they start (seen 0). Evaluation: levels
 * and probabilities, two ULP between 2 and 4, a level being 0.004 or more (seen 2.6e-7: Tanh, float).
 */
const TOGETHER = { gradient: 1.9e-6, parameters: 1.2e-7, ranges: 4.8e-7, evaluation: 4.8e-7 };

/**
 * Later a value between two levels has fallen to the other one. Parameters and ranges: a tenth of what one step of Adam
 * moves a parameter (seen 4.8e-6: Tanh, 4 bit). Losses: see below.
 */
const LATER = { parameters: 1e-5, ranges: 1e-5 };

/** What a level more of one row's logit does to the mean loss of the short batch at most, the ranges being near [-6, 6]. */
function lossOfALevel(bits: Bits): number {
  return 12 / (2 ** bits - 1) / 204;
}

/** Steps that are made together with TensorFlow, where that is not all of them. */
const PART: Readonly<Record<string, number>> = { "tanh, 8 bit": 89, "tanh, 4 bit": 30 };

/** The 4-bit runs begin with biases, all others without. */
function recorded(hidden: Hidden, bits: Bits, biases = bits === 4): Run {
  const found = synthetic.runs.find((run) =>
    run.activation === hidden && run.bits === bits && run.biases === biases
  )!;
  assertEquals(found.findings.lossOperations, ["SoftmaxCrossEntropyWithLogits"]);
  assert(found.findings.kernelRangeIsOfTheWeightsBeforeTheLastUpdate);
  assert(found.findings.trainOnBatchGivesTheSame);
  return found as unknown as Run;
}

function assertTogether(found: Differences): void {
  assertAtMost(found.gradient, TOGETHER.gradient, "first gradient");
  assertAtMost(found.loss, LOSS, "loss");
  for (const what of ["parameters", "ranges", "evaluation"] as const) {
    for (const [step, difference] of found[what]) {
      if (step > found.together) continue;
      assertAtMost(difference, TOGETHER[what], `${what} after step ${step}`);
    }
  }
}

for (const hidden of ["relu", "tanh"] as const) {
  for (const bits of [8, 4, 32] as const) {
    const name = `${hidden}, ${bits} bit`, together = PART[name] ?? STEPS;
    Deno.test(`training goes as in TensorFlow, ${together} of ${STEPS} steps together: ${name}`, () => {
      const training = syntheticTraining(hidden, bits), run = recorded(hidden, bits);
      const found = compare(denseKernels, training, run, batches, rows);
      assertTogether(found);
      assertEquals(found.together, together);
      assertEquals([...found.parameters.keys()], [1, 10, 100]);
      assertAtMost(found.laterLoss, lossOfALevel(bits), "later loss");
      assertAtMost(found.parameters.get(STEPS)!, LATER.parameters, "parameters at the end");
      assertAtMost(found.ranges.get(STEPS)!, LATER.ranges, "ranges at the end");
      assertEquals(found.otherCorrect, 0);
    });
  }
}

/** The kernels, and how many values of the first forward pass of `layers` layers are a rest that sums leave: not 0, below 1e-6. */
function countingRests(layers: number): { kernels: DenseKernels; rests: () => number } {
  let calls = 0, rests = 0;
  const affine_f32: DenseKernels["affine_f32"] = (out, a, w, b, rows, inputs, units, floor) => {
    denseKernels.affine_f32(out, a, w, b, rows, inputs, units, floor);
    if (calls++ >= layers) return;
    rests += f32(out, rows * units).filter((z) => z !== 0 && Math.abs(z) < 1e-6).length;
  };
  return { kernels: { ...denseKernels, affine_f32 }, rests: () => rests };
}

Deno.test("without biases a 4-bit ReLU network parts at once: rests of sums that cancel decide what passes", () => {
  const training = syntheticTraining("relu", 4), layers = training.network.layers.length;
  for (const biases of [false, true]) {
    const { kernels, rests } = countingRests(layers);
    const found = compare(kernels, training, recorded("relu", 4, biases), batches, rows);
    // The rests fall to level 0, so the loss of that step knows nothing of them; ReLU's gradient does.
    assertAtMost(found.loss, LOSS, "loss");
    assertEquals(rests() > 0, !biases);
    assertEquals(found.gradient > 100 * TOGETHER.gradient, !biases);
  }
});

Deno.test("training goes as in TensorFlow, 10 of 10 steps together: 784-16-8-4-2-10, 8 bit", () => {
  const hidden = [16, 8, 4, 2].map((units) => ({ units, activation: "relu" as const }));
  const training = trainingOf([...hidden, { units: 10, activation: "softmax" }], 8);
  const run = mnist.runs.find(({ network }) => network === "784-16-8-4-2-10") as unknown as Run;
  const images = pseudoImages(mnist.images.seed, mnist.batches);
  const some = images[0].x.slice(0, 784 * mnist.evaluationRows);
  const found = compare(denseKernels, training, run, images, some);
  assertEquals(found.together, 10);
  assertTogether(found);
  assertEquals(found.otherCorrect, 0);
});

/** The range as it is, its zero not moved onto a level. */
function withoutNudging(q: number, levels: number): void {
  denseKernels.nudge_f32(q, levels);
  const [min, max, scale] = f32(q, 3);
  f32(q, 6).set([min, max, -min / scale], 3);
}

/** Affine maps with kernels of 8 bits in the hidden layers. */
const quantisedKernels: DenseKernels["affine_f32"] = (out, a, w, b, rows, inputs, units, floor) => {
  const n = inputs * units, wq = allocate(4 * n + 16), q = allocate(32);
  denseKernels.range_f32(q, w, n);
  denseKernels.nudge_f32(q, 255);
  denseKernels.fake_quantize_f32(wq, w, n, q);
  denseKernels.affine_f32(out, a, units === 2 ? w : wq, b, rows, inputs, units, floor);
};

interface Fault {
  readonly protocol?: Partial<Protocol>;
  readonly quantization?: Partial<Quantization>;
  readonly kernels?: Partial<DenseKernels>;
  /** Only batches of this many rows. */
  readonly size?: number;
}

const FAULTS: readonly (readonly [string, Hidden, Fault])[] = [
  ["moving average of decay .99", "relu", { quantization: { decay: 0.99 } }],
  ["ranges that start at 0", "relu", { quantization: { start: 0 } }],
  ["ranges of the batch", "relu", { quantization: { ranges: "batch" } }],
  ["epsilon of 1e-8", "relu", { protocol: { epsilon: 1e-8 } }],
  ["epsilon of 1e-8", "tanh", { protocol: { epsilon: 1e-8 } }],
  ["no nudging", "relu", { kernels: { nudge_f32: withoutNudging } }],
  ["no nudging", "tanh", { kernels: { nudge_f32: withoutNudging } }],
  ["no clip of kernels", "relu", { kernels: { clip_gradient_f32() {} } }],
  ["no gradient of the range", "tanh", { kernels: { range_gradient_f32() {} } }],
  ["quantised kernels", "tanh", { kernels: { affine_f32: quantisedKernels } }],
  ["no short batch", "relu", { size: 256 }],
  ["no short batch", "tanh", { size: 256 }],
];

function faulty(hidden: Hidden, fault: Fault): Training {
  const training = syntheticTraining(hidden, 8);
  return {
    ...training,
    protocol: { ...training.protocol, ...fault.protocol },
    quantization: { ...training.quantization!, ...fault.quantization },
  };
}

for (const [name, hidden, fault] of FAULTS) {
  Deno.test(`TensorFlow's numbers find a fault: ${name}, ${hidden}`, () => {
    const some = batches.filter(({ y }) => y.length === (fault.size ?? y.length));
    const kernels = { ...denseKernels, ...fault.kernels };
    const found = compare(kernels, faulty(hidden, fault), recorded(hidden, 8), some, rows);
    const end = found.parameters.get(STEPS)!;
    assert(end > 2 * LATER.parameters, `parameters differ by ${end}`);
    assert(found.together < STEPS);
  });
}
