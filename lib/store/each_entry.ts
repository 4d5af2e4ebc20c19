/** Every action entry of a store, file by file: for whoever wants all of them and looks none up. */
import { type FoundEntry, readEntry } from "./entries.ts";
import { listSingles } from "./list.ts";
import { packsOf } from "./packs/index.ts";
import { placesIn } from "./packs/pack.ts";
import { PACK_FOLDER } from "./path.ts";

/** An entry's key and text. */
export interface KeyedEntry extends FoundEntry {
  readonly key: string;
}

/** The entries of one file, and how many files there are. */
export interface EntryFile {
  readonly entries: readonly KeyedEntry[];
  /** Of packs and single entries. */
  readonly files: number;
}

/**
 * Reads all entries: packs first, then those in files of their own. What lies in two files comes twice. No table of
 * packs is asked.
 *
 * @param root Folder of the store.
 * @throws {Error} in one line, if the store cannot be read.
 */
export async function* eachEntryFile(root: string): AsyncGenerator<EntryFile> {
  const { names } = await listSingles(root), index = packsOf(root);
  index.refresh();
  const { packs } = index, files = packs.length + names.length;
  for (const pack of packs) {
    const path = `${PACK_FOLDER}/${pack}`, bytes = index.read(pack) ?? new Uint8Array();
    const entries = Array.from(placesIn(bytes), ({ key, at, length }) => ({
      ...{ key, path },
      content: bytes.subarray(at, at + length),
    }));
    yield { entries, files };
  }
  for (const key of names) {
    const found = readEntry(root, key);
    yield { entries: found === undefined ? [] : [{ key, ...found }], files };
  }
}
