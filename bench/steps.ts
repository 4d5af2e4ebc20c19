/**
 * Microseconds per training step, ours and TensorFlow.js's, on the same 8-bit network and batch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { syntheticTraining } from "../lib/paper/synthetic_trainings.ts";
import { spreadBatch } from "../lib/doctor/engine_step.ts";
import { EngineStep } from "./engine_step.ts";
import type { Row } from "./row.ts";
import { TfjsNetwork } from "./tfjs_network.ts";
import { alternate, type Contender } from "./timing.ts";

const ROUNDS = 7;
const BACKENDS = ["wasm", "cpu"] as const;
/** Least ratios, the bars. */
const BARS = { relu: { wasm: 80, cpu: 130 }, tanh: { wasm: 50, cpu: 80 } } as const;
const NAMES = { relu: "ReLU", tanh: "Tanh" } as const;
/**
 * Sums of 256 products in another order, and a float32 loss near 0.7, differ by some 1e-7; a wrong gradient
 * moves a weight by a learning rate of 1e-4 the other way.
 */
const TOLERANCE = 1e-5;
const CHECKED_STEPS = 3;

async function use(backend: string): Promise<void> {
  // TensorFlow.js goes on with another backend when one fails to start.
  if (!await tf.setBackend(backend)) {
    throw new Error(
      `Cannot bench: TensorFlow.js backend must be ${backend}, current value is ${tf.getBackend()}`,
    );
  }
}

function checkClose(what: string, found: number, wanted: number): void {
  if (Math.abs(found - wanted) <= TOLERANCE) return;
  throw new Error(
    `Cannot bench: ${what} must be within ${TOLERANCE} of ${wanted}, current value is ${found}`,
  );
}

/** Compares the first steps of a fresh TensorFlow.js network with the engine's, and its number of tensors. */
function check(name: string, engine: EngineStep, network: TfjsNetwork): void {
  const tensors = tf.memory().numTensors;
  for (let step = 1; step <= CHECKED_STEPS; step++) {
    const loss = engine.step(), theirs = network.step();
    checkClose(`${name} loss of step ${step}`, theirs.dataSync()[0], loss);
    theirs.dispose();
    const ours = engine.weights().flatMap(({ kernel, bias }) => [...kernel, ...bias]);
    network.parameters().forEach((value, k) =>
      checkClose(`${name} parameter ${k} after step ${step}`, value, ours[k])
    );
  }
  const left = tf.memory().numTensors;
  if (left !== tensors) {
    throw new Error(`Cannot bench: ${name} tensors must be ${tensors}, current value is ${left}`);
  }
}

/**
 * Our step and TensorFlow.js's on each backend, each checked.
 *
 * @throws {Error} If TensorFlow.js computes something else than the engine: then no time is of use.
 */
export async function contenders(activation: "relu" | "tanh"): Promise<Contender[]> {
  const training = syntheticTraining(activation, 8), batch = spreadBatch(), made: Contender[] = [];
  for (const backend of BACKENDS) {
    await use(backend);
    const engine = new EngineStep(training, batch);
    const network = new TfjsNetwork(training, engine.weights(), batch);
    check(`${activation} ${backend}`, engine, network);
    const run = async (times: number) => {
      await use(backend);
      for (let k = 0; k < times; k++) network.step().dispose();
    };
    made.push({ name: backend, times: backend === "wasm" ? 150 : 50, run });
  }
  const engine = new EngineStep(training, batch);
  const run = (times: number) => {
    for (let k = 0; k < times; k++) engine.step();
  };
  return [{ name: "ours", times: 5000, run }, ...made];
}

/** Rows of both activations. Errors as {@linkcode contenders}. */
export async function benchSteps(): Promise<Row[]> {
  tf.enableProdMode();
  const rows: Row[] = [];
  for (const activation of ["relu", "tanh"] as const) {
    const seconds = await alternate(await contenders(activation), ROUNDS);
    const step = `${NAMES[activation]} training step`, bars = BARS[activation];
    rows.push({ what: step, value: seconds.ours * 1e6, unit: "us" });
    for (const backend of BACKENDS) {
      const ratio = seconds[backend] / seconds.ours, theirs = `TensorFlow.js ${backend}`;
      rows.push({ what: `${step}, ${theirs}`, value: seconds[backend] * 1e6, unit: "us" });
      rows.push({
        what: `${step}, ${theirs} against ours`,
        value: ratio,
        unit: "times",
        bar: { least: bars[backend] },
      });
    }
  }
  return rows;
}
