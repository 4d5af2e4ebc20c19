/**
 * Durable, atomic writing: after a crash at any moment a file is there with all its bytes, or not.
 *
 * Order: exclusive temp file in the same store, all bytes, fsync, publish under the final name, fsync of the folder.
 * Who else writes cannot be known: on some file systems locks are known to one host only. So temp files of others are
 * theirs for a day, and whoever loses one all the same writes it again.
 */
import { foreign, quarantine } from "./damage.ts";
import { makeFolder, parentOf, syncFolder } from "./folder.ts";
import { isOwnTempName, isTempName, tempPath } from "./path.ts";

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

/** As often is a file written again that vanished while it was written. */
const MOST_ATTEMPTS = 10;

async function writeAndPublish(
  root: string,
  path: string,
  bytes: Uint8Array,
  publishing: Publishing,
): Promise<boolean> {
  for (let left = MOST_ATTEMPTS;; left--) {
    try {
      return await writeOnce(root, path, bytes, publishing);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || left === 1) throw error;
    }
  }
}

/** Names of the temp files that this process writes now. */
const writing = new Set<string>();

async function writeOnce(
  root: string,
  path: string,
  bytes: Uint8Array,
  publishing: Publishing,
): Promise<boolean> {
  const target = `${root}/${path}`, temp = `${root}/${tempPath()}`;
  writing.add(temp);
  try {
    using file = await Deno.open(temp, { write: true, createNew: true, mode: 0o444 });
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
    writing.delete(temp);
  }
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

/** For so long temp files of others are taken to be written. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * Removes temp files that this process left behind, and those of others that are older than a day by the clock of the
 * file system: no other clock is asked.
 *
 * @param root Folder of the store.
 * @returns How many were removed.
 * @throws {Error} as the system gives it, if the folder of temp files cannot be written.
 */
export async function sweep(root: string): Promise<number> {
  const now = await timeOf(root);
  let removed = 0;
  for await (const { name, isFile } of Deno.readDir(`${root}/tmp`)) {
    const temp = `${root}/tmp/${name}`;
    if (isFile && isTempName(name) && await isAbandoned(temp, name, now)) {
      await Deno.remove(temp).then(() => removed++, () => {}); // Published or swept meanwhile.
    }
  }
  return removed;
}

async function isAbandoned(temp: string, name: string, now: number): Promise<boolean> {
  if (isOwnTempName(name)) return !writing.has(temp);
  const info = await Deno.lstat(temp).catch(() => undefined);
  return now - (info?.mtime?.getTime() ?? now) > DAY;
}

/** The time of a new file. */
async function timeOf(root: string): Promise<number> {
  const probe = `${root}/${tempPath()}`;
  using file = await Deno.open(probe, { write: true, createNew: true });
  const { mtime } = await file.stat();
  await Deno.remove(probe).catch(() => {});
  return mtime?.getTime() ?? 0;
}
