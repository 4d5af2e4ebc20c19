/**
 * The snapshot before the first step: initial weights from the counter-based generator (docs/protocol.md, sections 6
 * and 12), zero biases and moments, ranges at their start.
 *
 * @module
 */
import { log } from "../../bits/elementary.ts";
import { Stream, streamKey } from "../../bits/random.ts";
import type { Training } from "../../network/training.ts";
import { denseKernels } from "./kernels.ts";
import { f32, reset } from "./memory.ts";
import { DenseNetwork } from "./network.ts";
import { saveSnapshot } from "./snapshot.ts";

const f = Math.fround;

/** Standard normal draws by Marsaglia's polar method, the second of each pair thrown away, redrawn beyond +-2. */
function truncatedNormal(stream: Stream): number {
  for (;;) {
    const u = 2 * stream.unit() - 1, v = 2 * stream.unit() - 1, s = u * u + v * v;
    if (s >= 1 || s === 0) continue;
    const x = u * Math.sqrt(-2 * log(s) / s);
    if (x >= -2 && x <= 2) return x;
  }
}

/** One kernel's draws, inputs ascending, units ascending within; float64 rounded once to float32. */
export function initialKernel(
  initializer: Training["network"]["initializer"],
  inputs: number,
  units: number,
  stream: Stream,
): Float32Array {
  const limit = Math.sqrt(6 / (inputs + units)), width = Math.sqrt(units);
  const draw = initializer === "glorot_uniform"
    ? () => (2 * stream.unit() - 1) * limit
    : () => truncatedNormal(stream) / width;
  return Float32Array.from({ length: inputs * units }, () => f(draw()));
}

/**
 * Initial snapshot of attempt `attempt` of repeat `repeat`. All layers draw from one stream, purpose `init`.
 *
 * @param columns Number of input columns of the data set.
 */
export function initialSnapshot(
  training: Training,
  columns: number,
  repeat: number,
  attempt: number,
): Uint8Array {
  reset();
  const network = new DenseNetwork(denseKernels, training, columns, 8);
  const name = { seed: training.seed, repeat, attempt, purpose: "init", epoch: 0 };
  const stream = new Stream(streamKey(name));
  for (const layer of network.layers) {
    const kernel = initialKernel(
      training.network.initializer,
      layer.inputs,
      layer.units,
      stream,
    );
    f32(network.parameters + 4 * layer.kernel, kernel.length).set(kernel);
    const start = training.quantization?.start ?? 0;
    for (const q of [layer.kernelQuantiser, layer.quantiser]) {
      if (q !== 0) f32(q, 2).set([-start, start]);
    }
  }
  return saveSnapshot(network);
}
