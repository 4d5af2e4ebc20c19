import { inflateSync } from "node:zlib";

/** A numeric array of a MATLAB level 5 file, column-major. */
export interface MatlabArray {
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint8Array | Float64Array;
}

interface Element {
  readonly type: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

const [INT8, UINT8, INT32, DOUBLE, MATRIX, COMPRESSED] = [1, 2, 5, 9, 14, 15];

/** The data elements one behind the other, compressed ones unpacked (MAT-File Format, level 5). */
function* elements(bytes: Uint8Array<ArrayBuffer>): Generator<Element> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const tag = view.getUint32(at, true), small = tag >>> 16;
    const type = small > 0 ? tag & 0xffff : tag;
    const size = small > 0 ? small : view.getUint32(at + 4, true), start = at + (small > 0 ? 4 : 8);
    const data = bytes.slice(start, start + size);
    if (type === COMPRESSED) yield* elements(Uint8Array.from(inflateSync(data)));
    else yield { type, data };
    // A compressed element is the only one that is not padded to 8 bytes.
    at = small > 0 ? at + 8 : start + (type === COMPRESSED ? size : Math.ceil(size / 8) * 8);
  }
}

function valuesOf({ type, data }: Element): Uint8Array | Float64Array {
  if (type === UINT8 || type === INT8) return data;
  if (type === DOUBLE) return new Float64Array(data.buffer);
  throw new TypeError(`Cannot read MATLAB file: type must be 1, 2 or 9, current value is ${type}`);
}

/** Real numeric arrays of a little-endian MATLAB level 5 file by name. */
export function readMatlab(bytes: Uint8Array): Map<string, MatlabArray> {
  const arrays = new Map<string, MatlabArray>();
  for (const { type, data } of elements(Uint8Array.from(bytes.subarray(128)))) {
    if (type !== MATRIX) continue;
    const [, size, name, values] = [...elements(data)];
    if (size.type !== INT32) throw new TypeError("Cannot read MATLAB file: size must be int32");
    const [rows, columns] = new Int32Array(size.data.buffer);
    arrays.set(new TextDecoder().decode(name.data), { rows, columns, values: valuesOf(values) });
  }
  return arrays;
}
