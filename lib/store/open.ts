/** Opening the folder of a store. */
import { lockShared } from "./usage_lock.ts";
import { FOLDERS, tempPath } from "./path.ts";
import { sweep } from "./write.ts";

/** A folder that serves as a store. */
export interface Opened {
  /** How many temp files of killed writers were removed. */
  readonly temps: number;
  /** Holds the store against removal; undefined if read-only, or where locks are not supported. */
  readonly held: Deno.FsFile | undefined;
}

/**
 * Makes sure that a folder can serve as a store, and holds it if it is to be written.
 *
 * @param dir The folder; with its parents created if missing, unless read-only.
 * @param readOnly Write nothing; a missing folder is an empty store.
 * @throws {Error} in one line that names the flag `--store`.
 */
export async function openFolder(dir: string, readOnly: boolean): Promise<Opened> {
  try {
    if (readOnly) {
      await requireFolder(dir);
      return { temps: 0, held: undefined };
    }
    for (const folder of FOLDERS) await Deno.mkdir(`${dir}/${folder}`, { recursive: true });
    await probe(dir);
    const held = await lockShared(dir);
    return { held, temps: await sweep(dir) };
  } catch (error) {
    const rule = readOnly ? "a folder" : "a folder that can be written";
    throw new Error(
      `Cannot open store: --store must be ${rule}, current value is ${JSON.stringify(dir)} ` +
        `(${(error as Error).message})`,
      { cause: error },
    );
  }
}

async function requireFolder(dir: string): Promise<void> {
  try {
    if (!(await Deno.stat(dir)).isDirectory) throw new Error("it is a file");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Creating folders that exist succeeds even where nothing can be written. */
async function probe(dir: string): Promise<void> {
  const path = `${dir}/${tempPath()}`;
  (await Deno.open(path, { write: true, createNew: true })).close();
  await Deno.remove(path).catch(() => {}); // Another process may sweep it first.
}
