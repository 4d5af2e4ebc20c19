/**
 * The code digest of a step: what of a cache key its implementation is.
 *
 * It covers all local modules that the entry module reaches, each without types, comments and
 * layout, the bytes of other local files that they import (`.wasm`, `.json`), and the registry
 * packages behind them as deno.lock pins them. An edit that can change a result changes the digest;
 * an edit of a comment, of the layout or of a type does not. docs/architecture.md, section 4.
 */
import { getOrMake } from "../../bits/memo.ts";
import { digestOf } from "../../bits/digest.ts";
import { type ChangedFile, CodeFiles } from "./files.ts";
import { type CodeManifest, readManifest } from "./manifest.ts";
import { packageClosure } from "./packages.ts";
import { releasedManifest } from "./released.ts";
import { projectRoot, readProject, stripperOf } from "./project.ts";
import { ImportResolver, type Target } from "./resolve.ts";

/** What is hashed: each map is complete, by path relative to the project (POSIX) or by name. */
export type CodeMaterial = {
  readonly schema: 1;
  /** Name and version of the stripper, on which all digests in `modules` depend. */
  readonly stripper: string;
  /** SHA-256 of each stripped module. */
  readonly modules: Record<string, string>;
  /** SHA-256 of each other file that is imported. */
  readonly assets: Record<string, string>;
  /** What each import without a path leads to, by deno.json: a file, a package, a builtin. */
  readonly names: Record<string, string>;
  /** Integrity of each package, transitive dependencies included, by `npm:name@version`. */
  readonly packages: Record<string, string>;
};

/** Where a digester reads, and what it need not strip again. */
export interface CodeOptions {
  /** Folder of the project, with a slash at its end; default: this project. */
  readonly root?: URL;
  /** Known facts; default: the committed manifest. `null`: strip everything. */
  readonly manifest?: CodeManifest | null;
}

/** Computes code digests; every file is read once in its lifetime. */
export interface CodeDigester {
  /**
   * The code digest of one step.
   *
   * @param entry Path of a module relative to the project, such as `lib/study/steps/train.ts`.
   * @returns 64 lowercase hexadecimal digits.
   * @throws {RangeError} naming the file, if an import leads nowhere or the closure uses an
   * undeclared input: a computed `import()`, a worker, or a global such as `Deno` or `fetch`.
   */
  digest(entry: string): Promise<string>;
  /**
   * What {@linkcode CodeDigester.digest} hashes: for messages about what changed.
   *
   * @returns undefined for a copy of the project that is no files, of which the digests alone are known.
   */
  material(entry: string): Promise<CodeMaterial | undefined>;
  /**
   * Whether the files behind some digests still have the very bytes that were digested.
   *
   * A worker loads modules when it first needs them, so what it ran is the digested code only if no file has changed
   * by the time its result is there. A file that was changed and changed back in between is not noticed.
   *
   * @param entries As for {@linkcode CodeDigester.digest}, by which they were digested before.
   * @returns The first file that is another now, if there is one.
   */
  changed(entries: Iterable<string>): Promise<ChangedFile | undefined>;
}

/**
 * Prepares code digests of one project. Needs permission to read only; esbuild is loaded when a
 * module is met that the manifest does not know. A copy that was loaded over the network is taken
 * to be what its manifest says.
 */
export async function createCodeDigester(options: CodeOptions = {}): Promise<CodeDigester> {
  const root = options.root ?? projectRoot;
  if (root.protocol !== "file:") {
    return releasedDigester(options.manifest ?? await releasedManifest());
  }
  const project = await readProject(root);
  const stripper = stripperOf(project.config);
  const manifest = options.manifest === undefined ? await readManifest(root) : options.manifest;
  const known = manifest?.stripper === stripper ? Object.values(manifest.modules) : [];
  const files = new CodeFiles(root, new Map(known.map((entry) => [entry.raw, entry])));
  const resolver = new ImportResolver(project.config, project.linked);

  async function collect(entry: string): Promise<CodeMaterial> {
    const start = resolver.resolve(`./${entry}`, "deno.json");
    const found: CodeMaterial = {
      ...{ schema: 1, stripper, modules: {}, assets: {}, names: {}, packages: {} },
    };
    const visit = async (target: Target, importer: string): Promise<void> => {
      if (target.kind === "package") {
        const closure = packageClosure(project.lock, target.request);
        for (const [id, integrity] of closure) found.packages[id] = integrity;
      }
      if (target.kind === "builtin" && OUTSIDE.test(target.name)) {
        throw undeclared(entry, importer, [target.name]);
      }
      if (target.kind !== "file") return;
      const { path } = target;
      if (Object.hasOwn(found.modules, path) || Object.hasOwn(found.assets, path)) return;
      const file = await files.read(path, importer);
      found[file.kind][path] = file.digest;
      if (file.undeclared.length > 0) throw undeclared(entry, path, file.undeclared);
      for (const specifier of file.imports) {
        const next = resolver.resolve(specifier, path);
        if (!specifier.startsWith(".")) found.names[specifier] = nameOf(next);
        await visit(next, path);
      }
    };
    await visit(start, "the step");
    return found;
  }
  // What was read is never read anew, so neither is what follows from it.
  const collected = new Map<string, Promise<CodeMaterial>>();
  function material(entry: string): Promise<CodeMaterial> {
    return getOrMake(collected, entry, () => collect(entry));
  }

  async function changed(entries: Iterable<string>): Promise<ChangedFile | undefined> {
    const paths = new Set<string>();
    for (const entry of entries) {
      const { modules, assets } = await material(entry);
      for (const path of [...Object.keys(modules), ...Object.keys(assets)]) paths.add(path);
    }
    return await files.changed(paths);
  }
  return { material, changed, digest: async (entry) => digestOf(await material(entry)) };
}

/** Digests of a copy whose modules are no files that could be hashed: what the manifest that was released with them says. */
function releasedDigester({ entries }: CodeManifest): CodeDigester {
  return {
    digest: (entry) => {
      if (Object.hasOwn(entries, entry)) return Promise.resolve(entries[entry]!);
      const message =
        `Cannot digest code: ${entry} must be an entry of the released manifest, current value is absent`;
      return Promise.reject(new RangeError(message));
    },
    material: () => Promise.resolve(undefined),
    changed: () => Promise.resolve(undefined),
  };
}

/**
 * The code digest of each of some entry modules, for the manifest.
 *
 * @param root Folder of the project, with a slash at its end.
 * @param manifest Facts about its modules as they are.
 * @param entries As for {@linkcode CodeDigester.digest}.
 */
export async function entryDigests(
  root: URL,
  manifest: CodeManifest,
  entries: Iterable<string>,
): Promise<Record<string, string>> {
  const digester = await createCodeDigester({ root, manifest }),
    digests: Record<string, string> = {};
  for (const entry of entries) digests[entry] = await digester.digest(entry);
  return digests;
}

/**
 * The code digest of one step. For many steps one {@linkcode createCodeDigester} is faster.
 *
 * @param entry Path of the step's module relative to the project.
 * @returns 64 lowercase hexadecimal digits.
 * @throws {RangeError} as {@linkcode CodeDigester.digest} does.
 */
export async function codeDigest(entry: string, options: CodeOptions = {}): Promise<string> {
  return await (await createCodeDigester(options)).digest(entry);
}

/** Builtins of Node.js through which code would read what a key does not cover. */
const OUTSIDE =
  /^node:(fs|child_process|worker_threads|process|os|net|https?|http2|tls|dgram|dns)\b/;

function nameOf(target: Target): string {
  if (target.kind === "file") return target.path;
  return target.kind === "package" ? target.request : target.name;
}

function undeclared(entry: string, path: string, uses: readonly string[]): RangeError {
  return new RangeError(
    `Cannot digest code: ${path}, part of the step ${entry}, must be free of undeclared inputs, ` +
      `current value is ${uses.join(", ")}`,
  );
}
