/** Damaged objects: how they are described and set aside. */
import { syncFolder } from "./folder.ts";

/** Something in a store that is not what its name promises. */
export interface Damage {
  /** What it was: a blob, an action entry, a pack of them, or a file that no store writes. */
  readonly kind: "blob" | "action" | "pack" | "foreign";
  /** Path within the store. */
  readonly path: string;
  /** What should have been there. */
  readonly expected: string;
  /** What was there. */
  readonly found: string;
  /** Path within the store where it lies now; undefined if it could not or may not be moved. */
  readonly movedTo: string | undefined;
}

/** A damage before it is set aside. */
export type Finding = Omit<Damage, "movedTo">;

/** Something that no store writes. */
export function foreign(path: string): Finding {
  const expected = "nothing but objects of the store";
  return { kind: "foreign", path, expected, found: "a foreign file or folder" };
}

/**
 * Moves a damaged object to `quarantine/`, where it stays for inspection and cannot be read as a
 * hit again.
 *
 * @param root Folder of the store.
 * @param finding What is wrong with which object.
 * @returns The damage, or undefined if another reader has moved the object already: so that of
 * many concurrent readers one reports it.
 */
export async function quarantine(root: string, finding: Finding): Promise<Damage | undefined> {
  const flat = finding.path.replaceAll("/", "-");
  const movedTo = `quarantine/${flat}.${crypto.randomUUID()}`;
  try {
    await Deno.rename(`${root}/${finding.path}`, `${root}/${movedTo}`);
    await syncFolder(`${root}/quarantine`);
    return { ...finding, movedTo };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return { ...finding, movedTo: undefined };
  }
}
