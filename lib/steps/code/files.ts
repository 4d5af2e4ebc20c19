/** Reading the files of a code digest. */
import { getOrMake } from "../../bits/memo.ts";
import { sha256 } from "../../bits/digest.ts";
import { fileUrl } from "./project.ts";
import { type ModuleFacts, stripModule } from "./strip.ts";

/** What a code digest needs to know about one file. */
export interface FileFacts {
  /** Modules are stripped before they are hashed, other files (`.wasm`, `.json`) are not. */
  readonly kind: "modules" | "assets";
  /** SHA-256, 64 lowercase hexadecimal digits. */
  readonly digest: string;
  /** Specifiers as written, sorted. */
  readonly imports: readonly string[];
  /** As in {@linkcode ModuleFacts}. */
  readonly undeclared: readonly string[];
}

/** A file that is no longer what was read. */
export interface ChangedFile {
  /** Relative to the project. */
  readonly path: string;
  readonly how: "edited" | "gone";
}

/** The files of one project, each read once. */
export class CodeFiles {
  readonly #root: URL;
  readonly #known: ReadonlyMap<string, ModuleFacts>;
  readonly #read = new Map<string, Promise<FileFacts>>();
  /** SHA-256 of each file's bytes as they were read. */
  readonly #raw = new Map<string, string>();

  /**
   * A reader that has read nothing.
   *
   * @param root Folder of the project, with a slash at its end.
   * @param known Facts about modules by the SHA-256 of their bytes; others are stripped.
   */
  constructor(root: URL, known: ReadonlyMap<string, ModuleFacts>) {
    this.#root = root;
    this.#known = known;
  }

  /**
   * Facts about one file.
   *
   * @param path Relative to the project.
   * @param importer Who imports it, for messages.
   * @throws {RangeError} if it cannot be read; {@linkcode SyntaxError} if it is no valid module.
   */
  read(path: string, importer: string): Promise<FileFacts> {
    return getOrMake(this.#read, path, () => this.#load(path, importer));
  }

  /**
   * The first of some files whose bytes are no longer those that were read; each is read again, since neither its
   * size nor its time tells.
   *
   * @param paths Relative to the project; files that were read before.
   * @returns undefined if all are as they were.
   */
  async changed(paths: Iterable<string>): Promise<ChangedFile | undefined> {
    const all = await Promise.all(
      Array.from(paths, async (path): Promise<ChangedFile | undefined> => {
        const bytes = await Deno.readFile(fileUrl(this.#root, path)).catch(() => undefined);
        if (bytes === undefined) return { path, how: "gone" };
        return sha256(bytes) === this.#raw.get(path) ? undefined : { path, how: "edited" };
      }),
    );
    return all.find((one) => one !== undefined);
  }

  async #load(path: string, importer: string): Promise<FileFacts> {
    const bytes = await Deno.readFile(fileUrl(this.#root, path)).catch((cause) => {
      throw new RangeError(
        `Cannot digest code: ${path}, imported by ${importer}, must be a readable file, ` +
          `current value is ${cause.name}`,
        { cause },
      );
    });
    const raw = sha256(bytes);
    this.#raw.set(path, raw);
    if (!/\.m?[jt]s$/.test(path)) {
      const imports = path.endsWith(".wasm") ? wasmImports(bytes) : [];
      return { kind: "assets", digest: raw, imports, undeclared: [] };
    }
    const facts = this.#known.get(raw) ?? await stripModule(bytes, path);
    return { kind: "modules", digest: facts.stripped, ...facts };
  }
}

/** Imported as a module, a `.wasm` file imports modules itself (`env`, mapped in deno.json). */
function wasmImports(bytes: Uint8Array<ArrayBuffer>): string[] {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  return [...new Set(imports.map(({ module }) => module))].sort();
}
