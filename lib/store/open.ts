/** Opening the folder of a store. */
import { FOLDERS, tempPath } from "./path.ts";
import { sweep } from "./write.ts";

/**
 * Makes sure that a folder can serve as a store.
 *
 * @param dir The folder; with its parents created if missing, unless read-only.
 * @param readOnly Write nothing; a missing folder is an empty store.
 * @returns How many temp files of killed writers were removed.
 * @throws {Error} in one line that names the flag `--store`.
 */
export async function openFolder(dir: string, readOnly: boolean): Promise<number> {
  try {
    if (readOnly) {
      await requireFolder(dir);
      return 0;
    }
    for (const folder of FOLDERS) await Deno.mkdir(`${dir}/${folder}`, { recursive: true });
    await probe(dir);
    return await sweep(dir);
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
