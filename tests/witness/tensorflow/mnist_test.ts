import { assert, assertEquals } from "@std/assert";
import { sparseDataset } from "../../../lib/data/sparse.ts";
import { convKernels } from "../../../lib/engines/wasm/conv_kernels.ts";
import { f32, i32, reset } from "../../../lib/engines/wasm/memory.ts";
import { type MapKernels, mapKernels } from "../../../lib/engines/wasm/mnist/kernels.ts";
import { paddedRows, sizeOf } from "../../../lib/engines/wasm/mnist/layers.ts";
import { type Batch, MapNetwork } from "../../../lib/engines/wasm/mnist/network.ts";
import { placeSparse } from "../../../lib/engines/wasm/sparse_rows.ts";
import type { Training } from "../../../lib/network/training.ts";
import { mnistTraining } from "../../../lib/paper/mnist_trainings.ts";
import mnist from "../../golden/tensorflow/mnist.json" with { type: "json" };
import { placeInts } from "../../engines/wasm/support.ts";
import { assertAtMost, floats, largest, untransposed } from "./golden.ts";
import { LOSS, pseudoImages, type Run } from "./training.ts";

const STEPS = 10;
const COUNT = mnist.batches.reduce((sum, size) => sum + size, 0);
const scale = Math.fround(1 / 255);

/** The recorded pseudo-images as a data set of grey levels; they draw pixels so that a fifth of them is not 0. */
const dataset = (() => {
  const batches = pseudoImages(mnist.images.seed, mnist.batches);
  const x = Uint8Array.from(
    batches.flatMap((batch) => [...batch.x]),
    (value) => Math.round(value * 255),
  );
  const y = Uint8Array.from(batches.flatMap((batch) => Array.from(batch.y)));
  return { x, y, scale, columns: 784, classes: 10 };
})();

/** The recorded networks: Keras' names, our trainings. */
const TRAININGS: Readonly<Record<string, Training>> = {
  "conv": mnistTraining("Conv"),
  "784-16-8-4-2-10": mnistTraining("Bottleneck-2"),
};

/** Where kernel and bias of each layer lie in a vector of the network, as [word, length]. */
function slots({ layers }: MapNetwork): [number, number][] {
  return layers.flatMap(({ kernel, weights, bias, to }): [number, number][] => [
    [kernel, weights],
    [bias, to.channels],
  ]);
}

/** A vector of the network (parameters or their gradients), padding left out. */
function vectorOf(network: MapNetwork, at: number): number[] {
  return slots(network).flatMap(([word, length]) => [...f32(at + 4 * word, length)]);
}

/** A network with recorded parameters, its ranges at their start. */
function networkOf(kernels: MapKernels, name: string, parameters: Float32Array): MapNetwork {
  const network = new MapNetwork(kernels, TRAININGS[name], 784, 256);
  let at = 0;
  for (const [word, length] of slots(network)) {
    f32(network.parameters + 4 * word, length).set(parameters.subarray(at, at += length));
  }
  assertEquals(at, parameters.length);
  for (const { kernelQuantiser, quantiser } of network.layers) {
    for (const q of [kernelQuantiser, quantiser]) f32(q, 2).set([-6, 6]);
  }
  return network;
}

/** Outputs of all layers, pooled maps too, row by row in Keras' order: y, x, channel. */
function outputsOf(network: MapNetwork, rows: number, count: number): number[] {
  return network.layers.flatMap(({ out, to, pooled, activation }) => {
    const last = activation === "softmax";
    const maps: [number, number][] = [[last ? network.probabilities : out, sizeOf(to)]];
    if (pooled !== null) maps.push([pooled.out, sizeOf(pooled.shape)]);
    return maps.flatMap((
      [at, units],
    ) => [...untransposed(f32(at, units * rows), count, units, rows)]);
  });
}

/** Ranges in the recorded order, the input's left out. */
function rangesOf(network: MapNetwork): number[] {
  return network.layers.flatMap(({ kernelQuantiser, quantiser }) =>
    [kernelQuantiser, quantiser].flatMap((q) => [...f32(q, 2)])
  );
}

/** `size` rows of the data set from number `first` on, and their labels. */
function loadBatch(
  network: MapNetwork,
  x: number,
  order: number,
  first: number,
  size: number,
): Batch {
  const rows = paddedRows(size);
  i32(network.labels, rows).fill(0).set(dataset.y.subarray(first, first + size));
  network.mark(size, rows);
  return { x, select: order + 4 * first, size, rows };
}

function joined(packed: Iterable<[string, string | undefined]>): number[] {
  return [...packed].flatMap(([name, text]) =>
    text === undefined || name.startsWith("quantize_layer") ? [] : [...floats(text)]
  );
}

/** Largest differences from a recorded run; of the gradient in parts of its largest element. */
function compare(name: string, kernels: MapKernels) {
  const run = mnist.runs.find(({ network }) => network === name) as unknown as Run;
  reset();
  const x = placeSparse(sparseDataset(dataset)),
    order = placeInts(Int32Array.from({ length: COUNT }, (_, r) => r));
  const network = networkOf(kernels, name, floats(run.initial));
  const losses = floats(run.losses),
    worst = { gradient: 0, loss: 0, parameters: 0, ranges: 0, evaluation: 0 };
  const starts = mnist.batches.map((_, k) => mnist.batches.slice(0, k).reduce((a, b) => a + b, 0));
  let correct = 0;
  for (let step = 1; step <= STEPS; step++) {
    const at = (step - 1) % starts.length, size = mnist.batches[at];
    const batch = loadBatch(network, x, order, starts[at], size);
    network.train(batch);
    const result = network.backward(batch);
    worst.loss = Math.max(worst.loss, Math.abs(result.loss - losses[step - 1]));
    if (result.correct === run.correct[step - 1]) correct++;
    if (step === 1) {
      const first = floats(run.firstGradient), most = Math.max(...first.map(Math.abs));
      worst.gradient = largest(vectorOf(network, network.gradients), first) / most;
    }
    network.update();
    const end = run.ends[step];
    if (end === undefined) continue;
    const raise = (what: keyof typeof worst, found: number[], expected: ArrayLike<number>) => {
      worst[what] = Math.max(worst[what], largest(found, expected));
    };
    raise("parameters", vectorOf(network, network.parameters), floats(end.parameters));
    raise("ranges", rangesOf(network), joined(Object.entries(end.ranges)));
    network.settle();
    network.infer(loadBatch(network, x, order, 0, mnist.evaluationRows));
    const outputs = outputsOf(network, 8, mnist.evaluationRows);
    raise("evaluation", outputs, joined(Object.entries(end.evaluation)));
  }
  return { ...worst, correct };
}

/**
 * One sum of the first pass cancels: row 233, pixel (2, 6), channel 0 sees two levels, 38 and 8, whose weights are as 8 to
 * -38. In our order it is 0; TensorFlow's leaves a rest above 0, so that its ReLU passes a gradient on. With such a rest
 * in its place the first gradient agrees, so nothing else is between us.
 */
function withTheRest(): { kernels: MapKernels; was: () => number } {
  let was = NaN;
  const conv_f32: MapKernels["conv_f32"] = (out, ...rest) => {
    convKernels.conv_f32(out, ...rest);
    if (!Number.isNaN(was)) return;
    const h = f32(out, 26 * 26 * 2 * 256), k = (2 * 26 + 6) * 2 * 256 + 233;
    was = h[k];
    h[k] = 1e-9;
  };
  return { kernels: { ...mapKernels, conv_f32 }, was: () => was };
}

/**
 * As for the dense networks: sums in another order. Gradient, in parts of its largest element: 2^-24 for each of 32
 * additions to a partial sum (seen 1.3e-6: Conv, 1.1e-6: dense). Parameters: two ULP between 0.5 and 1 (seen 9e-8).
 * Ranges: one ULP of 6 (seen 0). Evaluation: levels and probabilities, two ULP between 2 and 4, a level being 0.004 or
 * more (seen 6e-8): all levels agree.
 */
const TOLERANCES = {
  gradient: 1.9e-6,
  loss: LOSS,
  parameters: 1.2e-7,
  ranges: 4.8e-7,
  evaluation: 4.8e-7,
};

function assertTogether(found: ReturnType<typeof compare>): void {
  for (const [what, allowed] of Object.entries(TOLERANCES)) {
    assertAtMost(found[what as keyof typeof TOLERANCES], allowed, what);
  }
  assertEquals(found.correct, STEPS);
}

Deno.test("Conv goes as in TensorFlow, 10 of 10 steps together: every layer and pooled map", () => {
  const { kernels, was } = withTheRest();
  const found = compare("conv", kernels);
  assertEquals(was(), 0);
  assertTogether(found);
});

Deno.test("784-16-8-4-2-10 with a sparse first layer goes as in TensorFlow, 10 of 10 steps together", () => {
  assertTogether(compare("784-16-8-4-2-10", mapKernels));
});

/** Gradient to the last element of a window that has its maximum. */
const lastOfTies: MapKernels["max_pool_backward_f32"] = (
  g,
  x,
  d,
  rows,
  height,
  width,
  channels,
) => {
  const n = height * width * channels * rows, X = f32(x, n), G = f32(g, n).fill(0);
  const place = (y: number, column: number) => (y * width + column) * channels * rows;
  let from = 0;
  for (let y = 0; y + 1 < height; y += 2) {
    for (let column = 0; column + 1 < width; column += 2) {
      for (let k = 0; k < channels * rows; k++) {
        const window = [
          place(y, column),
          place(y, column + 1),
          place(y + 1, column),
          place(y + 1, column + 1),
        ];
        const last = window.reduce((most, at) => X[at + k] >= X[most + k] ? at : most);
        G[last + k] = f32(d, n)[from++];
      }
    }
  }
};

const FAULTS: readonly (readonly [string, string, Partial<MapKernels>])[] = [
  ["a tie's gradient to its last element", "conv", { max_pool_backward_f32: lastOfTies }],
  ["gradient of the input without its flip", "conv", {
    conv_backward_input_f32(da, g, w, ...rest) {
      const flipped = f32(w, 36).slice().reverse(), own = f32(w, 36).slice();
      f32(w, 36).set(flipped);
      convKernels.conv_backward_input_f32(da, g, w, ...rest);
      f32(w, 36).set(own);
    },
  }],
  ["no ReLU", "conv", {
    conv_f32: (...[out, a, w, b, rows, height, width, inputs, outputs]) =>
      convKernels.conv_f32(out, a, w, b, rows, height, width, inputs, outputs, -Infinity),
  }],
  ["rows of the batch in another order", "784-16-8-4-2-10", {
    sparse_backward_weights_f32: (dw, db, x, select, g, size, rows, columns, outputs) =>
      mapKernels.sparse_backward_weights_f32(
        ...[dw, db, x, select + 4, g, size - 1, rows, columns, outputs] as const,
      ),
  }],
];

for (const [name, network, fault] of FAULTS) {
  Deno.test(`TensorFlow's numbers find a fault: ${name}`, () => {
    const found = compare(network, { ...mapKernels, ...fault });
    assert(found.gradient > 100 * TOLERANCES.gradient, `gradient differs by ${found.gradient}`);
  });
}
