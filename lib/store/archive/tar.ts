/**
 * Headers of the POSIX ustar format (IEEE Std 1003.1, pax, "ustar Interchange Format"), as far as a store's objects
 * need it: regular files with short names. Every tar program reads what is written here.
 */

/** Length of a header and of the unit that contents are padded to. */
export const BLOCK = 512;

/** What a header says of a member. */
export interface Member {
  readonly name: string;
  /** Length of the content in bytes. */
  readonly size: number;
  /** Kind of the file; `0` is a regular one. */
  readonly type: string;
}

/** Fields by offset and length; what is not named stays zero. */
const NAME = [0, 100], MODE = [100, 8], UID = [108, 8], GID = [116, 8], SIZE = [124, 12];
const MTIME = [136, 12], SUM = [148, 8], TYPE = [156, 1], LINK = [157, 100], MAGIC = [257, 8];
const PREFIX = [345, 155];

/** Zeros that follow a content of `size` bytes. */
export function paddingOf(size: number): number {
  return (BLOCK - size % BLOCK) % BLOCK;
}

/**
 * Header of a regular file without owner and time: the same for the same name, size and mode everywhere.
 *
 * @param name At most 100 bytes, or 255 with a slash that leaves 100 behind it and 155 before it.
 * @param size Below 8 GiB.
 * @param mode Permissions.
 * @throws {RangeError} if the name is too long.
 */
export function tarHeader(name: string, size: number, mode = 0o444): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const put = ([at]: number[], text: string) => block.set(new TextEncoder().encode(text), at);
  const octal = (field: number[], value: number) =>
    put(field, value.toString(8).padStart(field[1] - 1, "0"));
  const { prefix, rest } = splitName(name);
  put(PREFIX, prefix);
  put(NAME, rest);
  octal(MODE, mode);
  octal(UID, 0);
  octal(GID, 0);
  octal(SIZE, size);
  octal(MTIME, 0);
  put(TYPE, "0");
  put(MAGIC, "ustar\x0000");
  put(SUM, `${sumOf(block).toString(8).padStart(6, "0")}\0 `);
  return block;
}

/** A long name has its first folders in a field of their own. */
function splitName(name: string): { prefix: string; rest: string } {
  const length = (text: string) => new TextEncoder().encode(text).length;
  if (length(name) <= NAME[1]) return { prefix: "", rest: name };
  for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) {
    const prefix = name.slice(0, at), rest = name.slice(at + 1);
    if (rest !== "" && length(rest) <= NAME[1] && length(prefix) <= PREFIX[1]) {
      return { prefix, rest };
    }
  }
  throw new RangeError(
    `Cannot write archive: name must be of at most 100 characters behind a slash, current value is ${name}`,
  );
}

/**
 * Reads a header.
 *
 * @param block 512 bytes.
 * @returns The member; undefined for a block of zeros, which ends an archive.
 * @throws {TypeError} naming the field that is wrong.
 */
export function parseHeader(block: Uint8Array): Member | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = ([at, length]: number[]) => {
    const bytes = block.subarray(at, at + length), end = bytes.indexOf(0);
    return new TextDecoder("latin1").decode(end < 0 ? bytes : bytes.subarray(0, end));
  };
  const octal = (field: number[], what: string) => {
    const digits = text(field).trim();
    if (/^[0-7]+$/.test(digits)) return parseInt(digits, 8);
    throw refusal(`${what} of a header`, "an octal number", JSON.stringify(digits));
  };
  const magic = text([MAGIC[0], 6]);
  if (magic !== "ustar") throw refusal("magic of a header", '"ustar"', JSON.stringify(magic));
  const sum = octal(SUM, "checksum"), found = sumOf(block);
  if (sum !== found) throw refusal("checksum of a header", String(found), String(sum));
  const prefix = text(PREFIX), name = prefix === "" ? text(NAME) : `${prefix}/${text(NAME)}`;
  const type = text(TYPE) || "0"; // Old archives have a zero there.
  if (text(LINK) !== "" && type === "0") throw refusal("link of a regular file", "empty", name);
  return { name, size: octal(SIZE, "size"), type };
}

/** Sum of the bytes, those of the checksum itself counted as blanks. */
function sumOf(block: Uint8Array): number {
  return block.reduce((sum, byte, k) => {
    const own = k >= SUM[0] && k < SUM[0] + SUM[1];
    return sum + (own ? 32 : byte);
  }, 0);
}

function refusal(field: string, rule: string, value: string): TypeError {
  return new TypeError(
    `Cannot read archive: ${field} must be ${rule}, current value is ${value}`,
  );
}
