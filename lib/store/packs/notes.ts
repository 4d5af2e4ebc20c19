/**
 * Notes on packs, beside them: what somebody has found out about their entries, so that nobody has to find it out
 * again. A pack is named by its bytes, so a note holds as long as all packs that it names are there. Of notes on a pack
 * that is gone nothing is left with the next one that is written.
 */
import { canonical, type Json } from "../../bits/canonical.ts";
import { sha256 } from "../../bits/digest.ts";
import { INDEX_FOLDER, isDigest } from "../path.ts";
import { readRegularSync } from "../regular_file.ts";
import { writeDurably } from "../write.ts";
import { packsOf } from "./index.ts";

const PATH = `${INDEX_FOLDER}/notes`, MOST_BYTES = 1 << 28;

/** A note. */
export interface Note {
  /** Names of the packs that it is about, at least one. */
  readonly packs: readonly string[];
  readonly text: Json;
}

/** The notes of a store that hold, by their keys; whoever makes a key sees to it that it names all that a note is about. */
export function readNotes(root: string): Map<string, Note> {
  const packs = packsOf(root);
  packs.refresh();
  const there = new Set(packs.packs);
  return new Map(
    [...readAll(root)].filter(([, note]) => note.packs.every((one) => there.has(one))),
  );
}

/**
 * Adds notes to those that hold.
 *
 * @throws {Error} in one line, if the store cannot be written.
 */
export async function addNotes(root: string, added: ReadonlyMap<string, Note>): Promise<void> {
  const notes = Object.fromEntries(new Map([...readNotes(root), ...added]));
  const body = canonical(notes as unknown as Json);
  const bytes = new TextEncoder().encode(`${sha256(body)} ${body}\n`);
  if (bytes.length <= MOST_BYTES) await writeDurably(root, PATH, bytes, "replace");
}

/** None of a file that is not, byte by byte, what was written. */
function readAll(root: string): Map<string, Note> {
  try {
    const text = DECODER.decode(readRegularSync(`${root}/${PATH}`, MOST_BYTES));
    const body = text.slice(65, -1);
    if (text !== `${sha256(body)} ${body}\n`) return new Map();
    return new Map(Object.entries(JSON.parse(body) as Record<string, Note>).filter(isNote));
  } catch {
    return new Map();
  }
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isNote([key, note]: [string, Note]): boolean {
  return isDigest(key) && Array.isArray(note?.packs) && note.packs.length > 0 &&
    note.packs.every(isDigest) && note.text !== undefined;
}
