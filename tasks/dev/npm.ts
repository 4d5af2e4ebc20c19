/** deno task dev:npm: the tarball for npm, which has the library and the command exact-ib. */
import { writeArchive } from "../../lib/package/archive.ts";
import { npmMembers, TARBALL } from "../../lib/package/npm.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";
import { say } from "../_output.ts";

/**
 * Writes the tarball.
 *
 * @param folder Where to, made if it is missing.
 * @returns Its path and length in bytes.
 */
export async function writeTarball(folder: string): Promise<{ path: string; bytes: number }> {
  const path = `${folder}/${TARBALL}`;
  await Deno.mkdir(folder, { recursive: true });
  const { bytes } = await writeArchive(path, "package", await npmMembers(projectRoot));
  return { path, bytes };
}

if (import.meta.main) {
  const { path, bytes } = await writeTarball("out");
  say(`${path}: ${(bytes / 1e6).toFixed(1)} MB; npm install ${path} tries it`);
}
