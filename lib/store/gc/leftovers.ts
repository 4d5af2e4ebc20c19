/** Leftovers, what lies in a store besides objects and can go: the quarantine, and temp files of killed writers. */
import { isClaimName } from "../claim_file.ts";
import { CLAIM_FOLDER, isTempName } from "../path.ts";
import { isAbsence } from "../regular_file.ts";

/** A file or folder that can go. */
export interface Leftover {
  /** Path within the store. */
  readonly path: string;
  readonly bytes: number;
}

/** What was set aside; only names that setting aside gives, for a store may lie in anybody's folder. */
export async function quarantinedFiles(root: string): Promise<Leftover[]> {
  const ours = (await entriesOf(`${root}/quarantine`))
    .filter(({ name }) => /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name));
  return await Promise.all(ours.map(async ({ name }) => {
    const path = `quarantine/${name}`;
    return { path, bytes: await bytesBelow(`${root}/${path}`) };
  }));
}

/**
 * Temp files, and claims on work: who removes objects holds the store alone, so that nobody writes the ones or is at the
 * other any more.
 */
export async function tempFiles(root: string): Promise<Leftover[]> {
  const temps = await filesOf(root, "tmp", isTempName);
  return [...temps, ...await filesOf(root, CLAIM_FOLDER, isClaimName)];
}

async function filesOf(
  root: string,
  folder: string,
  isOurs: (name: string) => boolean,
): Promise<Leftover[]> {
  const rest: Leftover[] = [];
  for (const { name, isFile } of await entriesOf(`${root}/${folder}`)) {
    if (!isFile || !isOurs(name)) continue;
    const info = await Deno.lstat(`${root}/${folder}/${name}`).catch(() => undefined);
    if (info !== undefined) rest.push({ path: `${folder}/${name}`, bytes: info.size });
  }
  return rest;
}

async function bytesBelow(path: string): Promise<number> {
  const { isDirectory, size } = await Deno.lstat(path);
  if (!isDirectory) return size;
  let bytes = 0;
  for (const { name } of await entriesOf(path)) bytes += await bytesBelow(`${path}/${name}`);
  return bytes;
}

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
