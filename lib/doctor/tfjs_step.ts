/**
 * One training step of the TensorFlow.js engine, as the doctor and the bench time it: what {@linkcode engineStep} does.
 *
 * @module
 */
import { planLayers } from "../engines/tfjs/plan.ts";
import { loadState } from "../engines/tfjs/state.ts";
import { trainStep } from "../engines/tfjs/step.ts";
import { scoped, type TensorFlow } from "../engines/tfjs/tensorflow.ts";
import { initialSnapshot } from "../engines/wasm/initialize.ts";
import { syntheticTraining } from "../paper/synthetic_trainings.ts";
import type { Batch } from "./engine_step.ts";

/**
 * Networks with the initial weights of the first repeats, stacked: all see the same batch.
 *
 * @param tf With the backend that is to train as the current one.
 * @returns Does one step of all and gives each one's mean loss, in nats, which also waits for the backend to be done.
 */
export function tfjsStep(
  tf: TensorFlow,
  { x, y, columns }: Batch,
  repeats = 1,
): () => Promise<Float32Array> {
  const training = syntheticTraining("relu", 8), { protocol, quantization } = training;
  const layers = planLayers(training, columns), network = { tf, layers, quantization };
  const each = Array.from({ length: repeats }, (_, r) => initialSnapshot(training, columns, r, 0));
  const rows = y.length, labels = Float32Array.from(y);
  let state = scoped(tf, () => loadState(tf, layers, each));
  const stacked = (values: Float32Array, width: number) =>
    tf.tidy(() => tf.tile(tf.tensor3d(values, [1, rows, width]), [repeats, 1, 1]));
  return async () => {
    const sums = { loss: tf.zeros([repeats, 1, 1]), correct: tf.zeros([repeats, 1, 1]) };
    const batch = [stacked(x, columns), stacked(labels, 1)] as const;
    const next = await trainStep(network, protocol, state, sums, ...batch);
    state = next.state;
    const losses = (await next.totals.loss.data<"float32">()).map((sum) => sum / rows);
    tf.dispose([next.totals.loss, next.totals.correct]);
    return losses;
  };
}
