/** Opening the folder of a store. */
import { hasMarker, mark, standingOf } from "./marker.ts";
import { lockShared } from "./usage_lock.ts";
import { FOLDERS } from "./path.ts";
import { sweep } from "./write.ts";

/** A folder that serves as a store. */
export interface Opened {
  /** How many temp files of killed writers were removed. */
  readonly temps: number;
  /** Holds the store against removal; undefined if read-only, or where locks are not supported. */
  readonly held: Deno.FsFile | undefined;
  /** Why nothing may be written; undefined if it may. */
  readonly unwritable: string | undefined;
}

/**
 * Makes sure that a folder can serve as a store, and holds it if it can be written. A store that is there and cannot be
 * written, on a full disk or a read-only file system, is read: what is finished needs no more.
 *
 * @param dir The folder; with its parents created if missing, unless read-only.
 * @param readOnly Write nothing; a missing folder is an empty store.
 * @param onNotice Told in a line of what happens once in the life of a store, and that it cannot be written.
 * @throws {Error} in one line that names the flag `--store`.
 */
export async function openFolder(
  dir: string,
  readOnly: boolean,
  onNotice: (line: string) => void,
): Promise<Opened> {
  try {
    if (!readOnly) return await openWritable(dir, onNotice);
    await requireFolder(dir);
    return { temps: 0, held: undefined, unwritable: "it was opened read-only" };
  } catch (error) {
    const { message } = error as Error;
    if (!readOnly && isUnwritable(error) && await isStore(dir)) {
      onNotice(`The store in ${dir} is read only: it cannot be written (${message}).`);
      return { temps: 0, held: undefined, unwritable: message };
    }
    const rule = readOnly ? "a folder" : "a folder that can be written";
    throw unfit(dir, rule, error as Error);
  }
}

/**
 * Refuses what can be no folder of a store, and changes nothing.
 *
 * @param dir The folder; a missing one is an empty store, if it can be made where it would be.
 * @throws {Error} in one line that names the flag `--store`.
 */
export async function requireStoreFolder(dir: string): Promise<void> {
  try {
    await requireFolder(dir);
    const standing = await standingOf(dir);
    if (standing.is === "other") throw new Error(notAStore(standing.because));
  } catch (error) {
    throw unfit(dir, "a folder of a store or an empty one", error as Error);
  }
}

function unfit(dir: string, rule: string, cause: Error): Error {
  return new Error(
    `Cannot open store: --store must be ${rule}, current value is ${JSON.stringify(dir)} ` +
      `(${cause.message})`,
    { cause },
  );
}

function notAStore(because: string): string {
  return `it is no store and not empty: ${because}`;
}

async function openWritable(dir: string, onNotice: (line: string) => void): Promise<Opened> {
  await Deno.mkdir(dir, { recursive: true });
  await claimFolder(dir, onNotice);
  for (const folder of FOLDERS) await Deno.mkdir(`${dir}/${folder}`, { recursive: true });
  const temps = await sweep(dir), held = await lockShared(dir, onNotice);
  return { temps, held, unwritable: undefined };
}

/** A full disk, a quota, a read-only file system, somebody else's folder. */
function isUnwritable(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: unknown };
  if (cause !== undefined) return isUnwritable(cause);
  return ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"].includes(code ?? "");
}

async function isStore(dir: string): Promise<boolean> {
  const standing = await standingOf(dir).catch(() => undefined);
  return standing?.is === "store" || standing?.is === "unmarked";
}

/**
 * Makes a store of an empty folder, and marks one from before there were markers.
 *
 * @param onNotice Told of the latter.
 * @throws {Error} if something else lies in it, which is not touched.
 */
export async function claimFolder(dir: string, onNotice: (line: string) => void): Promise<void> {
  const standing = await standingOf(dir);
  if (standing.is === "store") return;
  if (standing.is === "other") throw new Error(notAStore(standing.because));
  await Deno.mkdir(`${dir}/tmp`, { recursive: true });
  await mark(dir);
  if (standing.is === "unmarked") {
    onNotice(`Took over the store in ${dir}: from now on its store.json says what it is.`);
  }
}

/** In read-only mode anything is read, unless another version of this program wrote it. */
async function requireFolder(dir: string): Promise<void> {
  try {
    if (!(await Deno.stat(dir)).isDirectory) throw new Error("it is a file");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await hasMarker(dir);
}
