/**
 * The lock of a store's users: whoever writes holds a shared kernel lock on the file `in-use` until it closes the
 * store or ends, and who removes objects needs the exclusive one. The lock dies with its holder; the file itself says
 * nothing.
 *
 * Readers take no lock, so that a store on a read-only file system can be read: what is removed under them is absent,
 * as any intermediate blob may be.
 */

import { type Finding, quarantine } from "./damage.ts";
import { IrregularFileError, openRegular } from "./regular_file.ts";

const NAME = "in-use";

/**
 * Holds a store against removal; waits while another process removes.
 *
 * @param root Folder of the store.
 * @param onNotice Told in a line why there is no lock.
 * @returns The open file that holds the lock; undefined on a file system without locks, where nothing is removed
 * either.
 */
export async function lockShared(
  root: string,
  onNotice: (line: string) => void = () => {},
): Promise<Deno.FsFile | undefined> {
  const file = await lockFile(root);
  try {
    await file.lock(false);
    return file;
  } catch (error) {
    file.close();
    onNotice(
      `The store in ${root} is on a file system without locks (${(error as Error).message}): ` +
        "several processes may use it all the same, but nothing can be removed from it.",
    );
    return undefined;
  }
}

/**
 * Holds a store alone.
 *
 * @param root Folder of the store.
 * @param wait Wait for those who use it, instead of failing.
 * @returns The open file that holds the lock; closing it lets go.
 * @throws {Error} in one line, if another process uses the store or locks are not supported.
 */
export async function lockExclusive(root: string, wait: boolean): Promise<Deno.FsFile> {
  const file = await lockFile(root).catch((error) => {
    throw refusal("a folder that can be written", (error as Error).message, error);
  });
  let held: boolean;
  try {
    held = wait ? (await file.lock(true), true) : await file.tryLock(true);
  } catch (error) {
    file.close();
    throw refusal("on a file system with locks", (error as Error).message, error);
  }
  if (held) return file;
  file.close();
  throw refusal("used by nobody else", "in use by another process; --wait waits for its end");
}

/** Opened for reading, so that it may be another user's: creating it must not fail when two do so at once. */
async function lockFile(root: string): Promise<Deno.FsFile> {
  const path = `${root}/${NAME}`;
  for (;;) {
    try {
      return (await openRegular(path, Infinity, "refused")).file;
    } catch (error) {
      if (error instanceof IrregularFileError) await clear(root, error);
      else if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    try {
      return await Deno.open(path, { read: true, write: true, createNew: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** Sets aside what has the name and is no file that can be locked. */
async function clear(root: string, { message: found }: IrregularFileError): Promise<void> {
  const finding = { kind: "foreign", path: NAME, expected: "the file that is locked", found };
  const damage = await quarantine(root, finding as Finding);
  if (damage === undefined || damage.movedTo !== undefined) return;
  throw new Error(`${NAME} is ${found} and cannot be moved`);
}

function refusal(rule: string, found: string, cause?: unknown): Error {
  const message = `Cannot remove from the store: it must be ${rule}, current value is ${found}`;
  return new Error(message, { cause });
}
