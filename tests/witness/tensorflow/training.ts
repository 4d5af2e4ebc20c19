import { syntheticDataset } from "../../../lib/data/synthetic.ts";
import { syntheticSplit } from "../../../lib/data/split.ts";
import type { DenseKernels } from "../../../lib/engines/wasm/kernels.ts";
import { allocate, f32, i32 } from "../../../lib/engines/wasm/memory.ts";
import { type DenseNetwork, type Layer, paddedRows } from "../../../lib/engines/wasm/network.ts";
import type { Training } from "../../../lib/network/training.ts";
import { floats, largest, networkOf, transposed, untransposed, vectorOf } from "./golden.ts";

/** What is known of a run after some steps. */
interface End {
  readonly parameters: string;
  readonly ranges: Readonly<Record<string, string | undefined>>;
  readonly evaluation: Readonly<Record<string, string | undefined>>;
}

/** A run of TensorFlow, as recorded. */
export interface Run {
  readonly initial: string;
  readonly losses: string;
  readonly correct: readonly number[];
  readonly firstGradient: string;
  readonly ends: Readonly<Record<string, End>>;
}

/** Rows x columns of inputs and the labels. */
export interface Batch {
  readonly x: Float32Array;
  readonly y: ArrayLike<number>;
}

/** The training rows of the synthetic data set in the recorded order, in batches of 256 and a short one of 204. */
export function syntheticBatches(stride: number): Batch[] {
  const { x, y } = syntheticDataset(), { train } = syntheticSplit(), batches: Batch[] = [];
  const order = Array.from(train, (_, k) => train[k * stride % train.length]);
  for (let start = 0; start < order.length; start += 256) {
    const rows = order.slice(start, start + 256);
    batches.push({
      x: Float32Array.from(rows.flatMap((row) => [...x.subarray(12 * row, 12 * row + 12)])),
      y: rows.map((row) => y[row]),
    });
  }
  return batches;
}

/** Every `stride`-th row of the synthetic data set. */
export function syntheticRows(stride: number): Float32Array {
  const { x } = syntheticDataset();
  return Float32Array.from(x).filter((_, k) => Math.floor(k / 12) % stride === 0);
}

/** The recorded pseudo-images: recipe in mnist.json. */
export function pseudoImages(seed: number, sizes: readonly number[]): Batch[] {
  const third = Math.fround(1 / 255);
  let state = seed;
  const draw = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state >>> 16;
  };
  return sizes.map((size) => {
    const x = new Float32Array(784 * size), y = new Uint8Array(size);
    for (let row = 0; row < size; row++) {
      for (let pixel = 0; pixel < 784; pixel++) {
        const level = draw();
        x[784 * row + pixel] = level < 13107 ? level % 256 * third : 0;
      }
      y[row] = draw() % 10;
    }
    return { x, y };
  });
}

/** What a level's change of one logit does to the mean loss is far above this; what rounding does, below. */
export const LOSS = 5e-7;

/** Largest differences from a recorded run; by step where it is one of the recorded ends. */
export interface Differences {
  /** Of the gradient of the first batch, in parts of its largest element. */
  readonly gradient: number;
  /** Steps, from the first on, whose losses agree within {@linkcode LOSS}. */
  readonly together: number;
  /** Of a loss of these steps, and of the later ones. */
  readonly loss: number;
  readonly laterLoss: number;
  readonly parameters: ReadonlyMap<number, number>;
  readonly ranges: ReadonlyMap<number, number>;
  /** Of a layer's output in inference, the last layer's being probabilities. */
  readonly evaluation: ReadonlyMap<number, number>;
  /** Steps in which another number of rows is classified rightly. */
  readonly otherCorrect: number;
}

function quantisersOf(layer: Layer): number[] {
  const stored = [layer.kernelQuantiser, layer.activation === "tanh" ? 0 : layer.quantiser];
  return stored.filter((q) => q !== 0);
}

/** Ranges in the recorded order: layer by layer, kernel before activation; the input's left out. */
function rangesOf(network: DenseNetwork): number[] {
  return network.layers.flatMap((layer) => quantisersOf(layer).flatMap((q) => [...f32(q, 2)]));
}

/** Outputs of all layers in inference on rows x columns. */
function evaluate(
  network: DenseNetwork,
  input: number,
  x: Float32Array,
  columns: number,
): number[] {
  const size = x.length / columns, rows = paddedRows(size), last = network.layers.length - 1;
  f32(input, columns * rows).set(transposed(x, size, columns, rows));
  network.forward(input, rows, "inference");
  network.predict(rows);
  return network.layers.flatMap(({ out, units }, l) => {
    const values = f32(l === last ? network.probabilities : out, units * rows);
    return [...untransposed(values, size, units, rows)];
  });
}

/** Arrays one behind the other; an imported JSON file has undefined where another run has a name. */
function joined(packed: readonly (string | undefined)[]): number[] {
  return packed.flatMap((text) => text === undefined ? [] : [...floats(text)]);
}

/** Recorded ranges but for the input's. */
function storedRanges({ ranges }: End): number[] {
  const names = Object.keys(ranges).filter((name) => !name.startsWith("quantize_layer"));
  return joined(names.map((name) => ranges[name]));
}

/** Feeds a batch and goes one step; gives its loss and the rows that are right. */
function takeStep(network: DenseNetwork, input: number, { x, y }: Batch) {
  const rows = paddedRows(y.length), columns = x.length / y.length;
  f32(input, columns * rows).set(transposed(x, y.length, columns, rows));
  i32(network.labels, rows).fill(0).set(y);
  network.mark(y.length, rows);
  network.forward(input, rows, "training");
  const result = network.backward(input, rows, y.length);
  network.update();
  return result;
}

/** Repeats a recorded run with the engine. */
export function compare(
  kernels: DenseKernels,
  training: Training,
  run: Run,
  batches: readonly Batch[],
  evaluated: Float32Array,
): Differences {
  const columns = batches[0].x.length / batches[0].y.length, losses = floats(run.losses);
  const network = networkOf(kernels, training, columns, 256, floats(run.initial));
  const input = allocate(4 * 256 * columns), off: number[] = [];
  const [parameters, ranges, evaluation] = [0, 0, 0].map(() => new Map<number, number>());
  let gradient = 0, otherCorrect = 0;
  for (let step = 1; step <= losses.length; step++) {
    const { loss, correct } = takeStep(network, input, batches[(step - 1) % batches.length]);
    off.push(Math.abs(loss - losses[step - 1]));
    if (correct !== run.correct[step - 1]) otherCorrect++;
    if (step === 1) {
      const first = floats(run.firstGradient), most = Math.max(...first.map(Math.abs));
      gradient = largest(vectorOf(network, network.gradients), first) / most;
    }
    const end = run.ends[step];
    if (end === undefined) continue;
    parameters.set(step, largest(vectorOf(network, network.parameters), floats(end.parameters)));
    ranges.set(step, largest(rangesOf(network), storedRanges(end)));
    const outputs = evaluate(network, input, evaluated, columns);
    evaluation.set(step, largest(outputs, joined(Object.values(end.evaluation))));
  }
  const parted = off.findIndex((difference) => !(difference <= LOSS));
  const together = parted < 0 ? off.length : parted;
  return {
    gradient,
    together,
    loss: Math.max(...off.slice(0, together)),
    laterLoss: Math.max(0, ...off.slice(together)),
    parameters,
    ranges,
    evaluation,
    otherCorrect,
  };
}
