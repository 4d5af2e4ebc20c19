/**
 * Reading files that anybody may have put there: regular ones alone, of a size that is plausible for what they should
 * be. A pipe would be waited for without end, a device or a sparse giant would fill the memory, and a link leads out of
 * the folder.
 */

/** A path holds something else than a regular file of a plausible size. */
export class IrregularFileError extends Error {
  /** Tells it apart in a report. */
  override readonly name = "IrregularFileError";

  /** @param found What is there, for example `a pipe`. */
  constructor(found: string) {
    super(found);
  }
}

/** Whether a symbolic link counts as what it leads to: for paths that people name, never within a store. */
export type Links = "refused" | "followed";

/** What is asked of a file before it is opened. */
type FileInfo = Pick<Deno.FileInfo, (typeof KINDS)[number][0] | "isFile" | "size">;

const KINDS = [
  ["isSymlink", "a symbolic link"],
  ["isDirectory", "a folder"],
  ["isFifo", "a pipe"],
  ["isSocket", "a socket"],
  ["isBlockDevice", "a device"],
  ["isCharDevice", "a device"],
] as const;

/**
 * Refuses what is no regular file, or larger than it may be.
 *
 * @throws {IrregularFileError} naming what it is.
 */
function requireRegular(info: FileInfo, most: number): void {
  if (!info.isFile) {
    const [, name] = KINDS.find(([kind]) => info[kind]) ?? [undefined, "no regular file"];
    throw new IrregularFileError(name);
  }
  if (info.size > most) {
    throw new IrregularFileError(`${info.size} bytes long, more than ${most}`);
  }
}

/**
 * Reads a regular file.
 *
 * @param path The file.
 * @param most Bytes that it may have.
 * @param links What a symbolic link counts as.
 * @throws {IrregularFileError} if it is something else, which is not opened then.
 * @throws {Deno.errors.NotFound} if there is nothing; other errors as the system gives them.
 */
export async function readRegular(
  path: string | URL,
  most: number,
  links: Links = "refused",
): Promise<Uint8Array<ArrayBuffer>> {
  requireRegular(await (links === "followed" ? Deno.stat(path) : Deno.lstat(path)), most);
  return await Deno.readFile(path);
}

/** {@linkcode readRegular} at once; links are refused. */
export function readRegularSync(path: string, most: number): Uint8Array<ArrayBuffer> {
  requireRegular(Deno.lstatSync(path), most);
  return Deno.readFileSync(path);
}

/**
 * Opens a regular file for reading; as {@linkcode readRegular}.
 *
 * @returns The open file and its length.
 */
export async function openRegular(
  path: string,
  most: number,
  links: Links,
): Promise<{ readonly file: Deno.FsFile; readonly size: number }> {
  const info = await (links === "followed" ? Deno.stat(path) : Deno.lstat(path));
  requireRegular(info, most);
  return { file: await Deno.open(path, { read: true }), size: info.size };
}

/** Whether an error says that there is no such file: also where a folder on the way is a file, or a link without end. */
export function isAbsence(error: unknown): boolean {
  const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
  return [NotFound, NotADirectory, FilesystemLoop].some((kind) => error instanceof kind);
}
