/** The index of a store's packs, which entries lie in them: made once, and again when the folder of packs has changed. */
import { INDEX_FOLDER, isDigest, PACK_FOLDER } from "../path.ts";
import { isAbsence, readRegularSync } from "../regular_file.ts";
import { writeDurably } from "../write.ts";
import { placesIn, startsLine } from "./pack.ts";
import { type Packed, PackTable } from "./table.ts";

/** The table of all packs beside them: it may be old or missing, then packs are read. */
const TABLE = `${INDEX_FOLDER}/packs`;

/** No pack of a repeat is nearly as long. */
export const MOST_PACK_BYTES = 1 << 28;

/** The table of millions of entries is no longer. */
const MOST_TABLE_BYTES = 1 << 28;

/** Packs are kept in memory up to so many bytes: who looks for one entry of a repeat looks for the others next. */
const MOST_KEPT = 1 << 25;

/** The packs of one store. */
export class PackIndex {
  readonly #root: string;
  #changed: number | undefined;
  #table = PackTable.of(new Map());
  /** Whether the table on the disk has all that this one has. */
  #saved = true;
  readonly #kept = new Map<string, Uint8Array>();
  #keptBytes = 0;

  constructor(root: string) {
    this.#root = root;
    this.refresh();
  }

  /** Where an entry lies; undefined if in no pack. */
  find(key: string): Packed | undefined {
    return this.#table.find(key);
  }

  /** Keys of some entries in packs, spread evenly over all of them; fewer if there are not so many. */
  sample(most: number): string[] {
    return this.#table.sample(most);
  }

  /** All entries in packs, ascending by key. */
  entries(): Iterable<Packed> {
    return this.#table.entries();
  }

  /** Names of the packs, ascending. */
  get packs(): readonly string[] {
    return this.#table.packs.toSorted();
  }

  /**
   * Bytes of a pack.
   *
   * @returns Undefined if it is gone or nothing that can be read.
   */
  bytes(pack: string): Uint8Array | undefined {
    const kept = this.#kept.get(pack), bytes = kept ?? this.read(pack);
    if (kept !== undefined || bytes === undefined) return bytes;
    for (const [name, old] of this.#kept) {
      if (this.#keptBytes + bytes.length <= MOST_KEPT) break;
      this.#kept.delete(name);
      this.#keptBytes -= old.length;
    }
    this.#kept.set(pack, bytes);
    this.#keptBytes += bytes.length;
    return bytes;
  }

  /** Bytes of a pack as {@linkcode PackIndex.bytes}, of which none are kept: for whoever reads all packs once. */
  read(pack: string): Uint8Array | undefined {
    try {
      return readRegularSync(`${this.#root}/${PACK_FOLDER}/${pack}`, MOST_PACK_BYTES);
    } catch {
      return undefined;
    }
  }

  /**
   * Text of an entry that {@linkcode PackIndex.find} has found; undefined if its pack is gone since. Where the entry is
   * not in its place, the pack is searched for it.
   */
  text({ pack, key, at, length }: Packed): Uint8Array | undefined {
    const bytes = this.bytes(pack);
    if (bytes === undefined) return undefined;
    if (startsLine(bytes, key, at)) return bytes.subarray(at, at + length);
    this.#table = PackTable.of(this.#scanned([pack]), this.#table, (other) => other !== pack);
    this.#saved = false;
    const found = this.#table.find(key);
    return found?.pack === pack
      ? bytes.subarray(found.at, found.at + found.length)
      : found && this.text(found);
  }

  /** Forgets what was read, and all that a table says, so that a check meets what is on the disk. */
  reload(): void {
    this.#forget();
    this.#changed = this.#timeOfFolder();
    this.#table = PackTable.of(this.#scanned(this.#names()));
    this.#saved = this.#table.packs.length === 0;
  }

  /**
   * Looks again, if packs were added or removed.
   *
   * @returns Whether there is news.
   */
  refresh(): boolean {
    const changed = this.#timeOfFolder();
    if (changed === this.#changed && changed !== undefined) return false;
    if (changed === undefined && this.#table.packs.length === 0) return false;
    const isFirst = this.#changed === undefined;
    this.#changed = changed;
    this.#forget();
    const names = this.#names(), there = new Set(names);
    const older = (isFirst ? this.#readTable() : undefined) ?? this.#table,
      known = new Set(older.packs);
    const fresh = names.filter((name) => !known.has(name));
    const isSame = fresh.length === 0 && known.size === there.size;
    this.#saved = isSame && isFirst;
    this.#table = isSame
      ? older
      : PackTable.of(this.#scanned(fresh), older, (pack) => there.has(pack));
    return true;
  }

  /** Writes the table beside the packs, unless that is what is there. */
  async save(): Promise<void> {
    if (this.#saved) return;
    await writeDurably(this.#root, TABLE, this.#table.encode(), "replace");
    this.#saved = true;
  }

  #forget(): void {
    this.#kept.clear();
    this.#keptBytes = 0;
  }

  #readTable(): PackTable | undefined {
    try {
      return PackTable.decode(readRegularSync(`${this.#root}/${TABLE}`, MOST_TABLE_BYTES));
    } catch {
      return undefined;
    }
  }

  #scanned(packs: readonly string[]) {
    return new Map(
      packs.map((pack) => [pack, [...placesIn(this.read(pack) ?? new Uint8Array())]]),
    );
  }

  #timeOfFolder(): number | undefined {
    try {
      return Deno.statSync(`${this.#root}/${PACK_FOLDER}`).mtime?.getTime();
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  #names(): string[] {
    try {
      const entries = [...Deno.readDirSync(`${this.#root}/${PACK_FOLDER}`)];
      return entries.map(({ name }) => name).filter(isDigest).sort();
    } catch (error) {
      if (isAbsence(error)) return [];
      throw error;
    }
  }
}

const indices = new Map<string, PackIndex>();

/** The index of a store's packs, one for all who look into the same folder. */
export function packsOf(root: string): PackIndex {
  let index = indices.get(root);
  if (index === undefined) indices.set(root, index = new PackIndex(root));
  return index;
}
