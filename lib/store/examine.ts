/** Reading an object with distrust: sound, damaged or absent. */
import { sha256 } from "../bits/digest.ts";
import type { Action } from "./action.ts";
import { decodeAction } from "./action_text.ts";
import type { Finding } from "./damage.ts";
import type { Key } from "./key.ts";
import { readEntry, unread } from "./entries.ts";
import { MOST_BYTES, objectPath, PACK_FOLDER } from "./path.ts";
import { readRegular } from "./regular_file.ts";

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
  const name = typeof key === "string" ? key : key.digest, entry = readEntry(root, name);
  if (entry === undefined) return undefined;
  const { path, content } = entry, kind = path.startsWith(PACK_FOLDER) ? "pack" : "action";
  const damaged = (found: string) => ({
    finding: { kind, path, expected: `an action entry of key ${name}`, found } as const,
  });
  if (typeof content === "string") return damaged(content);
  try {
    return { sound: decodeAction(content, key) };
  } catch (error) {
    return damaged((error as Error).message);
  }
}
