/** Arrays with a shape, as the steps hand them to each other. */

/** Element types by their safetensors name. */
export const DTYPES = {
  U8: Uint8Array,
  U16: Uint16Array,
  U32: Uint32Array,
  U64: BigUint64Array,
  I8: Int8Array,
  I16: Int16Array,
  I32: Int32Array,
  I64: BigInt64Array,
  F32: Float32Array,
  F64: Float64Array,
} as const;

/** Safetensors name of an element type. */
export type Dtype = keyof typeof DTYPES;

/** The elements of a tensor, in row-major order. */
export type TensorData =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** An array with a shape; a scalar has the shape `[]`. */
export interface Tensor {
  /** Length of each axis, outermost first; their product is the length of `data`. */
  readonly shape: readonly number[];
  /** The elements, in row-major order. */
  readonly data: TensorData;
}

/**
 * A tensor from its elements.
 *
 * @param data Elements in row-major order; not copied.
 * @param shape Length of each axis; by default one axis.
 * @throws {RangeError} if the shape does not hold exactly `data.length` elements.
 */
export function tensor(data: TensorData, shape: readonly number[] = [data.length]): Tensor {
  if (elementCount(shape) !== data.length) {
    throw new RangeError(
      `Cannot make tensor: shape must hold ${data.length} elements, current value is [${shape}]`,
    );
  }
  return { shape, data };
}

/**
 * Number of elements of a shape.
 *
 * @param shape Length of each axis; of any type, since it may come from a file.
 * @returns The product; undefined if an axis is no length or the product is not exact.
 */
export function elementCount(shape: unknown): number | undefined {
  if (!Array.isArray(shape)) return undefined;
  let count = 1;
  for (const axis of shape) {
    count *= axis;
    if (!Number.isSafeInteger(axis) || axis < 0 || !Number.isSafeInteger(count)) return undefined;
  }
  return count;
}
