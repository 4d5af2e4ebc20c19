/**
 * Reading zip archives with distrust: stored and deflated entries, as NumPy writes them. Sizes are checked before anything
 * is made of them and contents by their CRC, which the package that writes archives here does not do.
 *
 * @module
 */
import { constants, crc32, inflateRawSync } from "node:zlib";
import { printable } from "../bits/printable.ts";

/** An entry of an archive. */
export interface ZipEntry {
  /** Name, with its folders. */
  readonly name: string;
  /** Bytes of its content, as the archive declares. */
  readonly size: number;
  /** The first bytes of its content, 256 of them or more if there are; nothing is checked yet. */
  head(): Uint8Array;
  /**
   * Its content.
   *
   * @throws {RangeError} in one line, if it is not as declared.
   */
  read(): Uint8Array;
}

const END = 0x06054b50, ENTRY = 0x02014b50, LOCAL = 0x04034b50;
const END_BYTES = 22, ENTRY_BYTES = 46, LOCAL_BYTES = 30;
/** A size or place of an archive that is too large for it: the true one is in the extra field 1. */
const ELSEWHERE = 0xffffffff;
/** A comment at the end is no longer. */
const LONGEST_COMMENT = 65535;
/** Compressed bytes that a head is made of. */
const HEAD = 1024;
const STORED = 0, DEFLATED = 8;

/** The error of an archive that breaks a rule. */
function refused(name: string, what: string, rule: string, value: unknown): RangeError {
  return new RangeError(
    `Cannot read ${printable(name)}: ${what} must be ${rule}, current value is ${value}`,
  );
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The bytes of a Buffer, which is no plain array. */
const plain = ({ buffer, byteOffset, length }: Uint8Array) =>
  new Uint8Array(buffer, byteOffset, length);

/** Place of the end record, the last one that reaches the file's end; undefined if there is none. */
function endOf(bytes: Uint8Array, view: DataView): number | undefined {
  const least = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= least; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === bytes.length) return at;
  }
  return undefined;
}

/** Sizes and place of an entry: in its record, or one after the other in its extra field. */
function sizesOf(view: DataView, at: number, extra: number, end: number): number[] {
  const written = [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ];
  for (let field = extra; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let place = field + 4;
    return written.map((value) => {
      if (value !== ELSEWHERE || place + 8 > end) return value;
      place += 8;
      return Number(view.getBigUint64(place - 8, true));
    });
  }
  return written;
}

/** Where the compressed bytes of an entry lie. */
function contentOf(bytes: Uint8Array, place: number, length: number): Uint8Array | undefined {
  if (!(place + LOCAL_BYTES <= bytes.length)) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(place, true) !== LOCAL) return undefined;
  const start = place + LOCAL_BYTES + view.getUint16(place + 26, true) +
    view.getUint16(place + 28, true);
  return start + length <= bytes.length ? bytes.subarray(start, start + length) : undefined;
}

/** An entry, by its record in the directory. */
function entryAt(bytes: Uint8Array, at: number, end: number, archive: string): ZipEntry {
  const view = viewOf(bytes),
    flags = view.getUint16(at + 8, true),
    method = view.getUint16(at + 10, true);
  const checksum = view.getUint32(at + 16, true), start = at + ENTRY_BYTES;
  const extra = start + view.getUint16(at + 28, true);
  const name = new TextDecoder().decode(bytes.subarray(start, extra));
  const [size, length, place] = sizesOf(view, at, extra, end);
  const refuse = (what: string, rule: string, value: unknown) =>
    refused(`${archive}, ${name}`, what, rule, value);
  if ((flags & 1) !== 0) throw refuse("entry", "not encrypted", "encrypted");
  if (method !== STORED && method !== DEFLATED) {
    throw refuse("compression", "none or deflate", method);
  }
  const content = contentOf(bytes, place, length);
  if (content === undefined) {
    throw refuse("content", "within the archive", `${length} bytes at ${place}`);
  }
  if (method === STORED && size !== length) throw refuse("size", `${length}, as stored`, size);
  const inflate = (): Uint8Array => {
    try {
      return plain(inflateRawSync(content, { maxOutputLength: Math.max(1, size) }));
    } catch {
      throw refuse("content", `${size} bytes, deflated`, "other bytes");
    }
  };
  const head = (): Uint8Array => {
    if (method === STORED) return content;
    try {
      return plain(
        inflateRawSync(content.subarray(0, HEAD), { finishFlush: constants.Z_SYNC_FLUSH }),
      );
    } catch {
      return new Uint8Array();
    }
  };
  const read = () => {
    const found = method === STORED ? content : inflate();
    if (found.length !== size) throw refuse("content", `${size} bytes`, `${found.length}`);
    if (crc32(found) !== checksum) throw refuse("content", "as its checksum says", "damaged");
    return found;
  };
  return { name, size, head, read };
}

/**
 * The entries of an archive, folders left out. Nothing is decompressed yet.
 *
 * @param name What a message calls it.
 * @throws {RangeError} in one line, if the bytes are no archive, or an entry is encrypted, compressed otherwise, outside of
 * the archive, or there twice.
 */
export function readZip(bytes: Uint8Array, name: string): ZipEntry[] {
  const view = viewOf(bytes), end = bytes.length < END_BYTES ? undefined : endOf(bytes, view);
  if (end === undefined) {
    throw refused(name, "file", "a whole zip archive", `${bytes.length} other bytes`);
  }
  const count = view.getUint16(end + 10, true), entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let k = 0; k < count; k++) {
    if (!(at + ENTRY_BYTES <= end && view.getUint32(at, true) === ENTRY)) {
      throw refused(name, `entry ${k + 1} of ${count}`, "in its directory", "none");
    }
    const length = ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
    if (at + length > end) {
      throw refused(name, `entry ${k + 1} of ${count}`, "in its directory", "cut off");
    }
    entries.push(entryAt(bytes, at, at + length - view.getUint16(at + 32, true), name));
    at += length;
  }
  const names = entries.map((entry) => entry.name),
    twice = names.find((one, k) => names.indexOf(one) !== k);
  if (twice !== undefined) throw refused(`${name}, ${twice}`, "entry", "there once", "twice");
  return entries.filter((entry) => !entry.name.endsWith("/"));
}
