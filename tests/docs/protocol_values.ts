/** The constants of docs/protocol.md as the code has them: exported, or computed anew from what is. */
import { expF32 } from "../../lib/bits/elementary.ts";
import { Stream } from "../../lib/bits/random.ts";
import { MNIST_FILES, mnistSplit } from "../../lib/data/mnist.ts";
import { syntheticSplit } from "../../lib/data/split.ts";
import { syntheticDataset } from "../../lib/data/synthetic.ts";
import { MOST_BINS } from "../../lib/engines/wasm/bins_edges.ts";
import { f32, reset } from "../../lib/engines/wasm/memory.ts";
import { layOut } from "../../lib/engines/wasm/mnist/layers.ts";
import { referenceKernels } from "../../lib/engines/wasm/reference.ts";
import { entropy } from "../../lib/information/entropy.ts";
import { segmentEnds, type Training } from "../../lib/network/training.ts";
import { NOTHING } from "../../lib/paper/claims/estimate.ts";
import { COLLAPSE } from "../../lib/paper/claims/sample.ts";
import { warmthOf } from "../../lib/paper/claims/warmth.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { PRESETS, type Scale } from "../../lib/paper/presets.ts";
import { ATTEMPTS } from "../../lib/plan/settle.ts";
import { experimentJsonSchema, SCHEMA } from "../../lib/runs/schema.ts";
import { studentQuantile } from "../../lib/statistics/student.ts";
import { halfInterval } from "../../lib/study/steps/tables/text.ts";
import { place } from "../engines/wasm/support.ts";

const f = Math.fround;

/** A value of a table: numbers in their order, or a text. */
export type Value = readonly number[] | string;

const all = Object.entries(EXPERIMENTS);
const synthetic = all.filter(([name]) => name.startsWith("SYN")).map(([, one]) => one);
const mnist = all.filter(([name]) => name.startsWith("MNIST")).map(([, one]) => one);
const conv = EXPERIMENTS["MNIST-Conv"];

/** The value that all of these have. */
function common<T>(values: readonly T[]): T {
  const texts = new Set(values.map((value) => JSON.stringify(value)));
  if (texts.size === 1) return values[0];
  throw new Error(`not one value: ${[...texts]}`);
}

const trainings = [...synthetic, ...mnist].map(({ training }) => training);
const quantization = common(
  trainings.flatMap(({ quantization }) => {
    if (quantization === null) return [];
    const { bits: _, ...rest } = quantization;
    return [rest];
  }),
);
const protocolOf = (experiments: typeof synthetic) =>
  common(experiments.map(({ training: { protocol: { prefit: _, ...rest } } }) => rest));
const adam = common([synthetic, mnist].map((of) => {
  const { batch, learningRate, beta1, beta2, epsilon, restart } = protocolOf(of);
  return { batch, learningRate, beta1, beta2, epsilon, restart };
}));
const { restart } = adam;

const data = syntheticDataset(), split = syntheticSplit(), images = mnistSplit();
const ones = (rows: Iterable<number>) => [...rows].filter((row) => data.y[row] === 1).length;
const rows = data.y.length, pixels = 784, imageRows = images.train.length + images.test.length;

/** Widths of a dense network, the input first. */
function widths(training: Training, columns: number): string {
  return [columns, ...training.network.layers.map(({ units }) => units)].join("-");
}

/** Widths and maps of a network with convolutions. */
function mapsOf(training: Training): string {
  reset();
  const { layers } = layOut(training, pixels, 8);
  const text = ({ side, channels }: { side: number; channels: number }) =>
    side === 1 ? `${channels}` : `${side}x${side}x${channels}`;
  const { side } = layers[0].from;
  const maps = layers.flatMap(({ to, pooled }) => pooled === null ? [to] : [to, pooled.shape]);
  return [`${side}x${side}`, ...maps.map(text)].join("-");
}

/** Epochs, records, steps an epoch, steps of the published runs of a data set. */
function schedule(of: typeof synthetic, scale: Scale, trainRows: number) {
  const { epochs } = PRESETS.paper[scale], { every, batch } = protocolOf(of);
  const steps = Math.ceil(trainRows / batch);
  return { epochs, every, records: Math.ceil(epochs / every), steps, all: steps * epochs };
}

const bySynthetic = schedule(synthetic, "synthetic", split.train.length);
const byMnist = schedule(mnist, "dense", images.train.length);
const ends = (of: typeof synthetic, epochs: number) =>
  segmentEnds(of[0].training.protocol, epochs).slice(0, 4);

const repeatsOf = (
  test: (name: string) => boolean,
) => [common(all.filter(([name]) => test(name)).map(([, { repeats }]) => repeats))];
const sizeOf = (preset: keyof typeof PRESETS, scale: Scale) => {
  const { repeats, epochs } = PRESETS[preset][scale];
  return [repeats, epochs];
};

/** FQ(x; min, max). */
function quantised(x: number[], min: number, max: number, bits: number): number[] {
  reset();
  const q = place([min, max, 0, 0, 0, 0, 0, 0]), out = place(x);
  referenceKernels.nudge_f32(q, (1 << bits) - 1);
  referenceKernels.fake_quantize_f32(out, out, x.length, q);
  return [...f32(out, x.length)];
}

/**
 * Distinct bins of the released estimator over all pairs of codes of two logits whose range is R wide.
 *
 * @param bits Of codes and bins.
 */
function binsLeft(range: number, bits: number): number {
  const levels = (1 << bits) - 1, scale = f(range / levels), pairs: number[][] = [];
  for (let a = 0; a <= levels; a++) {
    for (let b = 0; b <= levels; b++) {
      const z = [f(a * scale), f(b * scale)], most = Math.max(...z);
      const e = z.map((one) => expF32(f(one - most))), inverse = f(1 / f(e[0] + e[1]));
      pairs.push(e.map((one) => f(one * inverse)));
    }
  }
  const lo = Math.min(...pairs.map((p) => Math.min(...p)));
  const span = f(Math.max(...pairs.map((p) => Math.max(...p))) - lo), bins = 1 << bits;
  const binOf = (p: number) => halfToEven(f(f(f(p - lo) * bins) / span));
  return new Set(pairs.map((p) => p.map(binOf).join())).size;
}

function halfToEven(x: number): number {
  const whole = Math.floor(x), rest = x - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole;
}

const RANGES = [1, 4, 8, 16, 40];

/** Least and most that the validator takes of a number. */
function limits(...path: string[]): Value {
  // deno-lint-ignore no-explicit-any -- a JSON Schema is any JSON
  let at: any = experimentJsonSchema();
  for (const field of path) at = at.properties?.[field] ?? at[field];
  return [at.minimum ?? at.minItems, at.maximum ?? at.maxItems];
}

/** The fewest bits behind the binary point that write all of these. */
function bitsOf(numbers: readonly number[]): number {
  let bits = 0;
  for (let scaled = numbers; !scaled.every(Number.isInteger); bits++) {
    scaled = scaled.map((n) => 2 * n);
  }
  return bits;
}

const bitsTaken = Array.from({ length: 33 }, (_, bits) => bits).filter((bits) =>
  SCHEMA.safeParse({
    ...{ name: "own", repeats: 1, epochs: 1, network: { layers: [1], activation: "relu" } },
    quantization: { bits: bits as 4 },
  }).success
);

/** Values by the name that the page gives them, in its order. */
export const VALUES: Readonly<Record<string, () => Value>> = {
  bits: () => bitsTaken,
  "bits, by the names of the experiments": () => [
    ...new Set(all.flatMap(([name]) => name.match(/^SYN-\w+-(\d+)$/)?.slice(1).map(Number) ?? [])),
  ],
  "scale, synthetic": () => [data.scale],
  "start of range": () => [quantization.start],
  decay: () => [quantization.decay],
  d: () => [f(1 - quantization.decay)],
  "FQ of -1, 0, 1; range [-1, 1], 8 bit": () =>
    quantised([-1, 0, 1], -1, 1, 8).map((x) => String(Number(x.toFixed(7)))).join(", "),
  "FQ of 123; range [12, 123], 8 bit": () => quantised([123], 12, 123, 8),
  "nudged range of [-0.5, 2.5], 4 bit": () =>
    quantised([-1e3, 1e3], -0.5, 2.5, 4).map((x) => String(Number(x.toFixed(6)))).join(", "),
  n: () => bitsTaken.map((bits) => (1 << bits) - 1),
  batch: () => [adam.batch],
  lr: () => [adam.learningRate],
  "lr, f32": () => [f(adam.learningRate)],
  beta1: () => [adam.beta1],
  "beta1, f32": () => [f(adam.beta1)],
  "1 - beta1, f32": () => [f(1 - f(adam.beta1))],
  beta2: () => [adam.beta2],
  "beta2, f32": () => [f(adam.beta2)],
  "1 - beta2, f32": () => [f(1 - f(adam.beta2))],
  epsilon: () => [adam.epsilon],
  "epsilon, f32": () => [f(adam.epsilon)],
  "initializer, synthetic": () => common(synthetic.map((one) => one.training.network.initializer)),
  "initializer, MNIST": () => common(mnist.map((one) => one.training.network.initializer)),
  "layers of SYN": () => common(synthetic.map(({ training }) => widths(training, data.columns))),
  "layers of Bottleneck-2": () => widths(EXPERIMENTS["MNIST-Bottleneck-2"].training, pixels),
  "layers of Bottleneck-4": () => widths(EXPERIMENTS["MNIST-Bottleneck-4"].training, pixels),
  "layers of HourGlass": () => widths(EXPERIMENTS["MNIST-HourGlass"].training, pixels),
  "layers of 4x10": () => widths(EXPERIMENTS["MNIST-4x10"].training, pixels),
  "layers of Conv": () => mapsOf(conv.training),
  "rows, synthetic": () => [rows],
  "rows to train, synthetic": () => [split.train.length],
  "rows to test, synthetic": () => [split.test.length],
  "ones of all, train, test": () => [ones(data.y.keys()), ones(split.train), ones(split.test)],
  "H(Y), synthetic": () => {
    const one = ones(data.y.keys()), histogram = Uint32Array.of(rows - one, 1, one, 1);
    return entropy(histogram, rows).toFixed(8);
  },
  "first test rows": () => [...split.test.subarray(0, 4)],
  "shares of the split, percent": () =>
    [split.train, split.test].map(({ length }) => Math.round(100 * length / rows)),
  "rows to train, MNIST": () => [images.train.length],
  "rows to test, MNIST": () => [images.test.length],
  "rows, MNIST": () => [imageRows],
  "H(X), MNIST": () => entropy(Uint32Array.of(1, imageRows), imageRows).toFixed(3),
  "epochs, synthetic": () => [bySynthetic.epochs],
  "epochs, MNIST": () => [byMnist.epochs],
  "every, synthetic": () => [bySynthetic.every],
  "every, MNIST": () => [byMnist.every],
  "records, synthetic": () => [bySynthetic.records],
  "records, MNIST": () => [byMnist.records],
  "steps an epoch, synthetic": () => [bySynthetic.steps],
  "steps an epoch, MNIST": () => [byMnist.steps],
  "steps, synthetic": () => [bySynthetic.all],
  "steps, MNIST": () => [byMnist.all],
  "first ends of segments, synthetic": () => ends(synthetic, bySynthetic.epochs),
  "first ends of segments, MNIST": () => ends(mnist, byMnist.epochs),
  "epochs of the prefit": () => [
    common(synthetic.map(({ training }) => training.protocol.prefit).filter((n) => n > 0)),
  ],
  "restart from epoch": () => [restart.from],
  "restart below accuracy": () => [restart.below],
  "attempts at most": () => [ATTEMPTS],
  "repeats, synthetic": () => repeatsOf((name) => /^SYN-\w+-\d+$/.test(name)),
  "repeats with a prefit": () => repeatsOf((name) => name.endsWith("Prefit")),
  "repeats of Bottlenecks, HourGlass": () => repeatsOf((name) => /Bottle|Hour/.test(name)),
  "repeats of 4x10 and Conv": () => repeatsOf((name) => /4x10|Conv/.test(name)),
  "accuracy of a constant": () => (ones(data.y.keys()) / rows).toFixed(3),
  "share of ones, percent": () => (100 * ones(data.y.keys()) / rows).toFixed(1),
  "smoke, synthetic": () => sizeOf("smoke", "synthetic"),
  "smoke, MNIST": () => common([sizeOf("smoke", "dense"), sizeOf("smoke", "convolution")]),
  "quick, synthetic": () => sizeOf("quick", "synthetic"),
  "quick, MNIST": () => sizeOf("quick", "dense"),
  "quick, Conv": () => sizeOf("quick", "convolution"),
  "paper, synthetic": () => sizeOf("paper", "synthetic"),
  "paper, MNIST": () => sizeOf("paper", "dense"),
  "paper, Conv": () => sizeOf("paper", "convolution"),
  "exact states of two classes, 8 and 4 bit": () => [8, 4].map((bits) => 2 * (1 << bits) - 1),
  "bins for R = 1, 4, 8, 16, 40; 8 bit": () => RANGES.map((range) => binsLeft(range, 8)),
  "bins for R = 1, 4, 8, 16, 40; 4 bit": () => RANGES.map((range) => binsLeft(range, 4)),
  "bins of the paper": () => {
    const estimators = synthetic.flatMap(({ estimators }) => estimators);
    const bins = estimators.flatMap((one) => "bins" in one ? [one.bins] : []);
    return [...new Set(bins)];
  },
  "most bins": () => [MOST_BINS],
  "half width of two repeats, tables": () => [halfInterval(1, 2)],
  ...Object.fromEntries(
    Object.entries(MNIST_FILES).map(([name, { sha256 }]) => [name, () => sha256]),
  ),
  "bits of a number in [0, 1)": () => {
    const stream = new Stream(Uint32Array.of(1, 2, 3, 4));
    const drawn = Array.from({ length: 100 }, () => stream.unit());
    return [bitsOf(drawn)];
  },
  "units of a layer": () => limits("network", "layers", "items", "anyOf", "0"),
  "hidden layers": () => limits("network", "layers"),
  "rows of a batch": () => limits("protocol", "batch"),
  repeats: () => limits("repeats"),
  epochs: () => limits("epochs"),
  "first warm epoch, synthetic and MNIST": () =>
    ["SYN-Tanh-8", "MNIST-Conv"].map((experiment) =>
      warmthOf({ experiment, states: "binned", phase: "train" })
    ),
  "headroom that is nothing, bits": () => [NOTHING],
  "collapse below the median": () => [COLLAPSE],
  "t for 1, 9, 19 and 30 degrees of freedom": () => [1, 9, 19, 30].map(studentQuantile),
};
