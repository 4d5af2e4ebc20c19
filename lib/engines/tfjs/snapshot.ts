/**
 * Snapshots of one repeat: the same safetensors as the default engine's (docs/architecture.md, section 5).
 *
 * @module
 */
import { decodeTensors, encodeTensors, type Tensor, tensor } from "../../bits/safetensors.ts";
import type { Clock } from "./adam.ts";
import type { PlannedLayer } from "./plan.ts";

/** What follows the name of a parameter, in the order of {@linkcode PlainState}. */
const MOMENTS = ["", ".first_moment", ".second_moment"] as const;
const RANGES = ["kernel_range", "range"] as const;

/** Names and shapes of a network's parameters, in the order of the flat vector. */
function slotsOf(layers: readonly PlannedLayer[]) {
  return layers.flatMap(({ kernelShape, units }, l) => [
    { name: `layer${l + 1}.kernel`, shape: kernelShape },
    { name: `layer${l + 1}.bias`, shape: [units] },
  ]);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((size, axis) => size * axis, 1);

/** Takes tensors out of a snapshot and checks that each is there. */
class Reader {
  readonly #tensors: Record<string, Tensor>;
  readonly #left: Set<string>;

  constructor(bytes: Uint8Array) {
    this.#tensors = decodeTensors(bytes).tensors;
    this.#left = new Set(Object.keys(this.#tensors));
  }

  take(name: string, shape: readonly number[]): ArrayLike<number> {
    const found = this.#left.delete(name) ? this.#tensors[name] : undefined;
    if (found?.shape.join() === shape.join()) return found.data as Float32Array;
    const value = found ? `[${found.shape}]` : "missing";
    throw refusal(name, `of shape [${shape}]`, value);
  }

  end(): void {
    for (const name of this.#left) throw refusal("tensors", "of this network", name);
  }
}

function refusal(field: string, rule: string, value: string): Error {
  return new Error(`Cannot load snapshot: ${field} must be ${rule}, current value is ${value}`);
}

/** One repeat as plain numbers. */
export interface PlainState {
  readonly clock: Clock;
  /** Parameters, first and second moments, each flat: kernel and bias by layer. */
  readonly moments: readonly Float32Array[];
  /** Layers x (kernel min, max, output min, max); 0 where none is kept. */
  readonly ranges: Float32Array;
}

/**
 * Decodes a snapshot.
 *
 * @throws {Error} If a tensor is missing, of another shape, or not of this network.
 */
export function decodeSnapshot(layers: readonly PlannedLayer[], bytes: Uint8Array): PlainState {
  const reader = new Reader(bytes), slots = slotsOf(layers);
  const step = reader.take("adam.step", [1])[0];
  const [power1, power2] = Array.from(reader.take("adam.powers", [2]));
  const moments = MOMENTS.map((suffix) => {
    const parts = slots.map(({ name, shape }) => reader.take(name + suffix, shape));
    return Float32Array.from(parts.flatMap((part) => Array.from(part)));
  });
  const ranges = layers.flatMap(({ ranged }, l) =>
    RANGES.flatMap((what) =>
      ranged ? Array.from(reader.take(`layer${l + 1}.${what}`, [2])) : [0, 0]
    )
  );
  reader.end();
  return { clock: { step, power1, power2 }, moments, ranges: Float32Array.from(ranges) };
}

/**
 * Encodes a snapshot.
 *
 * @throws {TypeError} If a tensor holds NaN; the message names it.
 */
export function encodeSnapshot(layers: readonly PlannedLayer[], plain: PlainState): Uint8Array {
  const { clock: { step, power1, power2 }, moments, ranges } = plain;
  const tensors: Record<string, Tensor> = {
    "adam.step": tensor(Uint32Array.of(step)),
    "adam.powers": tensor(Float64Array.of(power1, power2)),
  };
  let at = 0;
  for (const { name, shape } of slotsOf(layers)) {
    const end = at + sizeOf(shape);
    MOMENTS.forEach((suffix, k) =>
      tensors[name + suffix] = tensor(moments[k].slice(at, end), shape)
    );
    at = end;
  }
  layers.forEach(({ ranged }, l) => {
    if (!ranged) return;
    RANGES.forEach((what, k) => {
      const from = 4 * l + 2 * k;
      tensors[`layer${l + 1}.${what}`] = tensor(ranges.slice(from, from + 2));
    });
  });
  return encodeTensors(tensors);
}
