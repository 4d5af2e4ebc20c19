/** Reading an object with distrust: sound, damaged or absent. */
import { sha256 } from "../bits/digest.ts";
import type { Action } from "./action.ts";
import { decodeAction } from "./action_text.ts";
import type { Finding } from "./damage.ts";
import type { Key } from "./key.ts";
import { MOST_BYTES, objectPath } from "./path.ts";
import { IrregularFileError, readRegular, readRegularSync } from "./regular_file.ts";

/** A sound object, or what is wrong with it; undefined if there is none. */
export type Examined<T> = { readonly sound: T } | { readonly finding: Finding } | undefined;

/**
 * Reads and re-hashes a blob.
 *
 * @param root Folder of the store.
 * @param digest SHA-256 that its bytes must have.
 * @throws {Error} in one line, if the store cannot be read.
 */
export async function examineBlob(root: string, digest: string): Promise<Examined<Uint8Array>> {
  const path = objectPath("cas", digest);
  const damaged = (found: string) => ({
    finding: { kind: "blob", path, expected: `bytes with SHA-256 ${digest}`, found } as const,
  });
  const file = `${root}/${path}`;
  const content = await readRegular(file, MOST_BYTES.cas)
    .catch((error) => unread(file, error));
  if (content === undefined) return undefined;
  if (typeof content === "string") return damaged(content);
  const found = sha256(content);
  if (found !== digest) return damaged(`${content.length} bytes with SHA-256 ${found}`);
  return { sound: content };
}

/**
 * Reads and validates an action entry.
 *
 * @param root Folder of the store.
 * @param key Key of the entry.
 * @throws {Error} in one line, if the store cannot be read.
 */
export function examineAction(root: string, key: Key | string): Examined<Action> {
  const name = typeof key === "string" ? key : key.digest, path = objectPath("ac", name);
  const damaged = (found: string) => ({
    finding: { kind: "action", path, expected: `an action entry of key ${name}`, found } as const,
  });
  const content = readEntry(`${root}/${path}`);
  if (content === undefined) return undefined;
  if (typeof content === "string") return damaged(content);
  try {
    return { sound: decodeAction(content, key) };
  } catch (error) {
    return damaged((error as Error).message);
  }
}

/** Reads at once: an entry is small, and a plan looks for tens of thousands one after the other. */
function readEntry(path: string): Uint8Array | string | undefined {
  try {
    return readRegularSync(path, MOST_BYTES.ac);
  } catch (error) {
    return unread(path, error);
  }
}

/** What a file that cannot be read is: undefined if absent; text if the object itself is at fault. */
function unread(path: string, error: unknown): string | undefined {
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

/** Whether an error says that there is no such file: also where a folder on the way is a file, or a link without end. */
export function isAbsence(error: unknown): boolean {
  const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
  return [NotFound, NotADirectory, FilesystemLoop].some((kind) => error instanceof kind);
}
