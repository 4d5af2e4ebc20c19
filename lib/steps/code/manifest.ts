/** A committed memory of stripped modules, so that a digest costs nothing where nothing changed. */
import { canonical } from "../../bits/canonical.ts";
import { sha256 } from "../../bits/digest.ts";
import { fileUrl, readProject, stripperOf } from "./project.ts";
import { type ModuleFacts, stripModule } from "./strip.ts";

/** Where the manifest lies, relative to the project. */
export const manifestPath = "fixtures/code-manifest.json";

/** Facts about a module whose file has these bytes. */
export interface ManifestEntry extends ModuleFacts {
  /** SHA-256 of the file's bytes. */
  readonly raw: string;
}

/** Facts about all modules under lib/. */
export interface CodeManifest {
  /** Raised when the form of the file or of stripping changes. */
  readonly schema: 1;
  /** Facts of another stripper are not used. */
  readonly stripper: string;
  /** By path relative to the project, for people; a lookup goes by `raw`. */
  readonly modules: Readonly<Record<string, ManifestEntry>>;
  /** Code digest of each kind of step, by its entry module: for copies that are no files (`released.ts`). */
  readonly entries: Readonly<Record<string, string>>;
}

/** AssemblyScript is no module of Deno: its `.wasm` enters a digest instead. */
const NOT_MODULES = "lib/engines/wasm/assembly/";

/**
 * Strips every module under lib/ anew; of no entry module the digest is known yet.
 *
 * @param root Folder of the project, with a slash at its end.
 */
export async function buildManifest(root: URL): Promise<CodeManifest> {
  const { config } = await readProject(root);
  const modules: Record<string, ManifestEntry> = {};
  for (const path of (await listModules(root, "lib/")).sort()) {
    const bytes = await Deno.readFile(fileUrl(root, path));
    modules[path] = { raw: sha256(bytes), ...await stripModule(bytes, path) };
  }
  return { schema: 1, stripper: stripperOf(config), modules, entries: {} };
}

async function listModules(root: URL, folder: string): Promise<string[]> {
  if (folder === NOT_MODULES) return [];
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(fileUrl(root, folder))) {
    if (isDirectory) paths.push(...await listModules(root, `${folder}${name}/`));
    else if (name.endsWith(".ts")) paths.push(folder + name);
  }
  return paths;
}

/** Text of a manifest: one line for each module, then one for each entry, in the order of their paths. */
export function formatManifest({ schema, stripper, modules, entries }: CodeManifest): string {
  const head = `{"schema":${schema},"stripper":${JSON.stringify(stripper)}`;
  return `${head},"modules":{\n${linesOf(modules)}\n},"entries":{\n${linesOf(entries)}\n}}\n`;
}

function linesOf(map: Readonly<Record<string, unknown>>): string {
  const line = (path: string) => `${JSON.stringify(path)}:${canonical(map[path] as never)}`;
  return Object.keys(map).sort().map(line).join(",\n");
}

/** Reads a committed manifest; `undefined` if there is none. */
export async function readManifest(root: URL): Promise<CodeManifest | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(fileUrl(root, manifestPath)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The first path whose facts differ, in the order of paths, modules before entries; the manifest's own path if only its
 * head differs; `undefined` if both say the same.
 */
export function firstStale(fresh: CodeManifest, committed?: CodeManifest): string | undefined {
  const stale = firstOther(fresh.modules, committed?.modules ?? {}) ??
    firstOther(fresh.entries, committed?.entries ?? {});
  const sameHead = committed && formatManifest(fresh) === formatManifest(committed);
  return stale ?? (sameHead ? undefined : manifestPath);
}

/** The first path under which two maps have different values. */
function firstOther(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): string | undefined {
  const text = (value: unknown) => value === undefined ? undefined : canonical(value as never);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
    .find((path) => text(a[path]) !== text(b[path]));
}
