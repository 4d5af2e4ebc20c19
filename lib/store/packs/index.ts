/** The index of a store's packs, which entries lie in them: made once, and again when the folder of packs has changed. */
import { isDigest, PACK_FOLDER } from "../path.ts";
import { isAbsence, readRegularSync } from "../regular_file.ts";
import { type Place, placesIn } from "./pack.ts";

/** An entry in a pack. */
export interface Packed extends Place {
  /** Name of the pack. */
  readonly pack: string;
}

/** No pack of a repeat is nearly as long. */
export const MOST_PACK_BYTES = 1 << 28;

/** Packs are kept in memory up to so many bytes: who looks for one entry of a repeat looks for the others next. */
const MOST_KEPT = 1 << 26;

/** The packs of one store. */
export class PackIndex {
  readonly #root: string;
  #changed: number | undefined;
  #entries = new Map<string, Packed>();
  #packs: readonly string[] = [];
  readonly #kept = new Map<string, Uint8Array>();
  #keptBytes = 0;

  constructor(root: string) {
    this.#root = root;
    this.refresh();
  }

  /** Where an entry lies; undefined if in no pack. */
  find(key: string): Packed | undefined {
    return this.#entries.get(key);
  }

  /** Keys of all entries in packs, in no order. */
  keys(): Iterable<string> {
    return this.#entries.keys();
  }

  /** Names of the packs, ascending. */
  get packs(): readonly string[] {
    return this.#packs;
  }

  /**
   * Bytes of a pack.
   *
   * @returns Undefined if it is gone or nothing that can be read.
   */
  bytes(pack: string): Uint8Array | undefined {
    const kept = this.#kept.get(pack);
    if (kept !== undefined) return kept;
    let bytes: Uint8Array;
    try {
      bytes = readRegularSync(`${this.#root}/${PACK_FOLDER}/${pack}`, MOST_PACK_BYTES);
    } catch {
      return undefined;
    }
    for (const [name, old] of this.#kept) {
      if (this.#keptBytes + bytes.length <= MOST_KEPT) break;
      this.#kept.delete(name);
      this.#keptBytes -= old.length;
    }
    this.#kept.set(pack, bytes);
    this.#keptBytes += bytes.length;
    return bytes;
  }

  /** Text of an entry that {@linkcode PackIndex.find} has found; undefined if its pack is gone since. */
  text({ pack, at, length }: Packed): Uint8Array | undefined {
    return this.bytes(pack)?.subarray(at, at + length);
  }

  /** Forgets what was read, so that a check meets what is on the disk. */
  reload(): void {
    this.#changed = undefined;
    this.refresh();
  }

  /**
   * Looks again, if packs were added or removed.
   *
   * @returns Whether there is news.
   */
  refresh(): boolean {
    const changed = this.#timeOfFolder();
    if (changed === this.#changed && changed !== undefined) return false;
    if (changed === undefined && this.#entries.size === 0) return false;
    this.#changed = changed;
    this.#kept.clear();
    this.#keptBytes = 0;
    this.#packs = this.#names();
    this.#entries = new Map();
    for (const pack of this.#packs) {
      for (const place of placesIn(this.bytes(pack) ?? new Uint8Array())) {
        this.#entries.set(place.key, { pack, ...place });
      }
    }
    return true;
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
