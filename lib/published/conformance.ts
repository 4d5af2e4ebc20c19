/**
 * Conformance, whether this machine will reproduce the bits: digests of every building block on fixed inputs, from
 * elementary functions up to tiny segments, so that the first difference names the cause (docs/architecture.md,
 * section 7).
 *
 * @module
 */
import { firstMismatch, type Mismatch } from "../steps/mismatch.ts";
import committed from "../../fixtures/conformance.json" with { type: "json" };
import { expDouble, log, log2, logDouble, tanhDouble } from "../bits/elementary.ts";
import { sha256 } from "../bits/digest.ts";
import { permutation, Stream, streamKey } from "../bits/random.ts";
import { decodeTensors } from "../bits/safetensors.ts";
import { encodeDataset, encodeSplit } from "../data/codec.ts";
import { decodeSparse, encodeSparse, type SparseDataset, sparseDataset } from "../data/sparse.ts";
import { syntheticSplit } from "../data/split.ts";
import { type Dataset, syntheticDataset } from "../data/synthetic.ts";
import { initialSnapshot } from "../engines/wasm/initialize.ts";
import { denseKernels } from "../engines/wasm/kernels.ts";
import { allocate, f32, reset, u32, u8 } from "../engines/wasm/memory.ts";
import { initialSnapshot as initialMapSnapshot } from "../engines/wasm/mnist/initialize.ts";
import { BINNED, EXACT } from "../information/estimator.ts";
import type { Phase } from "../network/training.ts";
import { MNIST_NETWORKS, type MnistNetwork, mnistTraining } from "../paper/mnist_trainings.ts";
import type { Bytes } from "../study/steps/io.ts";
import { type Measurement, runSegmentPass } from "../study/steps/measure.ts";
import { runMnistSegmentPass } from "../study/steps/mnist/measure.ts";
import { syntheticTraining } from "../paper/synthetic_trainings.ts";
import { ConformanceError } from "./conformance_error.ts";

/** What a conformance run finds: SHA-256 by name, in the order in which the blocks build on each other. */
export type Conformance = Readonly<Record<string, string>>;

const SAMPLES = 1 << 14;
/** Odd, near 2^32 divided by the golden ratio: its multiples visit all exponents and mantissas evenly. */
const STRIDE = 0x9e3779b1;

function digestOfArray({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return sha256(new Uint8Array(buffer, byteOffset, byteLength));
}

/** Finite float32 values of all magnitudes and both signs; what is not finite gives way to 1. */
function samples(): Float32Array {
  const bits = Uint32Array.from({ length: SAMPLES }, (_, k) => Math.imul(k, STRIDE) >>> 0);
  return new Float32Array(bits.buffer).map((x) => Number.isFinite(x) ? x : 1);
}

/** Elementary functions before their rounding to float32, which would hide most differences. */
function functions(): [string, () => string][] {
  const x = samples(), limited = x.map((v) => v % 9), positive = x.map((v) => Math.abs(v) || 1);
  const plain = (f: (v: number) => number, of: Float32Array) => () =>
    digestOfArray(Float64Array.from(of, f));
  const kernel = (name: "exp_f64" | "log_f64" | "tanh_f64", of: Float32Array) => () => {
    reset();
    const at = allocate(4 * SAMPLES), out = allocate(8 * SAMPLES);
    f32(at, SAMPLES).set(of);
    denseKernels[name](out, at, SAMPLES);
    return digestOfArray(u8(out, 8 * SAMPLES));
  };
  const counts = Float32Array.from({ length: SAMPLES }, (_, k) => k + 1);
  return [
    ["exp", plain(expDouble, limited)],
    ["exp kernel", kernel("exp_f64", limited)],
    ["log", plain(logDouble, positive)],
    ["log kernel", kernel("log_f64", positive)],
    ["tanh", plain(tanhDouble, limited)],
    ["tanh kernel", kernel("tanh_f64", limited)],
    ["log float64", plain(log, counts)],
    ["log2 float64", plain(log2, counts)],
  ];
}

function generator(): [string, () => string][] {
  const key = streamKey({
    seed: "conformance",
    repeat: 0,
    attempt: 0,
    purpose: "shuffle",
    epoch: 0,
  });
  const words = () => {
    const stream = new Stream(key);
    return digestOfArray(Uint32Array.from({ length: 1000 }, () => stream.u32()));
  };
  const shuffled = () => {
    reset();
    const at = allocate(4 * 1000);
    denseKernels.permutation_u32(at, 1000, key[0], key[1], key[2], key[3]);
    return digestOfArray(u32(at, 1000));
  };
  return [
    ["random words", words],
    ["permutation", () => digestOfArray(permutation(new Stream(key), 1000))],
    ["permutation kernel", shuffled],
  ];
}

/** What a segment is measured with, by name. */
const MEASUREMENTS: readonly (readonly [string, Measurement])[] = [
  ["exact counts", EXACT],
  ["binned counts", BINNED],
  ["uniform bins", { kind: "uniform", bins: 30, bounds: "layer", per: "layer" }],
  ["adaptive bins", { kind: "adaptive", bins: 30, per: "neuron" }],
  ["extents", { kind: "extent" }],
];

/** One epoch of one kind of network, measured: digests of every tensor of the snapshot, of trace and counts. */
function* segment(
  dataset: Dataset,
  activation: "relu" | "tanh",
  bits: 4 | 8 | 32,
  phase: Phase = "train",
): Generator<[string, string]> {
  const name = `segment ${activation} ${bits} bit${phase === "train" ? "" : `, ${phase}`}`;
  const training = syntheticTraining(activation, bits, phase === "train" ? 0 : 1);
  const snapshot = initialSnapshot(training, dataset.columns, 0, 0);
  yield [`${name}, initial weights`, sha256(snapshot)];
  const params = { training, repeat: 0, attempt: 0, phase, from: 0, to: 1 };
  const measures = MEASUREMENTS.map(([, estimator]) => {
    return { kind: "measure", params: { ...params, estimator } };
  });
  const made = runSegmentPass(
    [{ kind: "train", params }, ...measures],
    { dataset: encodeDataset(dataset), split: encodeSplit(syntheticSplit()), snapshot },
  );
  yield* outputs(name, made, MEASUREMENTS.map(([what]) => what));
}

/** Digests of what a pass made: every tensor of the snapshot, the trace, each measurement. */
function* outputs(
  name: string,
  [trained, ...measured]: readonly Bytes[],
  measurements: readonly string[],
): Generator<[string, string]> {
  const { tensors } = decodeTensors(trained.snapshot);
  for (const tensor of Object.keys(tensors).sort()) {
    yield [`${name}, ${tensor}`, digestOfArray(tensors[tensor].data)];
  }
  yield [`${name}, trace`, sha256(trained.trace)];
  for (const [k, what] of measurements.entries()) {
    const [bytes] = Object.values(measured[k]);
    yield [`${name}, ${what}`, sha256(bytes)];
  }
}

const ROWS = 320;

/** Images of MNIST's size, a fifth of their pixels not 0, at random: MNIST itself may not be at hand. */
function images(): SparseDataset {
  const key = { seed: "conformance", repeat: 0, attempt: 0, purpose: "images", epoch: 0 };
  const stream = new Stream(streamKey(key)), columns = 784, classes = 10;
  const y = Uint8Array.from({ length: ROWS }, () => stream.below(classes));
  const x = Uint8Array.from({ length: ROWS * columns }, () => {
    const word = stream.u32();
    return word % 5 === 0 ? word >>> 24 : 0;
  });
  return sparseDataset({ x, y, scale: Math.fround(1 / 255), columns, classes });
}

/** One epoch of a network on images, measured. */
function* imageSegment(name: MnistNetwork, dataset: Uint8Array): Generator<[string, string]> {
  const training = mnistTraining(name), { width } = decodeSparse(dataset);
  const snapshot = initialMapSnapshot(training, width, 0, 0);
  const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
  const split = encodeSplit({ train: rows.slice(0, 270), test: rows.slice(270) });
  const params = { training, repeat: 0, attempt: 0, phase: "train", from: 0, to: 1 };
  const wanted = [EXACT, BINNED].map((estimator) => {
    return { kind: "measure", params: { ...params, estimator } };
  });
  yield [`segment ${name}, initial weights`, sha256(snapshot)];
  const made = runMnistSegmentPass([{ kind: "train", params }, ...wanted], {
    ...{ dataset, split, snapshot },
  });
  yield* outputs(`segment ${name}`, made, ["exact counts", "binned counts"]);
}

function* all(): Generator<[string, string]> {
  for (const [name, digest] of [...functions(), ...generator()]) yield [name, digest()];
  const dataset = syntheticDataset(), sparse = encodeSparse(images());
  for (const bits of [8, 4, 32] as const) {
    yield* segment(dataset, "relu", bits);
    yield* segment(dataset, "tanh", bits);
  }
  yield* segment(dataset, "relu", 8, "prefit");
  for (const name of MNIST_NETWORKS) yield* imageSegment(name, sparse);
}

/** Computes all digests on this machine, in well under a second. */
export function conformance(): Conformance {
  return Object.fromEntries(all());
}

/** The committed digests: what every machine must find. */
export const COMMITTED: Conformance = committed;

/**
 * The first difference from the committed digests, or undefined: then this machine reproduces the bits. Its id is the
 * name of the function, or of the training and the tensor.
 */
export function conformanceMismatch(expected: Conformance = COMMITTED): Mismatch | undefined {
  for (const [name, digest] of all()) {
    const wanted = name in expected ? { digest: expected[name] } : {};
    const mismatch = firstMismatch(name, wanted, { digest });
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

/**
 * Asked before anything is trained.
 *
 * @throws {ConformanceError} If this machine would not give the published bits.
 */
export function requireConformance(expected: Conformance = COMMITTED): void {
  const difference = conformanceMismatch(expected);
  if (difference !== undefined) throw new ConformanceError(difference);
}
