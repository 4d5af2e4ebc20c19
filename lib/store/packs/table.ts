/**
 * The places of all entries in packs, in one sorted table: a store has hundreds of thousands of them. It can be written
 * beside the packs, so that nobody has to read all of them to find one entry.
 *
 * As bytes, numbers little-endian: the number of packs and of rows, the names of the packs, the rows' keys ascending,
 * for each row the number of its pack, where its text begins and how long it is; the SHA-256 of all that.
 */
import { concat } from "../../bits/concat.ts";
import { sha256 } from "../../bits/digest.ts";
import type { Place } from "./pack.ts";

/** An entry in a pack. */
export interface Packed extends Place {
  /** Name of the pack. */
  readonly pack: string;
}

const DIGEST = 32, NUMBERS = 3;

/** Entries of packs by key; where two packs have the same key, one of them. */
export class PackTable {
  /** Names of the packs, those without an entry among them. */
  readonly packs: readonly string[];
  /** Keys of the rows, ascending, one after the other. */
  readonly #keys: Uint8Array;
  /** Of each row: number of the pack, first byte, length. */
  readonly #places: Uint32Array;

  private constructor(packs: readonly string[], keys: Uint8Array, places: Uint32Array) {
    this.packs = packs;
    this.#keys = keys;
    this.#places = places;
  }

  /** A table of the places in some packs, and of those that an older table has of other packs. */
  static of(
    scanned: ReadonlyMap<string, readonly Place[]>,
    older?: PackTable,
    kept: (pack: string) => boolean = () => false,
  ): PackTable {
    const stays = (older?.packs ?? []).map((pack) => kept(pack) && !scanned.has(pack));
    const packs = [...older?.packs.filter((_, k) => stays[k]) ?? [], ...scanned.keys()];
    const number = new Map(packs.map((pack, k) => [pack, k]));
    const most = (older?.size ?? 0) + [...scanned.values()].reduce((n, all) => n + all.length, 0);
    const keys = new Uint8Array(most * DIGEST), places = new Uint32Array(most * NUMBERS);
    let rows = 0;
    const add = (key: Uint8Array, pack: number, at: number, length: number) => {
      keys.set(key, rows * DIGEST);
      places.set([pack, at, length], rows++ * NUMBERS);
    };
    for (let row = 0; row < (older?.size ?? 0); row++) {
      const [pack, at, length] = older!.#place(row);
      if (stays[pack]) add(older!.#key(row), number.get(older!.packs[pack])!, at, length);
    }
    for (const [pack, all] of scanned) {
      for (const { key, at, length } of all) {
        add(Uint8Array.fromHex(key), number.get(pack)!, at, length);
      }
    }
    return PackTable.#sorted(packs, keys.subarray(0, rows * DIGEST), places);
  }

  /** A table of rows in any order; of a key that is there twice the last row counts. */
  static #sorted(packs: readonly string[], keys: Uint8Array, places: Uint32Array): PackTable {
    const rows = keys.length / DIGEST, view = new DataView(keys.buffer, keys.byteOffset);
    const heads = Float64Array.from({ length: rows }, (_, row) => view.getUint32(row * DIGEST));
    const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) =>
      heads[a] - heads[b] || compare(keys, a, keys, b) || a - b
    );
    const unique = order.filter((row, k) =>
      k === rows - 1 || compare(keys, row, keys, order[k + 1]) !== 0
    );
    const inOrder = new Uint8Array(unique.length * DIGEST);
    const theirs = new Uint32Array(unique.length * NUMBERS);
    unique.forEach((row, k) => {
      inOrder.set(keys.subarray(row * DIGEST, (row + 1) * DIGEST), k * DIGEST);
      theirs.set(places.subarray(row * NUMBERS, (row + 1) * NUMBERS), k * NUMBERS);
    });
    return new PackTable(packs, inOrder, theirs);
  }

  /** Number of entries. */
  get size(): number {
    return this.#keys.length / DIGEST;
  }

  /** Where an entry lies; undefined if in none of the packs. */
  find(key: string): Packed | undefined {
    const wanted = Uint8Array.fromHex(key);
    let low = 0, high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1, order = compare(this.#keys, middle, wanted, 0);
      if (order === 0) return this.#packed(middle, key);
      order < 0 ? low = middle + 1 : high = middle;
    }
    return undefined;
  }

  /** Keys of some entries, spread evenly over all of them. */
  sample(most: number): string[] {
    const count = Math.min(most, this.size);
    return Array.from(
      { length: count },
      (_, k) => this.#key(Math.floor(k * this.size / count)).toHex(),
    );
  }

  /** All entries, ascending by key. */
  *entries(): Generator<Packed> {
    for (let row = 0; row < this.size; row++) yield this.#packed(row, this.#key(row).toHex());
  }

  /** The table as bytes. */
  encode(): Uint8Array {
    const names = this.packs.map((pack) => Uint8Array.fromHex(pack));
    const head = new DataView(new ArrayBuffer(8));
    head.setUint32(0, names.length, true);
    head.setUint32(4, this.size, true);
    const places = new DataView(new ArrayBuffer(this.size * NUMBERS * 4));
    for (let k = 0; k < this.size * NUMBERS; k++) places.setUint32(k * 4, this.#places[k], true);
    const parts = [
      new Uint8Array(head.buffer),
      ...names,
      this.#keys,
      new Uint8Array(places.buffer),
    ];
    const body = concat(parts);
    return concat([body, Uint8Array.fromHex(sha256(body))]);
  }

  /**
   * A table from its bytes.
   *
   * @returns Undefined if they are not exactly what {@linkcode PackTable.encode} makes.
   */
  static decode(bytes: Uint8Array): PackTable | undefined {
    if (bytes.length < 8 + DIGEST) return undefined;
    const body = bytes.subarray(0, bytes.length - DIGEST);
    if (bytes.subarray(body.length).toHex() !== sha256(body)) return undefined;
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const count = view.getUint32(0, true), rows = view.getUint32(4, true);
    const keysAt = 8 + count * DIGEST, placesAt = keysAt + rows * DIGEST;
    if (body.length !== placesAt + rows * NUMBERS * 4) return undefined;
    const packs = Array.from(
      { length: count },
      (_, k) => body.subarray(8 + k * DIGEST, 8 + (k + 1) * DIGEST).toHex(),
    );
    const places = new Uint32Array(rows * NUMBERS);
    for (let k = 0; k < places.length; k++) places[k] = view.getUint32(placesAt + k * 4, true);
    for (let row = 0; row < rows; row++) {
      if (places[row * NUMBERS] >= count) return undefined;
    }
    return new PackTable(packs, body.slice(keysAt, placesAt), places);
  }

  #key(row: number): Uint8Array {
    return this.#keys.subarray(row * DIGEST, (row + 1) * DIGEST);
  }

  #place(row: number): Uint32Array {
    return this.#places.subarray(row * NUMBERS, (row + 1) * NUMBERS);
  }

  #packed(row: number, key: string): Packed {
    const [pack, at, length] = this.#place(row);
    return { key, pack: this.packs[pack], at, length };
  }
}

/** Order of two keys by their rows. */
function compare(a: Uint8Array, rowA: number, b: Uint8Array, rowB: number): number {
  for (let k = 0, i = rowA * DIGEST, j = rowB * DIGEST; k < DIGEST; k++) {
    const difference = a[i + k] - b[j + k];
    if (difference !== 0) return difference;
  }
  return 0;
}
