/**
 * Durable, atomic writing: after a crash at any moment a file is there with all its bytes, or not.
 *
 * Order: exclusive temp file in the same store, kernel lock on it, all bytes, fsync, publish under
 * the final name, fsync of the folder. The lock dies with its holder and tells {@linkcode sweep}
 * which temp files nobody writes any more; no clock or pid is asked.
 */
import { foreign, quarantine } from "./damage.ts";
import { makeFolder, parentOf, syncFolder } from "./folder.ts";
import { isTempName, tempPath } from "./path.ts";

/** How to publish: `replace` what has the name (blobs), or `keep` it (action entries). */
export type Publishing = "replace" | "keep";

/**
 * Writes a read-only file (mode 0444 within the umask).
 *
 * @param root Folder of the store.
 * @param path Final path in it, `<folder>/<shard>/<name>`; the shard is created if missing.
 * @param bytes Content.
 * @param publishing What to do if the path is taken.
 * @returns Whether the bytes were published; `false` only with `keep`.
 * @throws {Error} in one line that names the path, if the disk is full, a folder cannot be written
 * and so on; nothing is left behind.
 */
export async function writeDurably(
  root: string,
  path: string,
  bytes: Uint8Array,
  publishing: Publishing,
): Promise<boolean> {
  try {
    return await writeAndPublish(root, path, bytes, publishing);
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `Cannot write to the store: ${root}/${path} must be writable, current value is ${reason}`,
      { cause: error },
    );
  }
}

async function writeAndPublish(
  root: string,
  path: string,
  bytes: Uint8Array,
  publishing: Publishing,
): Promise<boolean> {
  const target = `${root}/${path}`, { file, temp } = await openTemp(root);
  try {
    await writeAll(file, bytes);
    await file.sync();
    await makeShard(root, parentOf(path));
    const published = publishing === "replace"
      ? await replace(temp, target)
      : await keep(temp, target);
    await syncFolder(parentOf(target));
    return published;
  } finally {
    // Gone after a rename. If removing fails, the failure before it is the one to report, and the
    // next sweep finds the file.
    await Deno.remove(temp).catch(() => {});
    file.close();
  }
}

async function openTemp(root: string): Promise<{ file: Deno.FsFile; temp: string }> {
  for (;;) {
    const temp = `${root}/${tempPath()}`;
    const file = await Deno.open(temp, { write: true, createNew: true, mode: 0o444 });
    if (await isOurs(file)) return { file, temp };
    file.close();
  }
}

/** Locks a new temp file; false if a sweep came between creating and locking it. */
async function isOurs(file: Deno.FsFile): Promise<boolean> {
  try {
    if (!await file.tryLock(true)) return false;
  } catch {
    return true; // A file system without locks: no sweep can take the file either.
  }
  return (await file.stat()).nlink !== 0;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += await file.write(bytes.subarray(done));
}

/** A shard is a folder: what else has its name is set aside. */
async function makeShard(root: string, shard: string): Promise<void> {
  if (await makeFolder(`${root}/${shard}`)) return;
  await quarantine(root, foreign(shard));
  await makeFolder(`${root}/${shard}`);
}

async function replace(temp: string, target: string): Promise<boolean> {
  await Deno.rename(temp, target);
  return true;
}

/** Publishes without ever overwriting: `link`, unlike `rename`, fails if the name is taken. */
async function keep(temp: string, target: string): Promise<boolean> {
  try {
    await Deno.link(temp, target);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    return await replace(temp, target); // A file system without hard links.
  }
}

/**
 * Removes temp files whose writers are gone.
 *
 * @param root Folder of the store.
 * @returns How many were removed.
 */
export async function sweep(root: string): Promise<number> {
  let removed = 0;
  for await (const { name, isFile } of Deno.readDir(`${root}/tmp`)) {
    if (isFile && isTempName(name) && await removeIfAbandoned(`${root}/tmp/${name}`)) removed++;
  }
  return removed;
}

async function removeIfAbandoned(temp: string): Promise<boolean> {
  try {
    using file = await Deno.open(temp, { read: true });
    if (!await file.tryLock(true)) return false;
    await Deno.remove(temp);
    return true;
  } catch {
    return false; // Published or swept by another process meanwhile, or not ours to judge.
  }
}
