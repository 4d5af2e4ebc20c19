/** The files of the project that are handed on, as members of an archive. */
import { fileUrl } from "../steps/code/project.ts";
import type { Member } from "./archive.ts";

/** What of the project's folder is handed on: all that is not made from it. */
export const HANDED_ON: readonly string[] = [
  ".ci",
  ".containerignore",
  ".devcontainer",
  ".gitattributes",
  ".gitignore",
  ".zenodo.json",
  "CHANGELOG.md",
  "CITATION.cff",
  "CONTRIBUTING.md",
  "Containerfile",
  "LICENSE",
  "README.md",
  "SECURITY.md",
  "bench",
  "codemeta.json",
  "deno.json",
  "deno.lock",
  "dev.lock",
  "docs",
  "examples",
  "figures",
  "fixtures",
  "lib",
  "mod.ts",
  "tasks",
  "tests",
];

/**
 * Files and all that is in folders, in the order of their paths.
 *
 * @param root Folder of the project, with a slash at its end.
 * @param names Of files and folders, relative to it.
 * @throws {Deno.errors.NotFound} if one of them is missing.
 */
export async function projectMembers(root: URL, names: readonly string[]): Promise<Member[]> {
  const members: Member[] = [];
  for (const path of names.toSorted()) {
    const url = fileUrl(root, path), { isDirectory, mode } = await Deno.lstat(url);
    if (isDirectory) {
      const inside = (await Array.fromAsync(Deno.readDir(url))).map(({ name }) =>
        `${path}/${name}`
      );
      members.push(...await projectMembers(root, inside));
      continue;
    }
    const program = ((mode ?? 0) & 0o100) !== 0;
    members.push({ path, bytes: () => Deno.readFile(url), ...(program && { program }) });
  }
  return members;
}

/** Members under another folder. */
export function inFolder(folder: string, members: readonly Member[]): Member[] {
  return members.map((member) => ({ ...member, path: `${folder}/${member.path}` }));
}
