/** Reading an archive that anybody may have made. */
import { sha256 } from "../../bits/digest.ts";
import type { Action } from "../action.ts";
import { decodeAction } from "../action_text.ts";
import type { ArchiveReport } from "./export.ts";
import { ByteReader } from "./reader.ts";
import { BLOCK, type Member, paddingOf, parseHeader } from "./tar.ts";
import { isDigest, MOST_BYTES, type ObjectFolder, objectPath } from "../path.ts";
import { printable } from "../../bits/printable.ts";
import { openRegular } from "../regular_file.ts";
import type { Store } from "../store.ts";
import { foreign, unpacked } from "./unpack.ts";

/** An archive is read as it comes, so that only a giant without content is refused. */
const MOST_ARCHIVE = 2 ** 44;

/** Results shrink a few times when they are packed; what grows a hundredfold is an attempt to fill the disk. */
const MOST_GROWTH = 100, FREE_BYTES = 1 << 24;

/**
 * Takes over the objects of an archive. Only regular files named `cas/ab/<sha256>` and `ac/12/<key>` pass, each once;
 * every blob is re-hashed; an entry must be one of its key, and its blobs must be there by then.
 *
 * What an entry says of its step is believed: only computing it again can prove it, or a lock.
 *
 * @param store Open for writing.
 * @param file The archive, plain or packed by gzip, whatever its name.
 * @param accept Called with each entry before it is stored; throws to refuse it.
 * @throws {Error} in one line that names the member, at the first one that is refused. Objects before it are in the
 * store, each of them whole and verified; of the refused one nothing is.
 * @throws {Error} if the store has the entry with other outputs, naming both (see NonDeterminismError, its cause).
 */
export async function importArchive(
  store: Store,
  file: string,
  accept: (action: Action) => void | Promise<void> = () => {},
): Promise<ArchiveReport> {
  const reader = await open(file), importing = new Import(store, accept);
  try {
    for (let first = true;; first = false) {
      const header = await whole(reader, BLOCK, "a header", first ? file : undefined);
      const member = parseHeader(header);
      if (member === undefined) break;
      const place = placeOf(member), content = await whole(reader, member.size, member.name);
      await requireZeros(reader, paddingOf(member.size), `padding of ${member.name}`);
      await importing.take(place, member.name, content);
    }
    await requireZeros(reader, undefined, "what follows its end");
    return importing.report;
  } catch (error) {
    throw oneLine(file, error);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function open(file: string): Promise<ByteReader> {
  try {
    const { file: { readable }, size } = await openRegular(file, MOST_ARCHIVE, "followed");
    return new ByteReader(await unpacked(readable), FREE_BYTES + MOST_GROWTH * size);
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `Cannot import: file must be an archive that can be read, current value is ${file} (${reason})`,
    );
  }
}

/** The next bytes; those that a `file` begins with must be of an archive. */
async function whole(reader: ByteReader, length: number, what: string, file?: string) {
  const bytes = await reader.read(length);
  const other = file === undefined ? undefined : foreign(bytes);
  if (other !== undefined) {
    throw refusal(printable(file!), "a tar archive, plain or packed by gzip", other);
  }
  if (bytes.length === length) return bytes;
  throw refusal(what, `${length} bytes long`, `cut off after ${bytes.length}`);
}

/** The zeros of `length` bytes, or up to the end of the stream: an archive ends in two blocks of zeros at least. */
async function requireZeros(reader: ByteReader, length: number | undefined, what: string) {
  let seen = 0;
  for (;;) {
    const bytes = await reader.read(length ?? 16 * BLOCK);
    seen += bytes.length;
    if (bytes.some((byte) => byte !== 0)) throw refusal(what, "zeros", "other bytes");
    if (length === undefined ? bytes.length === 0 : true) break;
  }
  const least = length ?? BLOCK;
  if (seen < least) throw refusal(what, `${least} zeros`, `cut off after ${seen}`);
}

interface Place {
  readonly folder: ObjectFolder;
  readonly name: string;
}

/** Where a member belongs; the only way from a name in an archive to one in the store. */
function placeOf({ name, size, type }: Member): Place {
  if (type !== "0") {
    throw refusal(JSON.stringify(name), "a regular file", `of type ${JSON.stringify(type)}`);
  }
  const [, folder, object] = /^(cas|ac)\/[0-9a-f]{2}\/([^/]+)$/.exec(name) ?? [];
  const valid = (folder === "cas" || folder === "ac") && isDigest(object) &&
    objectPath(folder, object) === name;
  if (!valid) {
    const rule = "cas/ab/<sha256> or ac/12/<key>";
    throw refusal("name of a member", rule, JSON.stringify(name));
  }
  const most = MOST_BYTES[folder];
  if (size > most) throw refusal(`size of ${name}`, `at most ${most}`, String(size));
  return { folder, name: object };
}

class Import {
  readonly report = { blobs: 0, actions: 0, bytes: 0 };
  readonly #store: Store;
  readonly #accept: (action: Action) => void | Promise<void>;
  readonly #seen = new Set<string>();

  constructor(store: Store, accept: (action: Action) => void | Promise<void>) {
    this.#store = store;
    this.#accept = accept;
  }

  async take({ folder, name }: Place, path: string, content: Uint8Array): Promise<void> {
    if (this.#seen.has(path)) throw refusal(path, "there once", "there again");
    this.#seen.add(path);
    if (folder === "cas") await this.#blob(name, path, content);
    else {
      await this.#action(name, content).catch((error) => {
        throw refusal(path, "a valid entry", (error as Error).message, error);
      });
    }
    this.report.bytes += content.length;
  }

  async #blob(digest: string, path: string, content: Uint8Array): Promise<void> {
    const found = sha256(content);
    if (found !== digest) throw refusal(path, "bytes with its SHA-256", found);
    await this.#store.put(content);
    this.report.blobs++;
  }

  async #action(key: string, content: Uint8Array): Promise<void> {
    const action = decodeAction(content, key);
    for (const [name, { sha256, size }] of Object.entries(action.outputs)) {
      if (await this.#store.has(sha256, size)) continue;
      throw new Error(`output ${name} of ${action.id} is neither before it nor in the store`);
    }
    await this.#accept(action);
    // What was computed here stays known as that; what was not is told apart for ever.
    await this.#store.putAction(key, { ...action, cost: { ...action.cost, imported: 1 } });
    this.report.actions++;
  }
}

function refusal(field: string, rule: string, value: string, cause?: unknown): Error {
  const message = `Cannot read archive: ${field} must be ${rule}, current value is ${value}`;
  return new Error(message, { cause });
}

/** Broken compression is thrown by the stream in its own words. */
function oneLine(file: string, error: unknown): Error {
  const { message, cause } = error as Error;
  if (message.startsWith("Cannot ")) {
    return new Error(message.split("\n")[0], { cause: cause ?? error });
  }
  return refusal(file, "whole and readable", message.split("\n")[0], error);
}
