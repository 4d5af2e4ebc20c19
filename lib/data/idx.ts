/**
 * The idx format of the MNIST files: a magic number (two zero bytes, the type of the elements, the number of
 * dimensions), the dimensions as big-endian uint32, then the elements in row-major order.
 *
 * @module
 */

/** Code of unsigned bytes. */
const UNSIGNED_BYTE = 8;

/** Unsigned bytes with a shape. */
export interface Idx {
  /** Sizes of the dimensions. */
  readonly shape: readonly number[];
  /** Elements in row-major order: a view of the file's bytes. */
  readonly data: Uint8Array;
}

/**
 * Parses an idx file of unsigned bytes.
 *
 * @param bytes The file, uncompressed.
 * @param name What a message calls it.
 * @param shape The shape that it must have.
 * @throws {RangeError} If magic number, shape or size is another one.
 */
export function parseIdx(bytes: Uint8Array, name: string, shape: readonly number[]): Idx {
  const expected = [UNSIGNED_BYTE << 8 | shape.length, ...shape], start = 4 * expected.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length < start ? [] : expected.map((_, k) => view.getUint32(4 * k));
  const text = ([magic, ...sizes]: number[]) =>
    `idx 0x${magic.toString(16)} of ${sizes.join(" x ")}`;
  if (found.length === 0) throw refused(name, `at least ${start} bytes`, `${bytes.length} bytes`);
  if (found.some((value, k) => value !== expected[k])) {
    throw refused(name, text(expected), text(found));
  }
  if (bytes.length !== start + count) {
    throw refused(name, `${start + count} bytes`, `${bytes.length} bytes`);
  }
  return { shape, data: bytes.subarray(start) };
}

function refused(name: string, rule: string, value: string): RangeError {
  return new RangeError(`Cannot read ${name}: file must be ${rule}, current value is ${value}`);
}
