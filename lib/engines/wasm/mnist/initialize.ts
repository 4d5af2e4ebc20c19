/**
 * The snapshot before the first step of a network on images: as for dense networks (docs/protocol.md, sections 6 and
 * 12).
 *
 * @module
 */
import { Stream, streamKey } from "../../../bits/random.ts";
import type { Training } from "../../../network/training.ts";
import { initialKernel } from "../initialize.ts";
import { f32, reset } from "../memory.ts";
import { mapKernels } from "./kernels.ts";
import { MapNetwork } from "./network.ts";
import { saveSnapshot } from "./snapshot.ts";

/**
 * Initial snapshot of attempt `attempt` of repeat `repeat`. All layers draw from one stream, purpose `init`, in the
 * order of Keras' kernels: filters and neurons run fastest.
 *
 * @param columns Pixels of an image.
 */
export function initialSnapshot(
  training: Training,
  columns: number,
  repeat: number,
  attempt: number,
): Uint8Array {
  reset();
  const network = new MapNetwork(mapKernels, training, columns, 8), { quantization } = training;
  const name = { seed: training.seed, repeat, attempt, purpose: "init", epoch: 0 };
  const stream = new Stream(streamKey(name)), { initializer } = training.network;
  for (const { kernel, weights, to, kernelQuantiser, quantiser } of network.layers) {
    const inputs = weights / to.channels;
    const drawn = initialKernel(initializer, inputs, to.channels, stream);
    f32(network.parameters + 4 * kernel, weights).set(drawn);
    const { start } = quantization!;
    for (const q of [kernelQuantiser, quantiser]) f32(q, 2).set([-start, start]);
  }
  return saveSnapshot(network);
}
