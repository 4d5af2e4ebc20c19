/**
 * Entries that are looked for by their kind and not by a key: a file of no bytes for each, `index/<kind>/<key>`. What is
 * lost is found again by reading every entry, once.
 */
import { parseAction } from "./action_text.ts";
import { eachEntryFile } from "./each_entry.ts";
import { INDEX_FOLDER, isDigest } from "./path.ts";
import { isAbsence } from "./regular_file.ts";

/** The kinds whose entries are listed: few of them among hundreds of thousands. */
const LISTED: ReadonlySet<string> = new Set(["run"]);

/** Is there while an index is being made: what else is there then is not all. */
const UNFINISHED = "unfinished";

/**
 * Notes that a store is about to have an entry, if those of its kind are listed. Called before it is there: who is killed
 * between the two leaves a note of nothing, not an entry that nobody finds.
 */
export async function noteEntry(root: string, kind: string, key: string): Promise<void> {
  if (!LISTED.has(kind)) return;
  const path = `${root}/${INDEX_FOLDER}/${kind}/${key}`;
  await touch(path).catch(async (error) => {
    if (!isAbsence(error)) throw error;
    await begin(root, kind);
    await touch(path);
  });
}

/** Makes the folder of an index that is not all; at once, so that it is never there without saying so. */
async function begin(root: string, kind: string): Promise<void> {
  const index = `${root}/${INDEX_FOLDER}`, made = `${index}/${kind}-${crypto.randomUUID()}`;
  await Deno.mkdir(made, { recursive: true });
  await touch(`${made}/${UNFINISHED}`);
  await Deno.rename(made, `${index}/${kind}`).catch(async () => {
    // Another process was first.
    await Deno.remove(made, { recursive: true });
  });
}

/**
 * Keys of the entries of a kind that is listed, ascending; the one or the other may be gone since.
 *
 * @param writable Whether an index that is missing may be made.
 * @throws {Error} in one line, if the store cannot be read.
 */
export async function listedEntries(
  root: string,
  kind: string,
  writable: boolean,
): Promise<string[]> {
  const folder = `${root}/${INDEX_FOLDER}/${kind}`, names = await namesIn(folder);
  if (names !== undefined && !names.includes(UNFINISHED)) return names.filter(isDigest).sort();
  if (writable && names === undefined) await begin(root, kind);
  const found = await search(root, kind);
  if (writable) {
    for (const key of found) await touch(`${folder}/${key}`);
    await Deno.remove(`${folder}/${UNFINISHED}`).catch(() => {});
  }
  return found;
}

async function search(root: string, kind: string): Promise<string[]> {
  const found = new Set<string>(), text = new TextDecoder();
  for await (const { entries } of eachEntryFile(root)) {
    for (const { key, content } of entries) {
      // Told apart before it is parsed: a store has entries by the hundred thousand.
      if (typeof content === "string" || !text.decode(content).includes(`"step":"${kind}"`)) {
        continue;
      }
      if (kindOf(content) === kind) found.add(key);
    }
  }
  return [...found].sort();
}

function kindOf(content: Uint8Array): string | undefined {
  try {
    return parseAction(content).step;
  } catch {
    return undefined;
  }
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function touch(path: string): Promise<void> {
  await Deno.writeFile(path, new Uint8Array());
}
