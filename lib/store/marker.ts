/**
 * A folder is a store because it says so: `store.json` in it, written before anything else. Without it, whatever lies
 * in folders of the same names may be somebody's work, which no check may set aside and no collector remove.
 */
import { canonical } from "../bits/canonical.ts";
import { examineAction } from "./examine.ts";
import { isDigest, isTempName, OWN_NAMES } from "./path.ts";
import { IrregularFileError, isAbsence, readRegular } from "./regular_file.ts";
import { writeDurably } from "./write.ts";

const NAME = "store.json", WHAT = "exact-ib store", SCHEMA = 1;
const MOST_BYTES = 1 << 10;

/**
 * What a folder is: a `store`, by its marker; `empty`, with nothing but empty folders of a store's names, or what a
 * writer of the marker left or is at; `unmarked`, a store from before there were markers; or none, and then why.
 */
export type Standing =
  | { readonly is: "store" | "empty" | "unmarked" }
  | { readonly is: "other"; readonly because: string };

/**
 * Looks at a folder and changes nothing.
 *
 * @param root The folder; a missing one is empty.
 * @throws {Error} if its marker says that another version of this program wrote it, or it cannot be read.
 */
export async function standingOf(root: string): Promise<Standing> {
  const standing = await contentOf(root);
  // Whoever found no marker may have looked at the content after another process had written both.
  return standing.is !== "empty" && await hasMarker(root) ? { is: "store" } : standing;
}

async function contentOf(root: string): Promise<Standing> {
  if (await hasMarker(root)) return { is: "store" };
  const names = await namesIn(root), strange = names.find((name) => !OWN_NAMES.includes(name));
  if (strange !== undefined) return { is: "other", because: `it holds ${JSON.stringify(strange)}` };
  const contents = await Promise.all(names.map((name) => namesIn(`${root}/${name}`)));
  const isEmpty = (inner: readonly string[], k: number) =>
    names[k] === "tmp" ? inner.every(isTempName) : inner.length === 0;
  if (contents.every(isEmpty)) return { is: "empty" };
  if (await hasSoundEntry(root)) return { is: "unmarked" };
  return { is: "other", because: "it has no store.json and no valid entry" };
}

/** Marks a folder that has a store's `tmp/`. */
export async function mark(root: string): Promise<void> {
  const text = canonical({ schema: SCHEMA, what: WHAT }) + "\n";
  await writeDurably(root, NAME, new TextEncoder().encode(text), "replace");
}

/**
 * Whether a folder says that it is a store.
 *
 * @throws {Error} if it is one of another version of this program.
 */
export async function hasMarker(root: string): Promise<boolean> {
  const text = await readRegular(`${root}/${NAME}`, MOST_BYTES).catch((error) => {
    if (isAbsence(error) || error instanceof IrregularFileError) return new Uint8Array();
    throw error;
  });
  const { what, schema } = parsed(text);
  if (what !== WHAT) return false;
  if (schema === SCHEMA) return true;
  throw new Error(`its store.json must be of schema ${SCHEMA}, current value is ${schema}`);
}

/** A damaged marker is none: then the content decides. */
function parsed(text: Uint8Array): { readonly what?: unknown; readonly schema?: unknown } {
  try {
    return JSON.parse(new TextDecoder().decode(text)) ?? {};
  } catch {
    return {};
  }
}

async function hasSoundEntry(root: string): Promise<boolean> {
  for (const shard of await namesIn(`${root}/ac`)) {
    for (const key of await namesIn(`${root}/ac/${shard}`)) {
      const examined = isDigest(key) ? examineAction(root, key) : undefined;
      if (examined !== undefined && "sound" in examined) return true;
    }
  }
  return false;
}

/** Names in a folder; none if it is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
