/** Action entries wherever they lie: each in a file of its own, or those of a finished repeat in a pack. */
import { MOST_BYTES, objectPath, PACK_FOLDER } from "./path.ts";
import { packsOf } from "./packs/index.ts";
import { IrregularFileError, isAbsence, readRegularSync } from "./regular_file.ts";

/** An entry's text, or what is there instead of one. */
export interface FoundEntry {
  /** Path within the store of the file that holds it. */
  readonly path: string;
  readonly content: Uint8Array | string;
}

/**
 * Reads an entry's text, at once: an entry is small, and a plan looks for tens of thousands one after the other.
 *
 * @param root Folder of the store.
 * @throws {Error} in one line, if the store cannot be read.
 */
export function readEntry(root: string, key: string): FoundEntry | undefined {
  const single = objectPath("ac", key), packs = packsOf(root);
  const packed = readPacked(root, key);
  if (packed !== undefined) return packed;
  const content = readSingle(`${root}/${single}`);
  if (content !== undefined) return { path: single, content };
  // Packed since the packs were looked at.
  return packs.refresh() ? readPacked(root, key) : undefined;
}

/** Path within the store of the file that holds an entry, if there is one. */
export function entryPath(root: string, key: string): string {
  const packed = packsOf(root).find(key);
  return packed === undefined ? objectPath("ac", key) : `${PACK_FOLDER}/${packed.pack}`;
}

/** Keys in an order in which each pack is read once: those of a pack together. */
export function inFileOrder(root: string, keys: readonly string[]): string[] {
  const packs = packsOf(root), singles: string[] = [], packed = new Map<string, string[]>();
  for (const key of keys) {
    const pack = packs.find(key)?.pack, group = packed.get(pack ?? "");
    if (pack === undefined) singles.push(key);
    else if (group === undefined) packed.set(pack, [key]);
    else group.push(key);
  }
  return [singles, ...packed.values()].flat();
}

function readPacked(root: string, key: string): FoundEntry | undefined {
  const packs = packsOf(root), packed = packs.find(key);
  if (packed === undefined) return undefined;
  const content = packs.text(packed);
  if (content !== undefined) return { path: `${PACK_FOLDER}/${packed.pack}`, content };
  // The pack was written anew or removed since.
  return packs.refresh() ? readPacked(root, key) : undefined;
}

function readSingle(path: string): Uint8Array | string | undefined {
  try {
    return readRegularSync(path, MOST_BYTES.ac);
  } catch (error) {
    return unread(path, error);
  }
}

/** What a file that cannot be read is: undefined if absent; text if the object itself is at fault. */
export function unread(path: string, error: unknown): string | undefined {
  if (isAbsence(error)) return undefined;
  if (error instanceof IrregularFileError) return error.message;
  const { message, code } = error as Error & { code?: string };
  // A bad sector. Anything else, such as too many open files, is no fault of the object, which must not be thrown
  // away for it.
  if (code === "EIO") return `something unreadable: ${message}`;
  throw readError(path, error);
}

/**
 * The one-line error of a store that cannot be read.
 *
 * @param path What could not be read.
 * @param cause Why.
 */
export function readError(path: string, cause: unknown): Error {
  const reason = (cause as Error).message;
  return new Error(
    `Cannot read from the store: ${path} must be readable, current value is ${reason}`,
    { cause },
  );
}
