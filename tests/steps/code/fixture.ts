/** A small project in a folder with a space and a letter outside ASCII. */
import { createCodeDigester } from "../../../lib/steps/code/digest.ts";
import type { CodeManifest } from "../../../lib/steps/code/manifest.ts";

/** `(import "env" "memory" (memory 1))`, and a custom section that holds one byte. */
export function wasmOf(byte: number): Uint8Array {
  const magic = [0, 97, 115, 109, 1, 0, 0, 0];
  const imports = [2, 15, 1, 3, ...ascii("env"), 6, ...ascii("memory"), 2, 0, 1];
  return new Uint8Array([...magic, ...imports, 0, 3, 1, 120, byte]);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

const config = {
  links: ["./lib/std/thing"],
  imports: {
    "env": "./lib/memory.ts",
    "sizes": "./lib/size.ts",
    "@std/thing": "jsr:@std/thing@^1.0.0",
    "plot": "npm:plot@2.0.0",
    "text": "npm:text@1.0.0",
    "esbuild-wasm": "npm:esbuild-wasm@0.28.2",
  },
};

const lock = {
  version: "5",
  specifiers: {
    "npm:plot@2.0.0": "2.0.0_text@1.0.0",
    "npm:text@1.0.0": "1.0.0",
    "npm:axis@3": "3.0.0",
    "npm:axis@4": "4.0.0",
    "npm:many@1": "1.0.0",
  },
  npm: {
    "plot@2.0.0_text@1.0.0": { integrity: "sha512-plot", dependencies: ["text", "axis@3.0.0"] },
    "axis@3.0.0": { integrity: "sha512-axis" },
    "axis@4.0.0": { integrity: "sha512-unused" },
    "many@1.0.0": { integrity: "sha512-many", dependencies: ["axis"] },
    "text@1.0.0": { integrity: "sha512-text" },
  },
};

/** train -> middle -> far; data and figure stand alone. */
const files: Record<string, string | Uint8Array> = {
  "deno.json": JSON.stringify(config),
  "deno.lock": JSON.stringify(lock),
  "lib/train.ts": `import { middle } from "./middle.ts";
import { thing } from "@std/thing/deep";
import type { Shape } from "./shape.ts";
import { type Size, size } from "sizes";
import * as kernel from "./kernel.wasm";
import rates from "./rates.json" with { type: "json" };
export const train = (shape: Shape, n: Size) => [middle(shape), thing, size, n, kernel, rates];
`,
  "lib/middle.ts": `import { far, RATE } from "./far.ts";
export const middle = (x: unknown) => far(x) ?? RATE;
`,
  "lib/far.ts": `// The far helper.
export const RATE = 1;
export function far(x: unknown): unknown {
  return \`\${x}
second line\`;
}
`,
  "lib/shape.ts": "export interface Shape { n: number }\n",
  "lib/size.ts": "export type Size = number;\nexport const size = 3;\n",
  "lib/kernel.wasm": wasmOf(1),
  "lib/memory.ts": "export const memory = new WebAssembly.Memory({ initial: 1 });\n",
  "lib/rates.json": "[1, 2]\n",
  "lib/std/thing/deno.json": `{ "name": "@std/thing", "exports": { "./deep": "./deep.ts" } }`,
  "lib/std/thing/deep.ts": "export const thing = 1;\n",
  "lib/data.ts": `import { createHash } from "node:crypto";
export const data = async () => [createHash, await import("text")];
`,
  "lib/figure.ts": `import plot from "plot/sub";
export const figure = plot;
`,
};

/** The fixture on disk; disposing of it removes it. */
export class Fixture implements AsyncDisposable {
  readonly #folder: string;
  /** Folder of the project. */
  readonly root: URL;

  private constructor(folder: string) {
    this.#folder = folder;
    this.root = new URL(`file://${folder}/a%20b/%C3%BC/`);
  }

  static async create(): Promise<Fixture> {
    const fixture = new Fixture(await Deno.makeTempDir());
    await Deno.mkdir(new URL("lib/std/thing", fixture.root), { recursive: true });
    for (const [path, content] of Object.entries(files)) await fixture.write(path, content);
    return fixture;
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await Deno.writeFile(
      new URL(path, this.root),
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
  }

  /** Replaces text in a file, which must be there. */
  async edit(path: string, from: string, to: string): Promise<void> {
    const text = await Deno.readTextFile(new URL(path, this.root));
    if (!text.includes(from)) throw new Error(`${path} does not contain ${from}`);
    await this.write(path, text.replaceAll(from, to));
  }

  /** Digests of the three steps, each by a reader that knows nothing of earlier ones. */
  async digests(manifest: CodeManifest | null = null): Promise<Record<string, string>> {
    const digester = await createCodeDigester({ root: this.root, manifest });
    const result: Record<string, string> = {};
    for (const step of ["train", "data", "figure"]) {
      result[step] = await digester.digest(`lib/${step}.ts`);
    }
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}
