/** Listing of the folders of a store. */
import { readError } from "./entries.ts";
import { packsOf } from "./packs/index.ts";
import { isDigest, type ObjectFolder, PACK_FOLDER } from "./path.ts";
import { isAbsence } from "./regular_file.ts";

/** The content of one object folder, each list in ascending order. */
export interface Listing {
  /** Digests of the blobs, or keys of the action entries. */
  readonly names: string[];
  /** Paths within the store of whatever no store writes there. */
  readonly foreign: string[];
}

/**
 * Lists the objects of one class. What is added or removed meanwhile may or may not be listed.
 *
 * @param root Folder of the store.
 * @param folder Class of the objects.
 */
export async function listObjects(root: string, folder: ObjectFolder): Promise<Listing> {
  if (folder === "cas") return await listFiles(root, folder);
  const { names, foreign } = await listFiles(root, folder), packs = packsOf(root);
  packs.refresh();
  const strange = (await entries(`${root}/${PACK_FOLDER}`)).filter(({ name }) => !isDigest(name))
    .map(({ name }) => `${PACK_FOLDER}/${name}`);
  const all = new Set(names);
  for (const { key } of packs.entries()) all.add(key);
  return { names: [...all].sort(), foreign: [...foreign, ...strange].sort() };
}

/**
 * Keys of some action entries, spread evenly over all, or over those in packs where these are enough: nothing is listed
 * then.
 *
 * @param most How many at most.
 */
export async function sampleEntries(root: string, most: number): Promise<string[]> {
  const packs = packsOf(root);
  packs.refresh();
  const packed = packs.sample(most);
  if (packed.length === most) return packed;
  const { names } = await listObjects(root, "ac");
  const stride = Math.max(1, Math.floor(names.length / most));
  return names.filter((_, k) => k % stride === 0).slice(0, most);
}

/** Lists the action entries that lie in files of their own. */
export async function listSingles(root: string): Promise<Listing> {
  return await listFiles(root, "ac");
}

async function listFiles(root: string, folder: ObjectFolder): Promise<Listing> {
  const names: string[] = [];
  const foreign: string[] = [];
  for (const shard of await entries(`${root}/${folder}`)) {
    const path = `${folder}/${shard.name}`;
    if (!shard.isDirectory || !/^[0-9a-f]{2}$/.test(shard.name)) {
      foreign.push(path);
      continue;
    }
    for (const { name } of await entries(`${root}/${path}`)) {
      const known = isDigest(name) && name.startsWith(shard.name);
      known ? names.push(name) : foreign.push(`${path}/${name}`);
    }
  }
  return { names: names.sort(), foreign: foreign.sort() };
}

async function entries(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw readError(folder, error);
  }
}
