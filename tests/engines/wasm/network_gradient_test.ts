import { assert, assertThrows } from "@std/assert";
import { type DenseKernels, denseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { f32, i32, reset } from "../../../lib/engines/wasm/memory.ts";
import { DenseNetwork } from "../../../lib/engines/wasm/network.ts";
import type { Activation, Quantization } from "../../../lib/network/training.ts";
import { smallTraining } from "./small.ts";
import { Draw, place } from "./support.ts";
import { type Batch, Surrogate, surrogateKernels } from "./surrogate.ts";

const SIZE = 21;
const ROWS = 24;
const COLUMNS = 5;

/**
 * Float32 against float64: the largest difference over all cases below is 3.2e-7 of the largest gradient (0.1 to 1),
 * some ULP after sums of 21 rows; the faults at the end of this file give 0.03 to 2. Between them:
 */
const TOLERANCE = 3e-6;

interface Case {
  readonly hidden: Exclude<Activation, "softmax">;
  readonly quantization: Partial<Quantization> | null;
}

/** How often each mask was at work: without this a check could pass over what it is there for. */
interface Seen {
  kernels: number;
  relu: number;
  above: number;
  logits: number;
  low: number;
  high: number;
}

const nothing = (): Seen => ({ kernels: 0, relu: 0, above: 0, logits: 0, low: 0, high: 0 });

function batchOf(draw: Draw): Batch {
  const x = Array.from({ length: SIZE }, () => [...draw.floats(COLUMNS)]);
  // The last row, which padding repeats, is often extreme, and there twice: ties.
  x[SIZE - 1] = x[SIZE - 1].map((value) => 2 * value);
  x[2] = x[SIZE - 1];
  return { x, y: [...draw.integers(SIZE, 3)] };
}

/** Lays the batch out as the engine sees it, padding repeating the last row. */
function load(network: DenseNetwork, { x, y }: Batch): number {
  const at = (r: number) => Math.min(r, SIZE - 1);
  const values = Array.from(
    { length: COLUMNS * ROWS },
    (_, k) => x[at(k % ROWS)][Math.floor(k / ROWS)],
  );
  const input = place(values);
  i32(network.labels, ROWS).set(Array.from({ length: ROWS }, (_, r) => y[at(r)]));
  network.mark(SIZE, ROWS);
  return input;
}

function count(network: DenseNetwork, seen: Seen): void {
  for (
    const { activation, h, units, kernelQuantiser, quantiser, inputs, kernel } of network.layers
  ) {
    if (quantiser === 0) continue;
    const [min, max, , least, most] = f32(quantiser, 8), values = f32(h, units * ROWS);
    if (activation === "tanh") {
      if (min < least) seen.low++;
      if (max > most) seen.high++;
    } else if (activation === "relu") {
      seen.relu += values.filter((x) => x === 0).length;
      seen.above += values.filter((x) => x > most).length;
    } else seen.logits += values.filter((x) => x < least || x > most).length;
    if (kernelQuantiser === 0) continue;
    const [, , , lowest, highest] = f32(kernelQuantiser, 8);
    const w = f32(network.parameters + 4 * kernel, inputs * units);
    seen.kernels += w.filter((x) => x < lowest || x > highest).length;
  }
}

/** Largest difference between the engine's gradient and central differences, as a share of the largest gradient. */
function error(of: Case, seed: number, kernels: DenseKernels, seen = nothing()): number {
  reset();
  const draw = new Draw(`gradient ${of.hidden} ${seed}`), batch = batchOf(draw);
  const training = smallTraining(of.hidden, of.quantization);
  const network = new DenseNetwork(surrogateKernels(kernels), training, COLUMNS, ROWS);
  const input = load(network, batch), start = of.quantization?.start ?? 6;
  const weights = draw.floats(network.words, 0.9);
  f32(network.parameters, network.words).set(weights);
  for (const { quantiser } of network.layers) {
    if (quantiser !== 0) f32(quantiser, 2).set([-start, start]);
  }
  network.forward(input, ROWS, "training");
  network.backward(input, ROWS, SIZE);
  count(network, seen);
  const surrogate = new Surrogate(network);
  const expected = surrogate.gradient(Float64Array.from(weights), batch);
  const found = f32(network.gradients, network.words);
  const largest = Math.max(...[...expected.values()].map(Math.abs));
  assert(largest > 0.01, "a gradient of nothing proves nothing");
  let worst = 0;
  for (const [k, value] of expected) {
    const difference = Math.abs(found[k] - value) / largest;
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

const SEEDS = [0, 1, 2, 3, 4, 5];
const CASES: readonly (readonly [string, Case])[] = [
  ["ReLU, float", { hidden: "relu", quantization: null }],
  ["Tanh, float", { hidden: "tanh", quantization: null }],
  ["ReLU, 8 bit", { hidden: "relu", quantization: { bits: 8, start: 1.2 } }],
  ["ReLU, 4 bit", { hidden: "relu", quantization: { bits: 4, start: 1.2 } }],
  ["Tanh, 8 bit", { hidden: "tanh", quantization: { bits: 8, start: 0.6 } }],
  ["Tanh, 4 bit", { hidden: "tanh", quantization: { bits: 4, start: 0.6 } }],
];

function check(of: Case, kernels: DenseKernels = denseKernels): Seen {
  const seen = nothing();
  for (const seed of SEEDS) {
    const worst = error(of, seed, kernels, seen);
    assert(worst <= TOLERANCE, `seed ${seed}: relative difference ${worst}`);
  }
  return seen;
}

for (const [name, of] of CASES) {
  Deno.test(`backward() equals central differences on every parameter: ${name}`, () => {
    const { kernels, relu, above, logits, low, high } = check(of);
    if (of.quantization === null) return;
    assert(kernels >= SEEDS.length && logits > 20, `${kernels} weights, ${logits} logits clipped`);
    if (of.hidden === "relu") assert(relu > 100 && above > 50, `${relu} dead, ${above} clipped`);
    else assert(low > 2 && high > 2, `${low} low, ${high} high ends clamped`);
  });
}

const [RELU, TANH] = [CASES[3][1], CASES[5][1]];
/** Kernels with one fault each, and the case that must find it. */
const FAULTS: readonly (readonly [string, Case, Partial<DenseKernels>])[] = [
  ["no clip of kernels or logits", RELU, { clip_gradient_f32() {} }],
  ["no slope of ReLU", RELU, { relu_backward_f32() {} }],
  ["no upper end of ReLU", RELU, {
    relu_backward_f32: (g, h, n) => denseKernels.relu_backward_f32(g, h, n, 0),
  }],
  ["no range gradient", TANH, { range_gradient_f32() {} }],
  ["range gradient cut off", TANH, {
    range_gradient_f32: (g, h, _live, rows, units, q) =>
      denseKernels.clip_gradient_f32(g, h, rows * units, q),
  }],
  ["no slope of Tanh", TANH, { tanh_backward_f32() {} }],
  ["gradient of the wrong sign", RELU, {
    cross_entropy_f32(...args) {
      denseKernels.cross_entropy_f32(...args);
      const [g, , , , , rows, , classes] = args;
      f32(g, rows * classes).set(f32(g, rows * classes).map((x) => -x));
    },
  }],
  ["mean over padded rows", RELU, {
    cross_entropy_f32(g, out, z, labels, live, rows, _size, classes) {
      denseKernels.cross_entropy_f32(g, out, z, labels, live, rows, rows, classes);
    },
  }],
];

for (const [name, of, fault] of FAULTS) {
  Deno.test(`the gradient check finds a fault: ${name}`, () => {
    assertThrows(() => check(of, { ...denseKernels, ...fault }), Error, "relative difference");
  });
}
