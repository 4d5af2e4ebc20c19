/**
 * Snapshots: everything that training goes on from, as safetensors (docs/architecture.md, section 5): parameters,
 * Adam's moments and clock, quantisation ranges.
 *
 * @module
 */
import { decodeTensors, encodeTensors, type Tensor, tensor } from "../../bits/safetensors.ts";
import { f32 } from "./memory.ts";
import type { DenseNetwork, Layer } from "./network.ts";

interface Slot {
  readonly name: string;
  readonly shape: readonly number[];
  /** Live view of the values in the shared memory. */
  readonly values: Float32Array;
}

/** The float32 arrays of a layer: name, shape and place. */
function slotsOf(network: DenseNetwork, layer: Layer, l: number): Slot[] {
  const { inputs, units } = layer, name = `layer${l + 1}`, slots: Slot[] = [];
  const vectors = [
    [network.parameters, ""],
    [network.first, ".first_moment"],
    [network.second, ".second_moment"],
  ] as const;
  for (const [at, suffix] of vectors) {
    const kernel = f32(at + 4 * layer.kernel, inputs * units),
      bias = f32(at + 4 * layer.bias, units);
    slots.push({ name: `${name}.kernel${suffix}`, shape: [inputs, units], values: kernel });
    slots.push({ name: `${name}.bias${suffix}`, shape: [units], values: bias });
  }
  const range = (q: number, what: string) =>
    slots.push({ name: `${name}.${what}`, shape: [2], values: f32(q, 2) });
  if (layer.kernelQuantiser !== 0) range(layer.kernelQuantiser, "kernel_range");
  // A Tanh layer's range is that of the tensor at hand: nothing to remember.
  if (layer.quantiser !== 0 && layer.activation !== "tanh") range(layer.quantiser, "range");
  return slots;
}

/**
 * Encodes the network's state.
 *
 * @throws {Error} If a tensor holds NaN; the message names it.
 */
export function saveSnapshot(network: DenseNetwork): Uint8Array {
  const { step, power1, power2 } = network.clock;
  const tensors: Record<string, Tensor> = {
    "adam.step": tensor(Uint32Array.of(step)),
    "adam.powers": tensor(Float64Array.of(power1, power2)),
  };
  network.layers.forEach((layer, l) => {
    for (const { name, shape, values } of slotsOf(network, layer, l)) {
      tensors[name] = tensor(values.slice(), shape);
    }
  });
  return encodeTensors(tensors);
}

/**
 * Sets the network's state from a snapshot.
 *
 * @throws {Error} If a tensor is missing, of another shape, or not of this network.
 */
export function loadSnapshot(network: DenseNetwork, bytes: Uint8Array): void {
  const { tensors } = decodeTensors(bytes), left = new Set(Object.keys(tensors));
  const take = (name: string, shape: readonly number[]): Tensor["data"] => {
    const found = left.delete(name) ? tensors[name].shape : undefined;
    if (found === undefined || found.join() !== shape.join()) {
      throw new Error(
        `Cannot load snapshot: ${name} must be of shape [${shape}], current value is ${
          found ? `[${found}]` : "missing"
        }`,
      );
    }
    return tensors[name].data;
  };
  network.clock.step = Number(take("adam.step", [1])[0]);
  const powers = take("adam.powers", [2]);
  [network.clock.power1, network.clock.power2] = [Number(powers[0]), Number(powers[1])];
  network.layers.forEach((layer, l) => {
    for (const { name, shape, values } of slotsOf(network, layer, l)) {
      values.set(take(name, shape) as Float32Array);
    }
  });
  if (left.size > 0) {
    throw new Error(
      `Cannot load snapshot: tensors must be of this network, current value is ${[...left][0]}`,
    );
  }
}
