/**
 * Arrays for NumPy: npy files in a zip, as `numpy.load` reads them.
 *
 * @module
 */
import type { Tensor } from "../bits/safetensors.ts";

/** NumPy's name of an element type, little-endian. */
const DTYPES: readonly (readonly [new (...of: never[]) => object, string])[] = [
  [Uint8Array, "|u1"],
  [Uint16Array, "<u2"],
  [Uint32Array, "<u4"],
  [Int8Array, "|i1"],
  [Int16Array, "<i2"],
  [Int32Array, "<i4"],
  [BigInt64Array, "<i8"],
  [BigUint64Array, "<u8"],
  [Float32Array, "<f4"],
  [Float64Array, "<f8"],
];

/** A header's length is a multiple of it, so that the elements are aligned. */
const ALIGNED = 64;

/** An array as an npy file of version 1.0 (numpy.lib.format). */
export function encodeNpy({ shape, data }: Tensor): Uint8Array {
  const [, dtype] = DTYPES.find(([type]) => data instanceof type)!;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dict = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = ALIGNED * Math.ceil((10 + dict.length + 1) / ALIGNED);
  const header = dict.padEnd(length - 10 - 1) + "\n",
    file = new Uint8Array(length + data.byteLength);
  file.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(file.buffer).setUint16(8, header.length, true);
  file.set(new TextEncoder().encode(header), 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length);
  return file;
}

/**
 * Arrays by name as an npz file: the same bytes for the same arrays, whenever and wherever.
 *
 * @param arrays Names may have slashes: `numpy.load(file)["wide/exact/ixt"]`.
 */
export async function encodeNpz(arrays: Readonly<Record<string, Tensor>>): Promise<Uint8Array> {
  const { zipSync } = await import("fflate");
  // A zip has local times: of this one every zone makes the same bytes.
  const mtime = new Date(1980, 0, 1);
  const files = Object.entries(arrays).map(([name, tensor]) => [`${name}.npy`, encodeNpy(tensor)]);
  return zipSync(Object.fromEntries(files), { level: 6, mtime });
}
