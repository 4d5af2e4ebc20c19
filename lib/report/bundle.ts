/**
 * The programs of the pages, bundled by the pinned esbuild from `client/` and what it imports, and the libraries beside them
 * as their packages have them.
 *
 * @module
 */
import type { Plugin } from "esbuild-wasm";
import { sha256 } from "../bits/digest.ts";
import { pinnedEsbuild } from "../steps/code/strip.ts";

/** Programs by the name of their file. */
const PROGRAMS = ["page", "claims", "figure"] as const;

/** The program of the page that is served while something runs. */
export const LIVE_PROGRAM = "live";

/** A file of a package that pages load as it is, with its digest: packages in Deno's cache are not checked again. */
const LIBRARIES: Readonly<Record<string, { readonly url: () => URL; readonly sha256: string }>> = {
  "vega.js": {
    url: () => new URL("vega.min.js", import.meta.resolve("vega")),
    sha256: "8f6a3587cf8d4f42c7e08120e3eb05d067e746d554e39d2dcf52acc0bd5ba28f",
  },
  "vega-lite.js": {
    url: () => new URL("vega-lite.min.js", import.meta.resolve("vega-lite")),
    sha256: "83e215e84e308ee8688fa6503ba0f1cf8a3c05c0d61df2841a0b92bf86809e00",
  },
};

/** Modules of packages that stand in for others in a browser: what Vega has already, and two of Node's. */
const STAND_INS: Readonly<Record<string, string>> = {
  "vega-util":
    "export const { ascending, isString, DisallowedObjectProperties } = globalThis.vega;",
  "base64-js":
    "export function toByteArray(text) { return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); }",
  "@noble/hashes/crypto": "export const crypto = globalThis.crypto;",
};

/**
 * Scripts and style sheet of a report by name.
 *
 * @param programs Names of modules of `client/`.
 * @throws {Error} in one line, if a package is not installed or not what it was, or a program does not bundle.
 */
export async function assetFiles(
  programs: readonly string[] = PROGRAMS,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  files.set("style.css", await Deno.readFile(new URL("style.css", import.meta.url)));
  for (const name of programs) files.set(`${name}.js`, await bundled(name));
  for (const [name, { url, sha256: expected }] of Object.entries(LIBRARIES)) {
    const bytes = await Deno.readFile(url()), found = sha256(bytes);
    if (found !== expected) {
      throw new Error(
        `Cannot make a report: ${name} of its package must be ${expected}, current value is ${found}`,
      );
    }
    files.set(name, bytes);
  }
  return files;
}

/** A program with all that it imports, as one classic script. */
async function bundled(name: string): Promise<Uint8Array> {
  const esbuild = await pinnedEsbuild();
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [new URL(`client/${name}.ts`, import.meta.url).href],
      bundle: true,
      write: false,
      format: "iife",
      target: "es2022",
      minify: true,
      legalComments: "none",
      charset: "ascii",
      logLevel: "silent",
      plugins: [modulesOfDeno],
    });
    return outputFiles[0].contents;
  } catch (error) {
    const [why] = (error as Error).message.split("\n").filter((line) => line.includes("ERROR"));
    throw new Error(
      `Cannot make a report: ${name} must bundle, current value fails: ${why ?? error}`,
      { cause: error },
    );
  }
}

/** Finds modules as Deno does: by URL, names by the import map; only files of this project and of npm packages. */
const modulesOfDeno: Plugin = {
  name: "modules-of-deno",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
      if (kind === "entry-point") return { path, namespace: "url" };
      if (Object.hasOwn(STAND_INS, path)) return { path, namespace: "stand-in" };
      if (path === "./dictionary-data") path = "./dictionary-browser";
      const url = path.startsWith(".") ? new URL(path, importer).href : import.meta.resolve(path);
      return { path: /\.[a-z]+$/.test(url) ? url : `${url}.js`, namespace: "url" };
    });
    build.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path }) => {
      return { contents: STAND_INS[path], loader: "js" };
    });
    build.onLoad({ filter: /.*/, namespace: "url" }, async ({ path }) => {
      const contents = await Deno.readTextFile(new URL(path));
      return { contents, loader: path.endsWith(".ts") ? "ts" : "js" };
    });
  },
};
