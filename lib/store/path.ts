/**
 * Paths of things in a store, relative to its folder:
 * `cas/ab/abcd…` blobs, `ac/12/1234…` action entries, `packs/<sha256>` entries of a finished repeat,
 * `index/` what makes them faster to find,
 * `claims/<sha256>` who is at which work,
 * `tmp/put-<owner>-<uuid>` files being written,
 * `quarantine/` whatever was found damaged, `pins/<name>.json` runs to be kept, `in-use` the file that is locked,
 * `store.json` what says that it is a store.
 */

/** The folders of a store. */
export const FOLDERS = ["cas", "ac", "packs", "index", "claims", "tmp", "quarantine"] as const;

/** The folder of packs. */
export const PACK_FOLDER = "packs";

/** The folder of what is only there to be found faster: all of it can be made again. */
export const INDEX_FOLDER = "index";

/** The folder of claims on work: none is needed once nobody is at it. */
export const CLAIM_FOLDER = "claims";

/** What lies in the folder of a store, besides what a file system puts into the root of a disk. */
export const OWN_NAMES: readonly string[] = [
  ...FOLDERS,
  "pins",
  "in-use",
  "store.json",
  "lost+found",
];

/** The two classes of objects: blobs and action entries. */
export type ObjectFolder = "cas" | "ac";

/** Most bytes of an object: nothing of a study is nearly as long, more would be an attempt to fill the memory. */
export const MOST_BYTES: Readonly<Record<ObjectFolder, number>> = { cas: 1 << 30, ac: 1 << 22 };

/** Whether a text is a SHA-256 as this project writes it: 64 lowercase hexadecimal digits. */
export function isDigest(text: unknown): text is string {
  return typeof text === "string" && text.length === 64 && !/[^0-9a-f]/.test(text);
}

/**
 * Path of an object.
 *
 * @param folder Class of the object.
 * @param name Digest of a blob's bytes, or key of an action.
 * @throws {TypeError} if the name is no digest; no other text ever becomes a part of a path.
 */
export function objectPath(folder: ObjectFolder, name: string): string {
  requireName(folder, name);
  return `${folder}/${name.slice(0, 2)}/${name}`;
}

/** Name of an object in a remote cache, `cas/<sha256>` or `ac/<key>`; throws as {@linkcode objectPath} does. */
export function objectName(folder: ObjectFolder, name: string): string {
  requireName(folder, name);
  return `${folder}/${name}`;
}

function requireName(folder: ObjectFolder, name: string): void {
  if (isDigest(name)) return;
  throw new TypeError(
    `Cannot name object: ${folder === "cas" ? "sha256" : "key"} must be 64 lowercase ` +
      `hexadecimal digits, current value is ${JSON.stringify(name)}`,
  );
}

/** Tells the temp files of this process from those of others, also of other hosts. It reaches no digest. */
const OWNER = crypto.randomUUID();

/** A fresh path for a file that is being written. Its random name reaches no digest. */
export function tempPath(): string {
  return `tmp/put-${OWNER}-${crypto.randomUUID()}`;
}

const TEMP_NAME = /^put(-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){1,2}$/;

/** Whether a file name in `tmp/` is one of a store: a store may lie in a folder that has a `tmp/`. */
export function isTempName(name: string): boolean {
  return TEMP_NAME.test(name);
}

/** Whether the file was this process's to write. */
export function isOwnTempName(name: string): boolean {
  return isTempName(name) && name.startsWith(`put-${OWNER}-`);
}
