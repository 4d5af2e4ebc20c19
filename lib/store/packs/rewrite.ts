/** Writing packs: from entries in files of their own, and anew without some. */
import { decodeAction } from "../action_text.ts";
import { syncFolder } from "../folder.ts";
import { sha256 } from "../../bits/digest.ts";
import { objectPath, PACK_FOLDER } from "../path.ts";
import { writeDurably } from "../write.ts";
import { MOST_PACK_BYTES, packsOf } from "./index.ts";
import { encodePack, placesIn } from "./pack.ts";

/**
 * Writes a pack; it is durable afterwards.
 *
 * @param entries Texts of entries by key, at least one.
 * @returns Its name.
 */
export async function writePack(
  root: string,
  entries: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const bytes = encodePack(entries), name = sha256(bytes);
  await writeDurably(root, `${PACK_FOLDER}/${name}`, bytes, "replace");
  return name;
}

/** Name of the pack at a path within the store. */
export function packNameOf(path: string): string {
  return path.slice(PACK_FOLDER.length + 1);
}

/** Whether a pack of these entries could be read again. */
export function fitsPack(entries: ReadonlyMap<string, Uint8Array>): boolean {
  let bytes = 0;
  for (const text of entries.values()) bytes += text.length + 65;
  return bytes <= MOST_PACK_BYTES;
}

/**
 * Writes the entries of a pack that are sound and wanted as another one. The old one stays: who removes it or sets it
 * aside afterwards loses nothing.
 *
 * @param pack Its name.
 * @param wanted Which entries to keep.
 */
export async function rewritePack(
  root: string,
  pack: string,
  wanted: (key: string) => boolean,
): Promise<void> {
  const bytes = packsOf(root).bytes(pack) ?? new Uint8Array();
  const kept = new Map<string, Uint8Array>();
  for (const { key, at, length } of placesIn(bytes)) {
    const text = bytes.subarray(at, at + length);
    if (wanted(key) && isEntry(text, key)) kept.set(key, text);
  }
  if (kept.size > 0) await writePack(root, kept);
}

/**
 * Removes entries from the packs that hold them.
 *
 * @returns Keys that were in no pack.
 */
export async function removeFromPacks(root: string, keys: Iterable<string>): Promise<string[]> {
  const packs = packsOf(root), gone = new Map<string, Set<string>>(), rest: string[] = [];
  packs.refresh();
  for (const key of keys) {
    const pack = packs.find(key)?.pack;
    if (pack === undefined) rest.push(key);
    else gone.set(pack, (gone.get(pack) ?? new Set()).add(key));
  }
  for (const [pack, without] of gone) {
    await rewritePack(root, pack, (key) => !without.has(key));
    await Deno.remove(`${root}/${PACK_FOLDER}/${pack}`);
  }
  if (gone.size > 0) await syncFolder(`${root}/${PACK_FOLDER}`);
  packs.refresh();
  return rest;
}

/** Takes an entry out of its pack into a file of its own, so that it can be set aside. */
export async function unpackEntry(root: string, key: string): Promise<void> {
  const packs = packsOf(root), packed = packs.find(key), text = packed && packs.text(packed);
  if (text === undefined) return;
  await writeDurably(root, objectPath("ac", key), text, "keep");
  await removeFromPacks(root, [key]);
}

function isEntry(text: Uint8Array, key: string): boolean {
  try {
    return decodeAction(text, key) !== undefined;
  } catch {
    return false;
  }
}
