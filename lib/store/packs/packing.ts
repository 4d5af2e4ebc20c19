/** Packing what is finished: the entries of a repeat go into one file, and their own files go once that is durable. */
import type { Action } from "../action.ts";
import { examineAction, type Examined } from "../examine.ts";
import { encodeAction, parseAction } from "../action_text.ts";
import { readEntry } from "../entries.ts";
import { listSingles } from "../list.ts";
import { objectPath } from "../path.ts";
import type { Store } from "../store.ts";
import { fitsPack, writePack } from "./rewrite.ts";
import { packsOf } from "./index.ts";

/** What packing needs to know of an entry. */
export interface Membership {
  /** Name of what it is a part of; undefined: of nothing that is ever finished. */
  readonly group: string | undefined;
  /** Whether it is the end of it: with it the group is finished. */
  readonly last: boolean;
}

/** Fewer files than these are no burden: packing can wait. */
const FEWEST = 256;

/**
 * Packs the entries of every finished group, where there are many files.
 *
 * @param store Open for writing.
 * @param membershipOf Which group an entry belongs to, by its id.
 * @param fewest Files below which nothing is done.
 * @returns How many entries were packed.
 * @throws {Error} in one line, if the store cannot be written; no entry is lost.
 */
export async function packFinished(
  store: Store,
  membershipOf: (id: string) => Membership,
  fewest: number = FEWEST,
): Promise<number> {
  const { names } = await listSingles(store.root), packs = packsOf(store.root);
  const packed = names.length < fewest ? 0 : await packGroups(store.root, names, membershipOf);
  packs.refresh();
  await packs.save();
  return packed;
}

async function packGroups(
  root: string,
  names: readonly string[],
  membershipOf: (id: string) => Membership,
): Promise<number> {
  const groups = new Map<string, { keys: string[]; finished: boolean }>();
  for (const key of names) {
    const id = idOf(root, key),
      { group, last } = id === undefined ? NOTHING : membershipOf(id);
    if (group === undefined) continue;
    const known = groups.get(group) ?? { keys: [], finished: false };
    groups.set(group, known);
    known.keys.push(key);
    known.finished ||= last;
  }
  let packed = 0;
  for (const { keys, finished } of groups.values()) {
    if (finished && keys.length > 1) packed += await pack(root, keys);
  }
  return packed;
}

const NOTHING: Membership = { group: undefined, last: false };

async function pack(root: string, keys: readonly string[]): Promise<number> {
  const entries = new Map<string, Uint8Array>(), encoder = new TextEncoder();
  for (const key of keys) {
    const entry = soundOf(examineAction(root, key));
    if (entry !== undefined) entries.set(key, encoder.encode(encodeAction(entry)));
  }
  if (entries.size === 0 || !fitsPack(entries)) return 0;
  await writePack(root, entries);
  const paths = [...entries.keys()].map((key) => `${root}/${objectPath("ac", key)}`);
  await Promise.all(paths.map(removeSingle));
  return entries.size;
}

/** Another process may have packed it, too; where it cannot be removed it lies in two places, which does no harm. */
async function removeSingle(path: string): Promise<void> {
  await Deno.remove(path).catch(() => {});
}

/** What an entry says it is; it is proved before it is packed. */
function idOf(root: string, key: string): string | undefined {
  const content = readEntry(root, key)?.content;
  if (content === undefined || typeof content === "string") return undefined;
  try {
    return parseAction(content).id;
  } catch {
    return undefined;
  }
}

function soundOf(examined: Examined<Action>): Action | undefined {
  return examined !== undefined && "sound" in examined ? examined.sound : undefined;
}
