/** From the AssemblyScript source of a kernel family to a binary that may share a memory with others. */
import { digestOf, sha256 } from "../../lib/bits/digest.ts";

/** Flags of the compiler; any change changes binaries. */
export const compilerFlags = "-O3 --noAssert --runtime stub --enable simd --use abort= " +
  "--importMemory --initialMemory 1 --noExportMemory";

/** A compiled family. */
export interface Kernel {
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** Digest over the text of each AssemblyScript file that was read, by name. */
  readonly source: string;
}

/**
 * Compiles one family, with no file read outside the folder.
 *
 * @param family Name of the entry file without its ending.
 * @param folder Folder of the AssemblyScript sources, with a slash at its end.
 * @throws {Error} if the source is missing or wrong, or the binary breaks a rule of
 * {@linkcode inspectKernel}.
 */
export async function compileKernel(family: string, folder: URL): Promise<Kernel> {
  const { default: asc } = await import("assemblyscript/asc");
  const sources: Record<string, string> = {};
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  const result = await asc.main([`${family}.ts`, "-o", "out.wasm", ...compilerFlags.split(" ")], {
    readFile(name) {
      const text = readSource(new URL(name, folder), folder);
      if (text !== null) sources[name] = sha256(text);
      return text;
    },
    writeFile(_, contents) {
      wasm = new Uint8Array(contents as Uint8Array<ArrayBuffer>);
    },
    listFiles: () => null,
  });
  if (result.error || wasm === undefined) {
    const reason = result.stderr.toString().trim() || String(result.error);
    throw new Error(
      `Cannot build kernels: ${family}.ts must compile, current value is: ${reason}`,
    );
  }
  inspectKernel(family, wasm);
  return { wasm, source: digestOf(sources) };
}

function readSource(url: URL, folder: URL): string | null {
  if (!url.href.startsWith(folder.href)) return null;
  try {
    return Deno.readTextFileSync(url);
  } catch (error) {
    // The compiler tries several names for each import.
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Sections of the binary format (WebAssembly core specification 5.5.2). */
const FORBIDDEN = new Map([[4, "a table"], [11, "static data"]]);

/**
 * Refuses a binary that could disturb the others on the one memory that all share: it may import
 * `env.memory` and nothing else, exports functions, and has no static data and no table.
 * A start function may set globals.
 *
 * @throws {RangeError} naming what is wrong.
 */
function inspectKernel(family: string, wasm: Uint8Array<ArrayBuffer>): void {
  const module = new WebAssembly.Module(wasm);
  const imports = WebAssembly.Module.imports(module).map((i) => `${i.kind} ${i.module}.${i.name}`);
  const wrong = [
    ...imports.filter((name) => name !== "memory env.memory").map((name) => `import of ${name}`),
    ...WebAssembly.Module.exports(module).filter(({ kind }) => kind !== "function")
      .map(({ kind, name }) => `export of ${kind} ${name}`),
    ...sections(wasm).flatMap((id) => FORBIDDEN.get(id) ?? []),
  ];
  if (wrong.length > 0) {
    throw new RangeError(
      `Cannot build kernels: ${family}.wasm must be functions over env.memory and nothing else, ` +
        `current value is ${wrong.join(", ")}`,
    );
  }
}

/** Numbers of the sections, in order: each is its number, its size in LEB128 and its bytes. */
function sections(wasm: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < wasm.length;) {
    ids.push(wasm[at++]!);
    let size = 0, shift = 0, byte: number;
    do {
      byte = wasm[at++]!;
      size |= (byte & 127) << shift;
      shift += 7;
    } while (byte >= 128);
    at += size;
  }
  return ids;
}
