/** Digest of source files, byte by byte, of code that has no code digest of its own. */
import { digestOf, sha256 } from "../../bits/digest.ts";
import { fileUrl, projectRoot } from "./project.ts";
import { releasedManifest } from "./released.ts";

/**
 * SHA-256 over all modules in some folders of this project, read at once: they are many and small. An edit of a comment changes it, too: it is for what is
 * made again in no time.
 *
 * @param folders Relative to the project, with all that is in them.
 */
export async function sourcesDigest(folders: readonly string[]): Promise<string> {
  if (projectRoot.protocol !== "file:") return await releasedSources(folders);
  const files: Record<string, string> = {}, open = [...folders];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const { name, isDirectory } of Deno.readDirSync(fileUrl(projectRoot, folder))) {
      const path = `${folder}/${name}`;
      if (isDirectory) open.push(path);
      else if (name.endsWith(".ts")) {
        files[path] = sha256(Deno.readFileSync(fileUrl(projectRoot, path)));
      }
    }
  }
  return digestOf(files);
}

/** The same of a copy that is no files, by the manifest that was released with it. */
async function releasedSources(folders: readonly string[]): Promise<string> {
  const { modules } = await releasedManifest(), files: Record<string, string> = {};
  for (const [path, { raw }] of Object.entries(modules)) {
    if (folders.some((folder) => path.startsWith(`${folder}/`))) files[path] = raw;
  }
  return digestOf(files);
}
