/** From an import specifier to what it names, by the project's deno.json. */

/** The parts of deno.json that are read here. */
export interface Config {
  /** Import map. */
  readonly imports?: Readonly<Record<string, string>>;
  /** Folders of local packages that stand in for jsr packages. */
  readonly links?: readonly string[];
}

/** deno.json of a linked package. */
export interface LinkedPackage {
  /** Name under which it is imported. */
  readonly name: string;
  /** From `.` or `./sub/path` to a file; a text stands for `.` alone. */
  readonly exports: string | Readonly<Record<string, string>>;
}

/** What an import names. */
export type Target =
  /** A local file; `path` is relative to the project, POSIX. */
  | { readonly kind: "file"; readonly path: string }
  /** A registry package; `request` is `npm:name@range` or `jsr:@scope/name@range`. */
  | { readonly kind: "package"; readonly request: string }
  /** A module of the runtime, such as `node:crypto`. */
  | { readonly kind: "builtin"; readonly name: string };

/** Resolves specifiers as Deno does, for those forms of deno.json that it knows; others it refuses. */
export class ImportResolver {
  readonly #imports: Readonly<Record<string, string>>;
  readonly #linked: ReadonlyMap<string, { folder: string; exports: Record<string, string> }>;

  /**
   * A resolver of one project.
   *
   * @param config The project's deno.json.
   * @param linked deno.json of each linked package by its folder as in `config.links`.
   * @throws {RangeError} if one of them uses a form of import map that is not supported.
   */
  constructor(config: Config, linked: ReadonlyMap<string, LinkedPackage>) {
    for (const [name, map] of [["deno.json", config], ...linked] as const) refuseUnknown(name, map);
    this.#imports = config.imports ?? {};
    this.#linked = new Map([...linked].map(([folder, { name, exports }]) => {
      const named = typeof exports === "string" ? { ".": exports } : exports;
      return [name, { folder: toPath(folder, ""), exports: named }];
    }));
  }

  /**
   * What an import names.
   *
   * @param specifier As written in the import.
   * @param importer Path of the importing file, relative to the project.
   * @throws {RangeError} if it names nothing that a digest can cover.
   */
  resolve(specifier: string, importer: string): Target {
    if (/^\.{1,2}\//.test(specifier)) return file(specifier, importer);
    const mapped = /^[a-z]+:/.test(specifier) ? specifier : this.#map(specifier);
    if (mapped?.startsWith("node:")) return { kind: "builtin", name: mapped };
    if (mapped?.startsWith("./")) return file(mapped, "deno.json");
    const parts = /^(npm|jsr):\/?((?:@[^/]+\/)?[^/@]+)(@[^/]+)?(\/.*)?$/.exec(mapped ?? "");
    if (parts === null) {
      throw refusal(
        `import ${quote(specifier)} in ${importer}`,
        "local, npm:, jsr: or node:",
        mapped,
      );
    }
    const [, registry, name, range = "", inside = ""] = parts as unknown as string[];
    const link = registry === "jsr" ? this.#linked.get(name!) : undefined;
    if (link === undefined) return { kind: "package", request: `${registry}:${name}${range}` };
    const target = link.exports[`.${inside}`];
    if (target === undefined) {
      throw refusal(`import ${quote(specifier)} in ${importer}`, `an export of ${name}`, inside);
    }
    return file(target, `${link.folder}/deno.json`);
  }

  /** Import map: the exact name, else the longest prefix; a package's name also covers its paths. */
  #map(specifier: string): string | undefined {
    if (specifier in this.#imports) return this.#imports[specifier];
    const prefixes = Object.entries(this.#imports)
      .map(([key, value]): [string, string] => {
        const isPackage = /^(npm|jsr):/.test(value) && !key.endsWith("/");
        return isPackage ? [`${key}/`, `${value}/`] : [key, value];
      })
      .filter(([key]) => key.endsWith("/") && specifier.startsWith(key))
      .sort(([a], [b]) => b.length - a.length);
    const best = prefixes[0];
    return best && best[1] + specifier.slice(best[0].length);
  }
}

function file(specifier: string, importer: string): Target {
  return { kind: "file", path: toPath(specifier, importer) };
}

/** Resolves within the project; `%20` and the like are read as URLs read them. */
function toPath(specifier: string, importer: string): string {
  // Two roots of the same depth tell a path that climbs out of the project from one that does not.
  const base = importer.split("/").map(encodeURIComponent).join("/");
  const [a, b] = ["file:///a/", "file:///b/"].map((root) => {
    const { href, pathname } = new URL(specifier, root + base);
    return href.startsWith(root) ? decodeURIComponent(pathname.slice(3)) : undefined;
  });
  if (a === undefined || a !== b) {
    throw refusal(`import ${quote(specifier)} in ${importer}`, "inside the project", specifier);
  }
  return a.replace(/\/$/, "");
}

function refuseUnknown(name: string, map: object): void {
  if ("importMap" in map) throw refusal(`importMap in ${name}`, "absent", "present");
  // A scope would give a name another meaning in some folder; steps live in lib/ alone. The engine of TensorFlow.js
  // loads its packages at run time: its backend and version are in the keys by themselves.
  const scopes = "scopes" in map ? Object.keys(map.scopes as object) : [];
  const near = scopes.find((scope) => !/^\.\/(bench|tasks|tests|lib\/engines\/tfjs)\//.test(scope));
  if (near !== undefined) {
    throw refusal(
      `scopes in ${name}`,
      "for ./bench/, ./lib/engines/tfjs/, ./tasks/ or ./tests/",
      near,
    );
  }
  const imports = "imports" in map ? Object.keys(map.imports as object) : [];
  const odd = imports.find((key) => name !== "deno.json" || /^\.{0,2}\//.test(key));
  if (odd !== undefined) throw refusal(`imports in ${name}`, "names in the root deno.json", odd);
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function refusal(field: string, rule: string, value: unknown): RangeError {
  return new RangeError(`Cannot digest code: ${field} must be ${rule}, current value is ${value}`);
}
