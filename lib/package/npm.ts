/**
 * The package of npm: the library and the commands as they are, run by npm's own Deno. Published results are no part of
 * it, as little as of the package of jsr.
 *
 * @module
 */
import { fileUrl } from "../steps/code/project.ts";
import { PACKAGE } from "./about.ts";
import { type Member, memberOf } from "./archive.ts";
import { inFolder, projectMembers } from "./project.ts";

/** The program that calls the commands, and where it lies in the project. */
const LAUNCHER = "exact-ib.mjs", SOURCE = `tasks/dev/${LAUNCHER}`;

/** What commands and library need of the project, and what people read. */
const STUDY = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "SECURITY.md",
  "deno.json",
  "deno.lock",
  "dev.lock",
  "docs",
  "examples",
  "figures",
  "lib",
  "mod.ts",
  "tasks",
];

/** Maintainers' tasks, and sources of what is there compiled. */
const LEFT_OUT = /^(tasks\/dev|lib\/engines\/wasm\/assembly)\//;

/** Name of the tarball that npm gives it. */
export const TARBALL = `exact-ib-${PACKAGE.version}.tgz`;

/**
 * The members of the tarball, in npm's folder `package/`.
 *
 * @param root Folder of the project, with a slash at its end.
 */
export async function npmMembers(root: URL): Promise<Member[]> {
  const fixtures = (await Array.fromAsync(Deno.readDir(fileUrl(root, "fixtures"))))
    .flatMap(({ name, isFile }) => isFile ? [`fixtures/${name}`] : []);
  const study = (await projectMembers(root, [...STUDY, ...fixtures]))
    .filter(({ path }) => !LEFT_OUT.test(path));
  const pages = await projectMembers(root, ["LICENSE", "README.md"]);
  return [
    memberOf("package.json", packageText()),
    memberOf(LAUNCHER, await Deno.readFile(fileUrl(root, SOURCE)), true),
    ...pages,
    ...inFolder("study", study),
  ];
}

/** Text of package.json. */
function packageText(): string {
  const { version, description, license, author, keywords } = PACKAGE;
  return JSON.stringify(
    {
      ...{ name: "exact-ib", version, description, license, author, keywords },
      ...{ type: "module", bin: { "exact-ib": LAUNCHER }, engines: { node: ">=18" } },
      dependencies: { deno: "^2.9.0" },
    },
    null,
    2,
  ) + "\n";
}
