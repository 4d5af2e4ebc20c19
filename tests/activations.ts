/** Activations of networks as they are trained here, for tests of what measures them from outside. */
import { f32, u8 } from "../lib/engines/wasm/memory.ts";
import type { Session } from "../lib/engines/wasm/segment.ts";
import { StateWriter } from "../lib/engines/wasm/states.ts";
import type { Tensor } from "../lib/bits/tensor.ts";
import type { Training } from "../lib/network/training.ts";
import { runTrain } from "../lib/study/steps/train.ts";
import { firstSegment } from "../bench/segments.ts";

/** Values that lie neuron by neuron, `height` apart, as rows. */
function rowsOf(at: number, units: number, { rows, height }: Session): Float32Array {
  const columns = f32(at, units * height);
  return Float32Array.from({ length: rows * units }, (_, k) => {
    return columns[(k % units) * height + Math.floor(k / units)];
  });
}

/** Exact states of the output layer, a number or several a row: logits up to a common shift. */
function outputCodes(session: Session): Tensor {
  const { at, rows, words } = new StateWriter(session).exact(session.network.layers.length - 1);
  const bytes = u8(at, 8 * words * rows).slice();
  return { shape: [rows, 2 * words], data: new Uint32Array(bytes.buffer) };
}

/**
 * Activations of repeat 0 of a training after some epochs, arrays by layer of shape [epochs, rows, units]: what each layer
 * hands on, the last one its probabilities, and `T3.codes` the exact states of its logits.
 */
export function activationsOfRun(
  training: Training,
  epochs: readonly number[],
): Record<string, Tensor> {
  const { params, inputs } = firstSegment(training, 0, epochs.at(-1)! + 1);
  const parts: Record<string, Tensor[]> = {};
  runTrain(params, inputs, (epoch, session) => {
    if (!epochs.includes(epoch)) return;
    session.evaluate();
    const { layers, probabilities } = session.network;
    layers.forEach(({ units, out }, l) => {
      const at = l === layers.length - 1 ? probabilities : out;
      (parts[`T${l + 1}`] ??= []).push({
        shape: [session.rows, units],
        data: rowsOf(at, units, session),
      });
    });
    (parts[`T${layers.length}.codes`] ??= []).push(outputCodes(session));
  });
  return Object.fromEntries(
    Object.entries(parts).map(([name, found]) => {
      const [{ shape, data }] = found, type = data.constructor as typeof Float32Array;
      const all = new type(found.flatMap((one) => [...one.data as Float32Array]));
      return [name, { shape: [found.length, ...shape], data: all }];
    }),
  );
}
