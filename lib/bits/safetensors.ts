/**
 * Arrays as bytes: the safetensors format (https://github.com/huggingface/safetensors), written
 * deterministically and read with distrust.
 *
 * A file is the length of the header (u64), the header (JSON), and the tensors' little-endian
 * bytes without gaps. Of the many files that the format allows for the same tensors this module
 * writes one: the header is canonical JSON (sorted keys, so `__metadata__` sorts like a name) padded
 * with spaces to a multiple of 8 bytes; tensors lie in the order of descending element size, then
 * name, so that each is aligned to its element. Typed arrays are little endian wherever Deno runs.
 */
import { canonical, type Json } from "./canonical.ts";
import { type Dtype, DTYPES, elementCount, type Tensor } from "./tensor.ts";

export { type Tensor, tensor, type TensorData } from "./tensor.ts";

/** Upper bound of the header's length, as in the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;

/** What a file holds. */
export interface TensorFile {
  /** Tensors by name, each with memory of its own. */
  readonly tensors: Record<string, Tensor>;
  /** Free text by name; empty if the file has none. */
  readonly metadata: Record<string, string>;
}

/**
 * Encodes tensors: the same bytes for the same names, shapes, elements and metadata.
 *
 * @param tensors Tensors by name. A name may not be `__metadata__` or one that every object has.
 * @param metadata Free text by name.
 * @returns A safetensors file.
 * @throws {TypeError} naming the tensor, if it has a wrong name, shape, type or holds NaN.
 */
export function encodeTensors(
  tensors: Record<string, Tensor>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const parts = Object.entries(tensors).map(([name, tensor]) => toPart(name, tensor));
  parts.sort((a, b) => b.itemSize - a.itemSize || (a.name < b.name ? -1 : 1));
  const header: Record<string, Json> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = checkedMetadata("encode", metadata);
  let size = 0;
  for (const { name, dtype, shape, bytes } of parts) {
    header[name] = { dtype, shape, data_offsets: [size, size + bytes.length] };
    size += bytes.length;
  }
  return assemble(header, parts.map((part) => part.bytes), size);
}

function assemble(header: Json, parts: Uint8Array[], size: number): Uint8Array {
  const text = new TextEncoder().encode(canonical(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + padded + size);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.fill(0x20, 8, 8 + padded).set(text, 8);
  let position = 8 + padded;
  for (const part of parts) {
    file.set(part, position);
    position += part.length;
  }
  return file;
}

function toPart(name: string, { shape, data }: Tensor) {
  checkName("encode", name);
  const dtype = (Object.keys(DTYPES) as Dtype[]).find((key) => data instanceof DTYPES[key]);
  if (dtype === undefined) throw refusal("encode", name, "a typed array", typeof data);
  if (elementCount(shape) !== data.length) {
    throw refusal("encode", name, `of a shape with ${data.length} elements`, `[${shape}]`);
  }
  if (data instanceof Float32Array || data instanceof Float64Array) {
    const at = data.findIndex(Number.isNaN);
    if (at >= 0) throw refusal("encode", name, "free of NaN", `NaN at element ${at}`);
  }
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dtype, shape, bytes, itemSize: data.BYTES_PER_ELEMENT };
}

/**
 * Decodes a safetensors file of any origin; nothing in it is trusted.
 *
 * @param bytes The file. Its memory is not kept.
 * @returns Tensors (NaN passes: it is refused where a digest is made) and metadata.
 * @throws {TypeError} naming the part that is wrong: length or text of the header, a name, dtype,
 * shape or offset, a gap or overlap between tensors, bytes missing or left over.
 */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  const { header, start } = readHeader(bytes);
  const body = bytes.subarray(start);
  const { __metadata__: metadata = {}, ...entries } = header;
  const infos = Object.entries(entries).map(([name, entry]) => toInfo(name, entry));
  infos.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors: Record<string, Tensor> = {};
  let position = 0;
  for (const { name, dtype, shape, begin, end } of infos) {
    if (begin !== position || end > body.length) {
      const rule = `at ${position} in ${body.length} bytes, without gap or overlap`;
      throw refusal("decode", name, rule, `[${begin},${end}]`);
    }
    tensors[name] = { shape, data: new DTYPES[dtype](body.slice(begin, end).buffer) };
    position = end;
  }
  if (position !== body.length) {
    throw refusal("decode", "the end of the last tensor", `byte ${body.length}`, position);
  }
  return { tensors, metadata: checkedMetadata("decode", metadata) };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw refusal("decode", "file", "at least 8 bytes", bytes.length);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(bytes.length - 8, MAX_HEADER_BYTES);
  if (length > BigInt(most)) throw refusal("decode", "header", `at most ${most} bytes`, length);
  const start = 8 + Number(length);
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    header = JSON.parse(text.decode(bytes.subarray(8, start)));
  } catch (error) {
    throw refusal("decode", "header", "JSON in UTF-8", (error as Error).message);
  }
  if (!isRecord(header) || bytes[8] !== 0x7b) {
    throw refusal("decode", "header", "an object", JSON.stringify(header).slice(0, 40));
  }
  return { header, start };
}

function toInfo(name: string, entry: unknown) {
  checkName("decode", name);
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (typeof dtype !== "string" || !Object.hasOwn(DTYPES, dtype)) {
    const known = Object.keys(DTYPES).join(", ");
    throw refusal("decode", name, `of dtype ${known}`, JSON.stringify(dtype));
  }
  const count = elementCount(shape);
  if (count === undefined) throw refusal("decode", name, "of a valid shape", JSON.stringify(shape));
  if (!isRange(offsets)) throw refusal("decode", name, "at two offsets", JSON.stringify(offsets));
  const [begin, end] = offsets;
  const size = count * DTYPES[dtype as Dtype].BYTES_PER_ELEMENT;
  if (end - begin !== size) throw refusal("decode", name, `${size} bytes long`, end - begin);
  return { name, dtype: dtype as Dtype, shape: shape as number[], begin, end };
}

function isRange(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 &&
    value.every((offset) => Number.isSafeInteger(offset) && offset >= 0);
}

function checkedMetadata(action: string, metadata: unknown): Record<string, string> {
  if (!isRecord(metadata)) throw refusal(action, "__metadata__", "an object", String(metadata));
  for (const [name, value] of Object.entries(metadata)) {
    if (name in Object.prototype || typeof value !== "string") {
      throw refusal(action, `__metadata__.${name}`, "text under a free name", typeof value);
    }
  }
  return metadata as Record<string, string>;
}

function checkName(action: string, name: string): void {
  if (name === "__metadata__" || name in Object.prototype) {
    throw refusal(action, "tensor name", "no reserved word", name);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refusal(action: string, field: string, rule: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot ${action} tensors: ${field} must be ${rule}, current value is ${value}`,
  );
}
