/**
 * The decision what `gc` removes. Pure: an inventory and roots in, a decision out.
 *
 * Without a budget only what nothing can use goes: blobs that no entry and no root names, and entries of other code
 * than today's whose outputs are all gone. A result of older code stays, since going back to that code or migrating
 * its keys needs it, and so does an entry of today's code without blobs, since the steps after it are found by it.
 * With a budget the cheapest to recompute per byte go as well, until the rest fits; roots never do.
 */
import type { Inventory, StoredEntry } from "./inventory.ts";

/** What is never removed, and what today's code is. */
export interface GcRoots {
  /** Digests of blobs that are kept, with the entries that make nothing else and all that those need. */
  readonly digests: ReadonlySet<string>;
  /** Keys of entries that are kept, with their outputs and all that they need. */
  readonly keys: ReadonlySet<string>;
  /** Today's code digests of all kinds of steps. */
  readonly codes: ReadonlySet<string>;
}

/** What goes and what stays of a store's objects. */
export interface GcPlan {
  readonly entries: { readonly go: readonly StoredEntry[]; readonly stay: readonly StoredEntry[] };
  /** Digests of blobs. */
  readonly blobs: { readonly go: readonly string[]; readonly stay: readonly string[] };
  /** Bytes that the roots take: the smallest budget. */
  readonly needed: number;
}

/**
 * Decides what goes.
 *
 * @param budget Most bytes that blobs and entries may take; undefined removes only what nothing can use.
 * @throws {RangeError} naming the bytes that the roots need, if the budget is smaller.
 */
export function planGc(inventory: Inventory, roots: GcRoots, budget?: number): GcPlan {
  const rooted = closure(inventory, roots), needed = bytesNeeded(inventory, rooted);
  if (budget !== undefined && budget < needed) {
    throw new RangeError(
      `Cannot collect garbage: --budget must be at least ${needed}, the bytes that the lock and kept runs ` +
        `need, current value is ${budget}`,
    );
  }
  const useful = inventory.entries.filter((entry) =>
    rooted.keys.has(entry.key) || roots.codes.has(entry.code) ||
    entry.outputs.some((digest) => inventory.blobs.has(digest))
  );
  const kept = budget === undefined ? useful : evict(inventory, useful, rooted, budget);
  return { ...split(inventory, kept, rooted), needed };
}

interface Rooted {
  readonly keys: Set<string>;
  readonly digests: Set<string>;
}

/** Blobs that an entry names: its outputs, and the record of its code, which lies under the code's digest. */
function namedBy({ outputs, code }: StoredEntry): string[] {
  return [...outputs, code];
}

/** Roots with all that they need: an entry that is kept wants the blobs of its inputs, and who makes them. */
function closure({ entries }: Inventory, roots: GcRoots): Rooted {
  const keys = new Set<string>(), digests = new Set<string>();
  const makers = makersOf(entries), unwanted = new Map<StoredEntry, number>();
  const waiting = entries.filter(({ key }) => roots.keys.has(key));
  const want = (digest: string) => {
    if (digests.has(digest)) return;
    digests.add(digest);
    for (const maker of [makers.get(digest) ?? []].flat()) {
      const rest = (unwanted.get(maker) ?? maker.outputs.length) - 1;
      unwanted.set(maker, rest);
      // An entry is kept for all that it makes: of what is wanted in part only, the lock knows the rest.
      if (rest === 0) waiting.push(maker);
    }
  };
  roots.digests.forEach(want);
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    if (keys.has(entry.key)) continue;
    keys.add(entry.key);
    [...entry.inputs, ...namedBy(entry)].forEach(want);
  }
  return { keys, digests };
}

/** Entries by each of their outputs; nearly always one, so that not each has a list. */
function makersOf(entries: readonly StoredEntry[]): Map<string, StoredEntry | StoredEntry[]> {
  const makers = new Map<string, StoredEntry | StoredEntry[]>();
  for (const entry of entries) {
    for (const digest of entry.outputs) {
      const known = makers.get(digest);
      if (Array.isArray(known)) known.push(entry);
      else makers.set(digest, known === undefined ? entry : [known, entry]);
    }
  }
  return makers;
}

function bytesNeeded({ entries, blobs, damaged }: Inventory, { keys, digests }: Rooted): number {
  let bytes = damaged.bytes;
  for (const entry of entries) if (keys.has(entry.key)) bytes += entry.bytes;
  for (const digest of digests) bytes += blobs.get(digest) ?? 0;
  return bytes;
}

/** The entries that are left when the cheapest have gone. */
function evict(
  inventory: Inventory,
  entries: readonly StoredEntry[],
  rooted: Rooted,
  budget: number,
): StoredEntry[] {
  const { blobs, damaged } = inventory, users = new Map<string, number>();
  for (const digest of rooted.digests) users.set(digest, 1);
  for (const digest of entries.flatMap(namedBy)) {
    users.set(digest, (users.get(digest) ?? 0) + 1);
  }
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, damaged.bytes);
  for (const digest of users.keys()) bytes += blobs.get(digest) ?? 0;
  const gone = new Set<string>();
  for (const entry of cheapestFirst(entries.filter(({ key }) => !rooted.keys.has(key)), blobs)) {
    if (bytes <= budget) break;
    gone.add(entry.key);
    bytes -= entry.bytes;
    for (const digest of namedBy(entry)) {
      users.set(digest, users.get(digest)! - 1);
      if (users.get(digest) === 0) bytes -= blobs.get(digest) ?? 0;
    }
  }
  return entries.filter(({ key }) => !gone.has(key));
}

/** By seconds of computing per byte, ascending; ties by key. */
function cheapestFirst(entries: StoredEntry[], blobs: Inventory["blobs"]): StoredEntry[] {
  const price = ({ seconds, bytes, outputs }: StoredEntry) =>
    seconds / outputs.reduce((sum, digest) => sum + (blobs.get(digest) ?? 0), bytes);
  return entries.map((entry) => ({ entry, price: price(entry) }))
    .sort((a, b) => a.price - b.price || (a.entry.key < b.entry.key ? -1 : 1))
    .map(({ entry }) => entry);
}

function split({ entries, blobs }: Inventory, kept: readonly StoredEntry[], { digests }: Rooted) {
  const keys = new Set(kept.map(({ key }) => key));
  const named = new Set([...digests, ...kept.flatMap(namedBy)]);
  const all = [...blobs.keys()];
  return {
    entries: { stay: kept, go: entries.filter(({ key }) => !keys.has(key)) },
    blobs: {
      stay: all.filter((digest) => named.has(digest)),
      go: all.filter((digest) => !named.has(digest)),
    },
  };
}
