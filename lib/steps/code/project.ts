/** The files of a project as the code digest reads them. */
import type { DenoLock } from "./packages.ts";
import type { Config, LinkedPackage } from "./resolve.ts";

/** Folder of this project, wherever it was cloned and whatever the working directory is. */
export const projectRoot: URL = new URL("../../../", import.meta.url);

/** URL of a file by its path relative to the project; any character may occur in the path. */
export function fileUrl(root: URL, path: string): URL {
  return new URL(path.split("/").map(encodeURIComponent).join("/"), root);
}

/** What deno.json, the linked packages and deno.lock say. */
export interface Project {
  /** deno.json of the project. */
  readonly config: Config;
  /** deno.json of each linked package by its folder as in `config.links`. */
  readonly linked: ReadonlyMap<string, LinkedPackage>;
  /** deno.lock. */
  readonly lock: DenoLock;
}

/**
 * Reads deno.json, deno.lock and deno.json of each linked package.
 *
 * @param root Folder of the project, with a slash at its end.
 * @throws {Deno.errors.NotFound} if one of them is missing.
 */
export async function readProject(root: URL): Promise<Project> {
  const config = await readJson(fileUrl(root, "deno.json")) as Config;
  const linked = new Map<string, LinkedPackage>();
  for (const link of config.links ?? []) {
    linked.set(link, await readJson(new URL(`${link}/deno.json`, root)) as LinkedPackage);
  }
  return { config, linked, lock: await readJson(fileUrl(root, "deno.lock")) as DenoLock };
}

/** The pinned stripper as deno.json names it, `esbuild-wasm@version`. */
export function stripperOf(config: Config): string {
  const pinned = config.imports?.["esbuild-wasm"];
  if (!/^npm:esbuild-wasm@\d+\.\d+\.\d+$/.test(pinned ?? "")) {
    throw new RangeError(
      "Cannot digest code: imports.esbuild-wasm in deno.json must be npm:esbuild-wasm@x.y.z, " +
        `current value is ${pinned}`,
    );
  }
  return pinned!.slice("npm:".length);
}

async function readJson(url: URL): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(url));
}
