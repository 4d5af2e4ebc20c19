/** What lies in a store besides objects and can go: the quarantine, and temp files of killed writers. */
import { isAbsence } from "../examine.ts";
import { isTempName } from "../path.ts";

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

/** Temp files whose writers are gone. */
export async function abandonedTempFiles(root: string): Promise<Leftover[]> {
  const rest: Leftover[] = [];
  for (const { name, isFile } of await entriesOf(`${root}/tmp`)) {
    const path = `tmp/${name}`;
    if (!isFile || !isTempName(name)) continue;
    const bytes = await abandonedLength(`${root}/${path}`);
    if (bytes !== undefined) rest.push({ path, bytes });
  }
  return rest;
}

/** Length of a temp file whose writer is gone. */
async function abandonedLength(path: string): Promise<number | undefined> {
  try {
    using file = await Deno.open(path, { read: true });
    return await file.tryLock(true) ? (await file.stat()).size : undefined;
  } catch {
    return undefined; // Published meanwhile, or not ours to judge.
  }
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
