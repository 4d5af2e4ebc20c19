/**
 * Arrays of NumPy: npy files, and npz archives of them (numpy.lib.format, versions 1 to 3).
 *
 * Read are bool, integers and floats of 16, 32 and 64 bits in either byte order, rows or columns first. Arrays of objects
 * are Python's pickles, which run code when they are read: they are refused, as everything else is.
 *
 * @module
 */
import { printable } from "../bits/printable.ts";
import { elementCount, type Tensor, type TensorData } from "../bits/tensor.ts";
import { readZip } from "./zip.ts";

/** Most bytes of an array, 1 GiB. */
export const MOST_BYTES = 1 << 30;

/** A longer header is none of an array of numbers. */
const LONGEST_HEADER = 65535;

/** An array that has not been read yet. */
export interface StoredArray {
  /** Name in the archive, without `.npy`. */
  readonly name: string;
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** NumPy's name of the element type, e.g. `<f4`. */
  readonly dtype: string;
  /**
   * The array, rows first.
   *
   * @throws {RangeError} in one line, if the bytes are not as declared.
   */
  read(): Tensor;
}

/** How elements are read: bytes of one, and an array for some. */
interface Elements {
  readonly size: number;
  readonly array: (length: number) => TensorData;
  readonly get: (view: DataView, at: number, little: boolean) => number | bigint;
}

const ELEMENTS: Readonly<Record<string, Elements>> = {
  b1: {
    size: 1,
    array: (n) => new Uint8Array(n),
    get: (view, at) => Number(view.getUint8(at) !== 0),
  },
  u1: { size: 1, array: (n) => new Uint8Array(n), get: (view, at) => view.getUint8(at) },
  i1: { size: 1, array: (n) => new Int8Array(n), get: (view, at) => view.getInt8(at) },
  u2: {
    size: 2,
    array: (n) => new Uint16Array(n),
    get: (view, at, little) => view.getUint16(at, little),
  },
  i2: {
    size: 2,
    array: (n) => new Int16Array(n),
    get: (view, at, little) => view.getInt16(at, little),
  },
  u4: {
    size: 4,
    array: (n) => new Uint32Array(n),
    get: (view, at, little) => view.getUint32(at, little),
  },
  i4: {
    size: 4,
    array: (n) => new Int32Array(n),
    get: (view, at, little) => view.getInt32(at, little),
  },
  u8: {
    size: 8,
    array: (n) => new BigUint64Array(n),
    get: (view, at, little) => view.getBigUint64(at, little),
  },
  i8: {
    size: 8,
    array: (n) => new BigInt64Array(n),
    get: (view, at, little) => view.getBigInt64(at, little),
  },
  // Every float16 is a float32.
  f2: {
    size: 2,
    array: (n) => new Float32Array(n),
    get: (view, at, little) => view.getFloat16(at, little),
  },
  f4: {
    size: 4,
    array: (n) => new Float32Array(n),
    get: (view, at, little) => view.getFloat32(at, little),
  },
  f8: {
    size: 8,
    array: (n) => new Float64Array(n),
    get: (view, at, little) => view.getFloat64(at, little),
  },
};

/** Element types that are no numbers, by the first letter of their name. */
const OTHERS: Readonly<Record<string, string>> = {
  O: "objects of Python",
  U: "text",
  S: "bytes",
  V: "records or raw bytes",
  c: "complex numbers",
  M: "dates",
  m: "differences of dates",
  f: "floats of another size",
};

function refused(name: string, what: string, rule: string, value: unknown): RangeError {
  return new RangeError(
    `Cannot read ${printable(name)}: ${what} must be ${rule}, current value is ${
      printable(String(value))
    }`,
  );
}

/** What a header says. */
interface Header {
  readonly dtype: string;
  readonly elements: Elements;
  readonly little: boolean;
  readonly columnsFirst: boolean;
  readonly shape: readonly number[];
  readonly count: number;
  /** Where the elements begin. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The header's text, and where it ends. */
function textOf(bytes: Uint8Array, name: string): { text: string; start: number } {
  if (bytes.length < 12 || MAGIC.some((byte, k) => bytes[k] !== byte)) {
    throw refused(name, "file", "an npy array", "other bytes");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), version = bytes[6];
  if (!(version >= 1 && version <= 3)) throw refused(name, "version", "1, 2 or 3", version);
  const before = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) {
    throw refused(name, "header", `at most ${LONGEST_HEADER} bytes`, length);
  }
  if (before + length > bytes.length) {
    throw refused(name, "header", `of ${length} bytes`, `cut off after ${bytes.length - before}`);
  }
  return {
    text: new TextDecoder("latin1").decode(bytes.subarray(before, before + length)),
    start: before + length,
  };
}

/** The value of a key in the literal of a Python dictionary. */
function valueIn(text: string, key: string, pattern: string): string | undefined {
  return new RegExp(`['"]${key}['"]\\s*:\\s*(${pattern})\\s*[,}]`).exec(text)?.[1];
}

/** Reads a header, and refuses what is not read. */
function headerOf(bytes: Uint8Array, name: string): Header {
  const { text, start } = textOf(bytes, name);
  const order = valueIn(text, "fortran_order", "True|False");
  const sizes = valueIn(text, "shape", String.raw`\([\d,\s]*\)`);
  const descr = valueIn(text, "descr", String.raw`'[^']*'|"[^"]*"|\[[^\]]*\]`);
  if (order === undefined || sizes === undefined || descr === undefined) {
    throw refused(
      name,
      "header",
      "NumPy's, with descr, fortran_order and shape",
      text.trim().slice(0, 60),
    );
  }
  if (descr.startsWith("[")) throw refused(name, "array", "of numbers", "of records");
  const dtype = descr.slice(1, -1), [, byteOrder, type] = /^([<>|=]?)(.+)$/.exec(dtype) ?? [];
  const elements = Object.hasOwn(ELEMENTS, type ?? "") ? ELEMENTS[type] : undefined;
  if (elements === undefined) {
    const what = Object.hasOwn(OTHERS, type?.[0] ?? "") ? `${OTHERS[type[0]]} (${dtype})` : dtype;
    throw refused(name, "array", "of bool, integers or floats", `of ${what}`);
  }
  const shape = sizes.slice(1, -1).replace(/,\s*$/, "").split(",").map(Number);
  if (/^\(\s*\)$/.test(sizes)) shape.length = 0;
  const count = elementCount(shape);
  if (count === undefined || count * elements.size > MOST_BYTES) {
    throw refused(
      name,
      "array",
      `at most ${MOST_BYTES} bytes`,
      `of shape ${shape.join(" x ")}, ${dtype}`,
    );
  }
  return {
    dtype,
    elements,
    little: byteOrder !== ">",
    columnsFirst: order === "True",
    shape,
    count,
    start,
  };
}

/** Place of an element in a file with columns first, for each place with rows first. */
function* columnsFirst(shape: readonly number[]): Generator<number> {
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, size) => product * size, 1)
  );
  const index = shape.map(() => 0);
  for (let place = 0;;) {
    yield place;
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** The elements in this machine's order, rows first. */
function elementsOf(
  bytes: Uint8Array,
  { elements, little, shape, count, start, ...header }: Header,
): TensorData {
  const { size, get } = elements, data = elements.array(count);
  const isPlain = data.BYTES_PER_ELEMENT === size && !header.dtype.endsWith("b1");
  const asWritten = (little || size === 1) && (!header.columnsFirst || shape.length < 2);
  if (isPlain && asWritten) {
    new Uint8Array(data.buffer).set(bytes.subarray(start));
    return data;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let k = 0;
  const places = header.columnsFirst && count > 0 ? columnsFirst(shape) : undefined;
  for (; k < count; k++) {
    data[k] = get(view, start + size * (places?.next().value ?? k), little) as never;
  }
  return data;
}

function readElements(bytes: Uint8Array, header: Header, name: string): Tensor {
  const { shape, count, elements, start } = header, length = bytes.length - start;
  if (length !== count * elements.size) {
    throw refused(name, "array", `${count * elements.size} bytes, as its header says`, `${length}`);
  }
  return { shape, data: elementsOf(bytes, header) };
}

/**
 * An array from an npy file.
 *
 * @param name What a message calls it.
 * @returns Float16 as float32, bool as bytes 0 and 1; rows first.
 * @throws {RangeError} in one line, if it is none, damaged, larger than 1 GiB, or not of numbers.
 */
export function parseNpy(bytes: Uint8Array, name: string): Tensor {
  return readElements(bytes, headerOf(bytes, name), name);
}

/**
 * The arrays of an npz archive, in its order; their headers are read, and nothing else.
 *
 * @param name What a message calls it.
 * @throws {RangeError} in one line, if it is none, or one of its arrays cannot be read.
 */
export function parseNpz(bytes: Uint8Array, name: string): StoredArray[] {
  return readZip(bytes, name).map((entry) => {
    const array = entry.name.replace(/\.npy$/, ""), full = `${name}, array ${array}`;
    if (array === entry.name) throw refused(name, "entries", "npy arrays", entry.name);
    const header = headerOf(entry.head(), full), { shape, dtype, count, elements, start } = header;
    if (entry.size !== start + count * elements.size) {
      throw refused(
        full,
        "array",
        `${count * elements.size} bytes, as its header says`,
        entry.size - start,
      );
    }
    return { name: array, shape, dtype, read: () => readElements(entry.read(), header, full) };
  });
}
