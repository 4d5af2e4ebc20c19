/**
 * Milliseconds for 60000 rows of MNIST (235 batches) of each kernel of the sparse and convolutional families, and of the
 * dense kernels at the sizes of the Conv network, with the size of the data set in memory:
 * `deno run --lock=dev.lock --no-prompt --allow-read bench/mnist_kernels.ts`. A kernel is timed only after its result on
 * one batch was found to be, bit for bit, that of its plain twin.
 *
 * @module
 */
import { mnistDataset, mnistSplit } from "../lib/data/mnist.ts";
import { readMnistFiles } from "../lib/data/mnist_files.ts";
import { sparseDataset } from "../lib/data/sparse.ts";
import { type ConvKernels, convKernels } from "../lib/engines/wasm/conv_kernels.ts";
import { convReference } from "../lib/engines/wasm/conv_reference.ts";
import { type DenseKernels, denseKernels } from "../lib/engines/wasm/kernels.ts";
import { allocate, f32, i32, u32, u8 } from "../lib/engines/wasm/memory.ts";
import { referenceKernels } from "../lib/engines/wasm/reference.ts";
import { type SparseKernels, sparseKernels } from "../lib/engines/wasm/sparse_kernels.ts";
import { sparseReference } from "../lib/engines/wasm/sparse_reference.ts";
import { placeSparse } from "../lib/engines/wasm/sparse_rows.ts";
import { alternate } from "./timing.ts";

type Kernels = SparseKernels & ConvKernels & DenseKernels;

const KERNELS: Kernels = { ...sparseKernels, ...convKernels, ...denseKernels };
const TWINS: Kernels = { ...sparseReference, ...convReference, ...referenceKernels };

const BATCH = 256, ROWS = 60000, CALLS = Math.ceil(ROWS / BATCH), COLUMNS = 784, ROUNDS = 5;

/** Values in [-1, 1) from a linear congruential generator: the same on every machine. */
function filled(words: number): number {
  const at = allocate(4 * words);
  let x = 1;
  f32(at, words).forEach((_, k, values) => {
    x = Math.imul(x, 1664525) + 1013904223 >>> 0;
    values[k] = x / 0x80000000 - 1;
  });
  return at;
}

const before = allocate(16);
const dataset = placeSparse(sparseDataset(mnistDataset(await readMnistFiles())));
const shuffled = allocate(4 * ROWS);
const FIRST = allocate(16);

denseKernels.permutation_u32(shuffled, ROWS, 1, 2, 3, 4);
const q = allocate(32), pair = allocate(16), sums = allocate(16 * 38), b = filled(20);
const w = filled(COLUMNS * 20), dw = filled(COLUMNS * 20), db = filled(20);
const pixels = filled(COLUMNS * BATCH), h1 = filled(1352 * BATCH), out1 = filled(1352 * BATCH);
const g1 = filled(1352 * BATCH), p1 = filled(338 * BATCH), g1p = filled(338 * BATCH);
const h2 = filled(242 * BATCH), out2 = filled(242 * BATCH), g2 = filled(242 * BATCH);
const p2 = filled(50 * BATCH), g2p = filled(50 * BATCH), h3 = filled(20 * BATCH);
const states = allocate(1352 * BATCH);
const LAST = allocate(16);
f32(q, 2).set([-0.1, 0.9]);
denseKernels.nudge_f32(q, 255);

type Call = (k: Kernels, select: number, size: number) => void;

/**
 * First dense layer of the networks: 16 units, 10 units. The backward pass follows the forward pass of its batch, which
 * has brought the rows into the cache; rows in random order wait for memory once.
 */
const DENSE: Readonly<Record<string, Call>> = {
  "sparse_affine 784-16": (k, at, n) => k.sparse_affine_f32(h3, dataset, at, w, b, n, BATCH, 16, 0),
  "sparse_affine, sparse_backward_weights 784-16": (k, at, n) => {
    k.sparse_affine_f32(h3, dataset, at, w, b, n, BATCH, 16, 0);
    k.sparse_backward_weights_f32(dw, db, dataset, at, h3, n, BATCH, COLUMNS, 16);
  },
  "sparse_affine 784-10": (k, at, n) => k.sparse_affine_f32(h3, dataset, at, w, b, n, BATCH, 10, 0),
  "sparse_affine, sparse_backward_weights 784-10": (k, at, n) => {
    k.sparse_affine_f32(h3, dataset, at, w, b, n, BATCH, 10, 0);
    k.sparse_backward_weights_f32(dw, db, dataset, at, h3, n, BATCH, COLUMNS, 10);
  },
  "fake_quantize, range, backward of 784-16 kernel": (k) => {
    k.range_f32(pair, w, 16 * COLUMNS);
    k.fake_quantize_f32(dw, w, 16 * COLUMNS, q);
    k.clip_gradient_f32(dw, w, 16 * COLUMNS, q);
  },
  "adam 784-16": (k) => k.adam_f32(w, dw, pixels, h1, 16 * COLUMNS, 1e-9, 0.1, 0.001, 1e-7),
};

const CONV: Readonly<Record<string, Call>> = {
  "sparse_gather 784": (k, at, n) => k.sparse_gather_f32(pixels, dataset, at, n, BATCH, COLUMNS),
  "conv 28x28x1 to 2": (k) => k.conv_f32(h1, pixels, w, b, BATCH, 28, 28, 1, 2, 0),
  "range 26x26x2": (k) => k.range_f32(pair, h1, 1352 * BATCH),
  "fake_quantize 26x26x2": (k) => k.fake_quantize_f32(out1, h1, 1352 * BATCH, q),
  "max_pool 26x26x2": (k) => k.max_pool_f32(p1, out1, BATCH, 26, 26, 2),
  "conv 13x13x2 to 2": (k) => k.conv_f32(h2, p1, w, b, BATCH, 13, 13, 2, 2, 0),
  "range, fake_quantize 11x11x2": (k) => {
    k.range_f32(pair, h2, 242 * BATCH);
    k.fake_quantize_f32(out2, h2, 242 * BATCH, q);
  },
  "max_pool 11x11x2": (k) => k.max_pool_f32(p2, out2, BATCH, 11, 11, 2),
  "affine 50-16": (k) => k.affine_f32(h3, p2, w, b, BATCH, 50, 16, 0),
  "affine_backward 50-16": (k) => {
    k.affine_backward_weights_f32(dw, db, p2, h3, BATCH, 50, 16);
    k.affine_backward_input_f32(g2p, h3, w, BATCH, 50, 16);
  },
  "max_pool_backward 11x11x2": (k) => k.max_pool_backward_f32(g2, out2, g2p, BATCH, 11, 11, 2),
  "relu_backward 11x11x2": (k) => k.relu_backward_f32(g2, h2, 242 * BATCH, q),
  "conv_backward_weights 13x13x2 to 2": (k) =>
    k.conv_backward_weights_f32(dw, db, sums, p1, g2, BATCH, 13, 13, 2, 2),
  "conv_backward_input 13x13x2 to 2": (k) =>
    k.conv_backward_input_f32(g1p, g2, w, BATCH, 13, 13, 2, 2),
  "max_pool_backward 26x26x2": (k) => k.max_pool_backward_f32(g1, out1, g1p, BATCH, 26, 26, 2),
  "relu_backward 26x26x2": (k) => k.relu_backward_f32(g1, h1, 1352 * BATCH, q),
  "conv_backward_weights 28x28x1 to 2": (k) =>
    k.conv_backward_weights_f32(dw, db, sums, pixels, g1, BATCH, 28, 28, 1, 2),
};

/** Measuring alone. */
const MEASURE: Readonly<Record<string, Call>> = {
  "codes_u8 of 26x26x2": (k) => {
    for (let u = 0; u < 1352; u++) k.codes_u8(states + u, 1352, h1 + 4 * u * BATCH, BATCH, q);
  },
};

/** Compares all bytes of the arrays after a call with those that the twin leaves, from the same start. */
function assertSame(name: string, call: Call): void {
  const start = u8(FIRST, LAST - FIRST).slice();
  call(TWINS, shuffled, BATCH);
  const expected = u32(FIRST, (LAST - FIRST) / 4).slice();
  u8(FIRST, LAST - FIRST).set(start);
  call(KERNELS, shuffled, BATCH);
  const found = u32(FIRST, expected.length);
  const far = found.findIndex((word, k) => word !== expected[k]);
  if (far >= 0) throw new Error(`${name}: word ${far} differs from that of the plain twin`);
}

function contender([name, call]: [string, Call]) {
  const run = () => {
    for (let k = 0; k < CALLS; k++) {
      const size = Math.min(BATCH, ROWS - k * BATCH);
      call(KERNELS, shuffled + 4 * k * BATCH, size);
    }
  };
  return { name, times: 1, run };
}

console.log(`data set in memory: ${((shuffled - before) / 1e6).toFixed(1)} MB`);
if (i32(shuffled, ROWS).length !== mnistSplit().train.length) throw new Error("not 60000 rows");
for (const group of [DENSE, CONV, MEASURE]) {
  const calls = Object.entries(group);
  for (const [name, call] of calls) assertSame(name, call);
  const seconds = await alternate(calls.map(contender), ROUNDS);
  for (const [name] of calls) {
    console.log(`${(1000 * seconds[name]).toFixed(1).padStart(8)} ms  ${name}`);
  }
}
