/** Folders of published results on a command line. */
import { PublishedFolder, publishedPath } from "../lib/published/folder.ts";
import { publishedDigests } from "../lib/published/contents.ts";
import { writeWhole } from "./_files.ts";

/**
 * Writes published results and then removes those that the new lock does not name.
 *
 * @param files By path within the folder, the lock last.
 */
export async function writePublished(
  folder: URL,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ written: number; removed: number }> {
  let written = 0;
  for (const sub of ["lock/", "paper/"]) {
    await Deno.mkdir(new URL(sub, folder), { recursive: true });
  }
  for (const [path, bytes] of files) {
    if (await writeWhole(new URL(path, folder), bytes, "--into")) written++;
  }
  return { written, removed: await sweep(folder) };
}

async function sweep(folder: URL): Promise<number> {
  const published = (await PublishedFolder.open(folder))!, { lock } = published;
  const names = Object.keys(lock.experiments);
  const experiments = await Promise.all(names.map((name) => published.experiment(name)));
  const known = new Set([...publishedDigests(lock, experiments)].map(publishedPath));
  let removed = 0;
  for await (const { name } of Deno.readDir(new URL("paper/", folder))) {
    // Only what such a run has written.
    if (!/^[0-9a-f]{64}\.br$/.test(name) || known.has(`paper/${name}`)) continue;
    await Deno.remove(new URL(`paper/${name}`, folder));
    removed++;
  }
  return removed;
}
