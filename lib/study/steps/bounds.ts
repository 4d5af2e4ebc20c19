/**
 * The `bounds` step: extremes of all segments of a repeat, for bins with global bounds.
 *
 * @module
 */
import { decodeTensors, encodeTensors, tensor } from "../../bits/safetensors.ts";
import type { Bytes } from "./io.ts";

/** Encodes the smallest and largest value of each layer at each recorded epoch: `extents` of shape [epochs, layers, 2]. */
export function encodeExtents(
  epochs: readonly number[],
  layers: number,
  extents: readonly number[],
): Uint8Array {
  return encodeTensors({
    epochs: tensor(Uint32Array.from(epochs)),
    extents: tensor(Float32Array.from(extents), [epochs.length, layers, 2]),
  });
}

/**
 * Smallest and largest value over all recorded epochs and layers of a repeat (docs/protocol.md, section 8). Inputs:
 * `extents` of its segments. Output: `bounds`, two float32.
 */
export function runBounds(inputs: Bytes): Bytes {
  let lower = Infinity, upper = -Infinity;
  for (const name of Object.keys(inputs).sort()) {
    const values = decodeTensors(inputs[name]).tensors.extents.data as Float32Array;
    for (const value of values) {
      lower = Math.min(lower, value);
      upper = Math.max(upper, value);
    }
  }
  return { bounds: encodeTensors({ bounds: tensor(Float32Array.of(lower, upper)) }) };
}

/** Decodes the output of {@linkcode runBounds}. */
export function decodeBounds(bytes: Uint8Array): readonly [number, number] {
  const [lower, upper] = decodeTensors(bytes).tensors.bounds.data as Float32Array;
  return [lower, upper];
}
