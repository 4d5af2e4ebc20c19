/**
 * Milliseconds per epoch of each network on MNIST, with its share of measuring, and against TensorFlow.js on the same
 * network: `deno run --lock=dev.lock --no-prompt --allow-read bench/mnist.ts [network…]`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { mnistDataset, mnistSplit } from "../lib/data/mnist.ts";
import { readMnistFiles } from "../lib/data/mnist_files.ts";
import { encodeSparse, sparseDataset } from "../lib/data/sparse.ts";
import { memory, reset } from "../lib/engines/wasm/memory.ts";
import { initialSnapshot } from "../lib/engines/wasm/mnist/initialize.ts";
import { mapKernels } from "../lib/engines/wasm/mnist/kernels.ts";
import { MapSession } from "../lib/engines/wasm/mnist/segment.ts";
import { BINNED, EXACT } from "../lib/information/estimator.ts";
import { MNIST_NETWORKS, type MnistNetwork, mnistTraining } from "../lib/paper/mnist_trainings.ts";
import { Measuring } from "../lib/study/steps/mnist/measure.ts";
import { firstBatch, MapStep } from "./mnist_step.ts";
import { format, type Row } from "./row.ts";
import { TfjsMapNetwork } from "./tfjs_map_network.ts";
import { alternate, type Contender } from "./timing.ts";

const ROUNDS = 5;
const BACKENDS = ["wasm", "cpu"] as const;
const PUBLISHED = MNIST_NETWORKS.filter((name) => name !== "Conv-20");

/** Milliseconds per epoch at most, the bars. */
const BARS: Readonly<Partial<Record<MnistNetwork, number>>> = { "Bottleneck-2": 60, "Conv": 700 };
/** Megabytes of a worker at most, the bar. */
const MEMORY = 600;
/**
 * Sums in another order; but where a cancelled sum is 0 in one order and a rest above 0 in the other, one ReLU passes a
 * gradient on: that of one pixel of one row, some 1e-6 of a weight that a step of Adam moves by 1e-4.
 */
const TOLERANCE = 2e-4;

/** Training rows over rows of a batch. */
const BATCHES = 60000 / 256;

/** Our epochs and our measurements of one network; both leave its memory to the next. */
async function benchOurs(
  name: MnistNetwork,
  dataset: ReturnType<typeof sparseDataset>,
): Promise<Row[]> {
  const training = mnistTraining(name), split = mnistSplit();
  const snapshot = initialSnapshot(training, dataset.width, 0, 0);
  reset();
  const session = new MapSession(mapKernels, {
    ...{ training, dataset: () => dataset, split, snapshot, repeat: 0, attempt: 0, from: 0, to: 1 },
  });
  const measuring = new Measuring(session), bits = training.quantization!.bits;
  let epoch = 0;
  const train: Contender = { name: "train", times: 1, run: () => void session.epoch(epoch++) };
  const measure: Contender = {
    name: "measure",
    times: 1,
    run: () => {
      measuring.states.write();
      for (const estimator of [EXACT, BINNED]) measuring.count(estimator, bits);
      session.test();
    },
  };
  const seconds = await alternate([train, measure], ROUNDS), bar = BARS[name];
  const share = 1e3 * seconds.measure / training.protocol.every, alone = 1e3 * seconds.train;
  return [
    { what: `${name}, an epoch of training`, value: alone, unit: "ms" },
    { what: `${name}, its share of measuring`, value: share, unit: "ms" },
    {
      ...{ what: `${name}, an epoch`, value: alone + share, unit: "ms" },
      ...(bar === undefined ? {} : { bar: { most: bar } }),
    },
    {
      what: `${name}, shared memory and message of a worker`,
      value: (memory.buffer.byteLength + encodeSparse(dataset).length) / 1e6,
      unit: "MB",
      bar: { most: MEMORY },
    },
  ];
}

/** @throws {Error} If TensorFlow.js computes something else than the engine: then no time is of use. */
function check(name: string, ours: MapStep, theirs: TfjsMapNetwork): void {
  const loss = ours.step(), other = theirs.step(), found = other.dataSync()[0];
  other.dispose();
  const expected = ours.parameters(), parameters = theirs.parameters();
  const far = Math.max(...expected.map((value, k) => Math.abs(value - parameters[k])));
  const worst = Math.max(far, Math.abs(found - loss));
  if (worst <= TOLERANCE) return;
  throw new Error(
    `Cannot bench: ${name} must be within ${TOLERANCE} of ours, current value is ${worst}`,
  );
}

/** A step of training on a batch that lies in memory, as an epoch has 234.4 of them. */
async function benchSteps(
  name: MnistNetwork,
  dataset: ReturnType<typeof sparseDataset>,
): Promise<Row[]> {
  const training = mnistTraining(name), contenders: Contender[] = [];
  for (const backend of BACKENDS) {
    await tf.setBackend(backend);
    const ours = new MapStep(training, dataset);
    const theirs = new TfjsMapNetwork(training, ours.weights(), firstBatch(dataset));
    check(`${name}, TensorFlow.js ${backend}`, ours, theirs);
    const run = async (times: number) => {
      await tf.setBackend(backend);
      for (let k = 0; k < times; k++) theirs.step().dispose();
    };
    contenders.push({ name: backend, times: backend === "wasm" ? 10 : 2, run });
  }
  const ours = new MapStep(training, dataset);
  const run = (times: number) => {
    for (let k = 0; k < times; k++) ours.step();
  };
  const seconds = await alternate([{ name: "ours", times: 100, run }, ...contenders], ROUNDS);
  const epoch = 1e3 * BATCHES;
  return [
    { what: `${name}, steps of an epoch on one batch`, value: epoch * seconds.ours, unit: "ms" },
    ...BACKENDS.flatMap((backend): Row[] => [
      {
        what: `${name}, the same in TensorFlow.js ${backend}`,
        value: epoch * seconds[backend],
        unit: "ms",
      },
      {
        what: `${name}, TensorFlow.js ${backend} against ours`,
        value: seconds[backend] / seconds.ours,
        unit: "times",
      },
    ]),
  ];
}

/** All rows, network by network. */
export async function benchMnist(names: readonly MnistNetwork[] = PUBLISHED): Promise<Row[]> {
  tf.enableProdMode();
  const dataset = sparseDataset(mnistDataset(await readMnistFiles())), rows: Row[] = [];
  for (const name of names) {
    rows.push(...await benchOurs(name, dataset), ...await benchSteps(name, dataset));
  }
  return rows;
}

if (import.meta.main) {
  const names = Deno.args.length > 0 ? Deno.args as MnistNetwork[] : PUBLISHED;
  for (const row of await benchMnist(names)) console.log(format(row));
}
