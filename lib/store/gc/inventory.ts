/** The inventory of a store: its entries and blobs with their lengths, from which `gc` plans. */
import { examineAction, isAbsence } from "../examine.ts";
import { listObjects } from "../list.ts";
import { objectPath } from "../path.ts";

/** An action entry, as far as keeping or removing it needs. */
export interface StoredEntry {
  readonly key: string;
  /** Kind of the step. */
  readonly kind: string;
  /** Digest of the step's code. */
  readonly code: string;
  /** Digests of inputs and outputs, each once. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What it took to compute; 0 if the entry does not say. */
  readonly seconds: number;
  /** Length of the entry itself. */
  readonly bytes: number;
}

/** Number and length of some files. */
export interface FileTotals {
  /** How many. */
  readonly objects: number;
  /** Their lengths in all. */
  readonly bytes: number;
}

/** The content of a store. */
export interface Inventory {
  /** Sound entries, ascending by key. */
  readonly entries: readonly StoredEntry[];
  /** Lengths of all blobs by digest, ascending. */
  readonly blobs: ReadonlyMap<string, number>;
  /** Entries that cannot be read; they are the business of fsck. */
  readonly damaged: FileTotals;
}

/** Lists the content of a store; nothing is hashed or changed. */
export async function takeInventory(root: string): Promise<Inventory> {
  const entries: StoredEntry[] = [], blobs = new Map<string, number>();
  let objects = 0, bytes = 0;
  for (const key of (await listObjects(root, "ac")).names) {
    const size = await lengthOf(`${root}/${objectPath("ac", key)}`);
    const entry = size === undefined ? undefined : entryOf(root, key, size);
    if (entry !== undefined) entries.push(entry);
    else if (size !== undefined) objects++, bytes += size;
  }
  for (const digest of (await listObjects(root, "cas")).names) {
    const size = await lengthOf(`${root}/${objectPath("cas", digest)}`);
    if (size !== undefined) blobs.set(digest, size);
  }
  return { entries, blobs, damaged: { objects, bytes } };
}

function entryOf(root: string, key: string, bytes: number): StoredEntry | undefined {
  const examined = examineAction(root, key);
  if (examined === undefined || "finding" in examined) return undefined;
  const { step, key: material, outputs, cost } = examined.sound;
  return {
    key,
    kind: step,
    code: material.code,
    inputs: [...new Set(Object.values(material.inputs))],
    outputs: [...new Set(Object.values(outputs).map(({ sha256 }) => sha256))],
    seconds: Object.hasOwn(cost, "seconds") ? cost.seconds : 0,
    bytes,
  };
}

/** Length of a file; undefined if it is not there. */
async function lengthOf(path: string): Promise<number | undefined> {
  try {
    return (await Deno.lstat(path)).size;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
