/** Stripped modules: what a module means to a cache key, its text without types, comments and layout, and its imports. */
import { sha256 } from "../../bits/digest.ts";

/** The facts about one module that enter a code digest; they depend on its text alone. */
export interface ModuleFacts {
  /** SHA-256 of the stripped text. */
  readonly stripped: string;
  /** Specifiers of all imports that survive stripping, as written, sorted. */
  readonly imports: readonly string[];
  /** Uses of what a key cannot see, such as `Deno.readFile` or `import(name)`, sorted. */
  readonly undeclared: readonly string[];
}

type Esbuild = typeof import("esbuild-wasm/esm/browser.js");
type Lexer = typeof import("es-module-lexer");

/** Globals that let code depend on files, other programs, the network or the environment. */
const OUTSIDE = ["Deno", "process", "fetch", "Worker", "WebSocket", "EventSource", "localStorage"];
const MARK = "UNDECLARED_";
const MARKS = Object.fromEntries(
  OUTSIDE.flatMap((name) =>
    ["", "globalThis.", "self."].map((prefix) => [prefix + name, MARK + name])
  ),
);
const LAYOUT_FREE = { minifyWhitespace: true, legalComments: "none", target: "esnext" } as const;

/** Loaded once for the process, and only when some module is not in the manifest. */
let tools: Promise<{ esbuild: Esbuild; lexer: Lexer }> | undefined;

async function load(): Promise<{ esbuild: Esbuild; lexer: Lexer }> {
  const esbuild = await import("esbuild-wasm/esm/browser.js");
  const lexer = await import("es-module-lexer");
  const binary = await Deno.readFile(new URL(import.meta.resolve("esbuild-wasm/esbuild.wasm")));
  await Promise.all([
    esbuild.initialize({ wasmModule: new WebAssembly.Module(binary), worker: false }),
    lexer.init,
  ]);
  return { esbuild, lexer };
}

/** The pinned esbuild, in this process, where it can be started once only. */
export async function pinnedEsbuild(): Promise<Esbuild> {
  return (await (tools ??= load())).esbuild;
}

/**
 * Strips a module with the pinned esbuild (in process) and lists what it imports. Imports that only
 * types use are gone afterwards; line endings and a byte order mark make no difference.
 *
 * @param bytes The file as it is on disk, UTF-8.
 * @param path Its name, for the choice of the syntax and for messages.
 * @throws {SyntaxError} if the module cannot be parsed.
 */
export async function stripModule(bytes: Uint8Array, path: string): Promise<ModuleFacts> {
  const { esbuild, lexer } = await (tools ??= load());
  const loader = /\.m?js$/.test(path) ? "js" : "ts";
  const strip = async (text: string, define: Record<string, string>) => {
    const options = { ...LAYOUT_FREE, loader, define, logLevel: "silent" } as const;
    return (await esbuild.transform(text, options)).code;
  };
  try {
    const code = await strip(new TextDecoder().decode(bytes), {});
    const { imports, computed } = listImports(lexer, code);
    const outside = new RegExp(`\\b(${OUTSIDE.join("|")})\\b`).test(code)
      // A second pass lets the parser tell a global from a property, a local name or text.
      ? [...(await strip(code, MARKS)).matchAll(USE)].map((use) => use[1]!)
      : [];
    return { stripped: sha256(code), imports, undeclared: unique([...computed, ...outside]) };
  } catch (error) {
    throw new SyntaxError(
      `Cannot digest code: ${path} must be a valid module, current value is ${message(error)}`,
      { cause: error },
    );
  }
}

const USE = new RegExp(`\\b${MARK}(\\w+(?:\\.\\w+)?)`, "g");

function listImports(lexer: Lexer, code: string): { imports: string[]; computed: string[] } {
  const imports: string[] = [], computed: string[] = [];
  for (const found of lexer.parse(code)[0]) {
    if (found.type === "import-meta") continue;
    const literal = typeof found.specifier === "string" && !("glob" in found && found.glob);
    if (literal) imports.push(found.specifier as string);
    else computed.push(code.slice(found.importStart, found.importEnd).slice(0, 60));
  }
  return { imports: unique(imports), computed };
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}

function message(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").at(-1)!;
}
