/** Folders of a store: made when they are needed, and made durable. */

/**
 * Makes a folder, whose parent must be there.
 *
 * @returns False if something that is no folder has the name.
 */
export async function makeFolder(folder: string): Promise<boolean> {
  try {
    await Deno.mkdir(folder);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return (await Deno.lstat(folder)).isDirectory;
    throw error;
  }
  await syncFolder(parentOf(folder));
  return true;
}

/**
 * Makes renames in a folder durable.
 *
 * @param folder Path of the folder.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return; // Folders cannot be opened there.
  using handle = await Deno.open(folder, { read: true });
  await handle.sync();
}

/** Path of the folder that something lies in. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}
