/**
 * Snapshots of a network on images: the same safetensors as for dense networks, kernels of convolutions in Keras' shape.
 *
 * @module
 */
import { decodeTensors, encodeTensors, type Tensor, tensor } from "../../../bits/safetensors.ts";
import { f32 } from "../memory.ts";
import type { MapLayer } from "./layers.ts";
import type { MapNetwork } from "./network.ts";

interface Slot {
  readonly name: string;
  readonly shape: readonly number[];
  /** Live view of the values in the shared memory. */
  readonly values: Float32Array;
}

/** The float32 arrays of a layer: name, shape and place. */
function slotsOf(network: MapNetwork, layer: MapLayer, l: number): Slot[] {
  const { weights, to, kernelShape } = layer, name = `layer${l + 1}`;
  const slot = (what: string, shape: readonly number[], at: number, n: number): Slot => ({
    name: `${name}.${what}`,
    shape,
    values: f32(at, n),
  });
  const vectors = [
    [network.parameters, ""],
    [network.first, ".first_moment"],
    [network.second, ".second_moment"],
  ] as const;
  return [
    ...vectors.flatMap(([at, suffix]) => [
      slot(`kernel${suffix}`, kernelShape, at + 4 * layer.kernel, weights),
      slot(`bias${suffix}`, [to.channels], at + 4 * layer.bias, to.channels),
    ]),
    slot("kernel_range", [2], layer.kernelQuantiser, 2),
    slot("range", [2], layer.quantiser, 2),
  ];
}

function allSlots(network: MapNetwork): Slot[] {
  return network.layers.flatMap((layer, l) => slotsOf(network, layer, l));
}

/**
 * Encodes the network's state.
 *
 * @throws {TypeError} If a tensor holds NaN; the message names it, and so its layer.
 */
export function saveSnapshot(network: MapNetwork): Uint8Array {
  const { step, power1, power2 } = network.clock;
  const tensors: Record<string, Tensor> = {
    "adam.step": tensor(Uint32Array.of(step)),
    "adam.powers": tensor(Float64Array.of(power1, power2)),
  };
  for (const { name, shape, values } of allSlots(network)) {
    tensors[name] = tensor(values.slice(), shape);
  }
  return encodeTensors(tensors);
}

/**
 * Sets the network's state from a snapshot.
 *
 * @throws {Error} If a tensor is missing, of another shape, or not of this network.
 */
export function loadSnapshot(network: MapNetwork, bytes: Uint8Array): void {
  const { tensors } = decodeTensors(bytes), left = new Set(Object.keys(tensors));
  const take = (name: string, shape: readonly number[]): Tensor["data"] => {
    const found = left.delete(name) ? tensors[name].shape : undefined;
    if (found?.join() === shape.join()) return tensors[name].data;
    throw new Error(
      `Cannot load snapshot: ${name} must be of shape [${shape}], current value is ${
        found ? `[${found}]` : "missing"
      }`,
    );
  };
  network.clock.step = Number(take("adam.step", [1])[0]);
  const powers = take("adam.powers", [2]);
  [network.clock.power1, network.clock.power2] = [Number(powers[0]), Number(powers[1])];
  for (const { name, shape, values } of allSlots(network)) {
    values.set(take(name, shape) as Float32Array);
  }
  if (left.size === 0) return;
  throw new Error(
    `Cannot load snapshot: tensors must be of this network, current value is ${[...left][0]}`,
  );
}
