/** Digest of source files, byte by byte, of code that has no code digest of its own. */
import { digestOf, sha256 } from "../../bits/digest.ts";
import { fileUrl, projectRoot } from "./project.ts";

/**
 * SHA-256 over all modules in some folders of this project, read at once: they are many and small. An edit of a comment changes it, too: it is for what is
 * made again in no time.
 *
 * @param folders Relative to the project, with all that is in them.
 */
export function sourcesDigest(folders: readonly string[]): string {
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
