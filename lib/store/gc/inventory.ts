/** The inventory of a store: its entries and blobs with their lengths, from which `gc` plans. */
import type { Action } from "../action.ts";
import { parseAction } from "../action_text.ts";
import { type FoundEntry, inFileOrder, readEntry } from "../entries.ts";
import { isAbsence } from "../regular_file.ts";
import { listObjects } from "../list.ts";
import { packsOf } from "../packs/index.ts";
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
  const shared = new Shared();
  // What lies beside the packs to find entries faster decides nothing here.
  packsOf(root).reload();
  let objects = 0, bytes = 0;
  for (const key of inFileOrder(root, (await listObjects(root, "ac")).names)) {
    const found = readEntry(root, key);
    if (found === undefined) continue;
    const entry = typeof found.content === "string"
      ? undefined
      : entryOf(key, found.content, shared);
    if (entry !== undefined) entries.push(entry);
    else objects++, bytes += await lengthOf(root, found);
  }
  entries.sort((a, b) => a.key < b.key ? -1 : 1);
  for (const digest of (await listObjects(root, "cas")).names) {
    const size = await lengthOfFile(`${root}/${objectPath("cas", digest)}`);
    if (size !== undefined) blobs.set(digest, size);
  }
  return { entries, blobs, damaged: { objects, bytes } };
}

/** Equal texts, kept once: what one entry makes others read. */
class Shared {
  readonly #texts = new Map<string, string>();

  text(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  /** Each of some texts once. */
  each(texts: readonly string[]): string[] {
    return [...new Set(texts.map((text) => this.text(text)))];
  }
}

/** Not proved by its digest: a fault of the disk may at worst keep or remove what can be computed again. */
function entryOf(key: string, text: Uint8Array, shared: Shared): StoredEntry | undefined {
  let action: Action;
  try {
    action = parseAction(text);
  } catch {
    return undefined;
  }
  const { step, key: material, outputs, cost } = action;
  return {
    key,
    kind: shared.text(step),
    code: shared.text(material.code),
    inputs: shared.each(Object.values(material.inputs)),
    outputs: shared.each(Object.values(outputs).map(({ sha256 }) => sha256)),
    seconds: Object.hasOwn(cost, "seconds") ? cost.seconds : 0,
    bytes: text.length,
  };
}

async function lengthOf(root: string, { path, content }: FoundEntry): Promise<number> {
  if (typeof content !== "string") return content.length;
  return await lengthOfFile(`${root}/${path}`) ?? 0;
}

/** Length of a file; undefined if it is not there. */
async function lengthOfFile(path: string): Promise<number | undefined> {
  try {
    return (await Deno.lstat(path)).size;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
