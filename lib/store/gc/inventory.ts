/** The inventory of a store: its entries and blobs with their lengths, from which `gc` plans. */
import type { Action } from "../action.ts";
import { parseAction } from "../action_text.ts";
import { eachEntryFile } from "../each_entry.ts";
import type { FoundEntry } from "../entries.ts";
import { isAbsence } from "../regular_file.ts";
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

/** How far the listing has come: of the files that hold entries, then of the blobs. */
export interface InventoryProgress {
  readonly what: "entries" | "blobs";
  readonly done: number;
  readonly total: number;
}

/** Lists the content of a store; nothing is hashed or changed. */
export async function takeInventory(
  root: string,
  onProgress: (progress: InventoryProgress) => void = () => {},
): Promise<Inventory> {
  const entries: StoredEntry[] = [], blobs = new Map<string, number>(), shared = new Shared();
  let done = 0, objects = 0, bytes = 0;
  for await (const file of eachEntryFile(root)) {
    for (const found of file.entries) {
      const entry = typeof found.content === "string"
        ? undefined
        : entryOf(found.key, found.content, shared);
      if (entry !== undefined) entries.push(entry);
      else objects++, bytes += await lengthOf(root, found);
    }
    onProgress({ what: "entries", done: ++done, total: file.files });
  }
  entries.sort((a, b) => a.key < b.key ? -1 : 1);
  const { names } = await listObjects(root, "cas");
  for (const [k, digest] of names.entries()) {
    const size = await lengthOfFile(`${root}/${objectPath("cas", digest)}`);
    if (size !== undefined) blobs.set(digest, size);
    onProgress({ what: "blobs", done: k + 1, total: names.length });
  }
  // One that lies in two files is one entry.
  const once = entries.filter(({ key }, k) => key !== entries[k - 1]?.key);
  return { entries: once, blobs, damaged: { objects, bytes } };
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
    const shared = texts.map((text) => this.text(text));
    return isDistinct(shared) ? shared : [...new Set(shared)];
  }
}

/** Most entries have few inputs, and no set of them need be made. */
function isDistinct(texts: readonly string[]): boolean {
  return texts.length <= 8 && texts.every((text, k) => texts.indexOf(text) === k);
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
