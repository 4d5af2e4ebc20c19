/**
 * An archive that many tools open: a POSIX ustar file, packed by gzip. Members are in the order of their names and have
 * no owner and no time, so that the same members give the same bytes.
 *
 * @module
 */
import { BLOCK, paddingOf, tarHeader } from "../store/archive/tar.ts";

/** A file of an archive. */
export interface Member {
  /** Path within the archive, POSIX. */
  readonly path: string;
  /** Whether it is a program. */
  readonly program?: boolean;
  /** Reads its bytes. */
  bytes(): Uint8Array | Promise<Uint8Array>;
}

/** What was written. */
export interface Written {
  readonly files: number;
  /** Bytes of the members. */
  readonly content: number;
  /** Bytes of the archive. */
  readonly bytes: number;
}

/** A member whose bytes are at hand. */
export function memberOf(path: string, content: string | Uint8Array, program = false): Member {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { path, bytes: () => bytes, ...(program && { program }) };
}

/**
 * Writes an archive, whole or not at all. Every member is read when its turn comes.
 *
 * @param file Where to; replaced once the archive is whole.
 * @param folder The one folder that all members are in.
 * @throws {RangeError} if two members have one path.
 * @throws {Error} if a member cannot be read, or the file not be written.
 */
export async function writeArchive(
  file: string,
  folder: string,
  members: readonly Member[],
): Promise<Written> {
  const sorted = sortedMembers(members), temp = `${file}.${crypto.randomUUID()}.tmp`;
  let content = 0;
  const chunks = async function* () {
    for (const { path, program, bytes } of sorted) {
      const data = await bytes(), name = `${folder}/${path}`;
      content += data.length;
      yield tarHeader(name, data.length, program ? 0o755 : 0o644);
      yield data as Uint8Array<ArrayBuffer>;
      yield new Uint8Array(paddingOf(data.length));
    }
    yield new Uint8Array(2 * BLOCK);
  };
  try {
    const target = await Deno.open(temp, { write: true, createNew: true });
    const packed = ReadableStream.from(chunks()).pipeThrough(new CompressionStream("gzip"));
    await packed.pipeTo(target.writable);
    await Deno.rename(temp, file);
  } catch (error) {
    await Deno.remove(temp).catch(() => {});
    throw error;
  }
  return { files: sorted.length, content, bytes: (await Deno.stat(file)).size };
}

/** In the order of their paths, by code units. */
function sortedMembers(members: readonly Member[]): Member[] {
  const sorted = members.toSorted((a, b) => a.path < b.path ? -1 : 1);
  const twice = sorted.find(({ path }, k) => path === sorted[k - 1]?.path);
  if (twice === undefined) return sorted;
  throw new RangeError(
    `Cannot write archive: path must be of one member, current value is ${twice.path}`,
  );
}
