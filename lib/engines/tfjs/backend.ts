/**
 * Loads a backend of TensorFlow.js by its name. Nothing here is in the module graph, so a command that trains with the
 * default engine downloads nothing of TensorFlow.js.
 *
 * @module
 */
import { createRequire } from "node:module";
import util from "node:util";
import type { TensorFlow } from "./tensorflow.ts";

/** Version of all packages, the one that deno.json names. */
const VERSION = "4.22.0";

/** The operations, and the package whose bundle for Node registers their gradients, which that of the first leaves out. */
const CORE = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"] as const;

interface Source {
  /** TensorFlow.js's own name of the backend. */
  readonly registered: string;
  /** Packages under their names in deno.json; the first one gives the operations. */
  readonly packages: readonly string[];
  /** Whether it has a native part, which only a node_modules folder can hold. */
  readonly native: boolean;
}

const SOURCES = {
  "node-gpu": { registered: "tensorflow", packages: ["@tensorflow/tfjs-node-gpu"], native: true },
  node: { registered: "tensorflow", packages: ["@tensorflow/tfjs-node"], native: true },
  wasm: { registered: "wasm", packages: [...CORE, "@tensorflow/tfjs-backend-wasm"], native: false },
  cpu: { registered: "cpu", packages: [...CORE, "@tensorflow/tfjs-backend-cpu"], native: false },
} as const satisfies Record<string, Source>;

/** Name of a backend, as in `--engine tfjs:NAME`. */
export type BackendName = keyof typeof SOURCES;

/** All backends, the best first. */
export const BACKENDS = Object.keys(SOURCES) as readonly BackendName[];

/** What names a training's engine in the key of its steps. */
export interface EngineIdentity {
  readonly engine: "tfjs";
  readonly backend: BackendName;
  /** Version of TensorFlow.js; with a native part also that of TensorFlow, `4.22.0+2.9.1`. */
  readonly version: string;
}

/** A backend that is current and ready. */
export interface Backend {
  readonly tf: TensorFlow;
  readonly identity: EngineIdentity;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
}

/** A backend, and why each better one was not taken. */
export interface BestBackend extends Backend {
  /** One line each. */
  readonly skipped: readonly string[];
}

/** What a backend with a native part tells about itself. */
interface NativeBackend {
  readonly binding?: { readonly TF_Version: string };
  readonly isUsingGpuDevice?: boolean;
}

/** The command, for the project's folder, that adds a backend. */
export function commandThatAdds(name: BackendName): string {
  const { packages, native } = SOURCES[name];
  const exact = packages.map((one) => `npm:${one}@${VERSION}`).join(" ");
  if (!native) return `deno cache ${exact}`;
  // Deno runs a package's script, which fetches the native part, where approved and in node_modules only.
  return `deno cache --no-config --no-lock --node-modules-dir=auto --allow-scripts=${exact} ${exact}`;
}

/**
 * Loads a backend and makes it TensorFlow.js's current one, for the whole process.
 *
 * @param root Folder whose node_modules may hold packages with a native part; by default the project's.
 * @throws {Error} In one line: what is missing and the command that adds it, or that the backend does not start.
 */
export async function loadBackend(
  name: BackendName,
  root: URL = new URL("../../../", import.meta.url),
): Promise<Backend> {
  const { registered, packages, native } = SOURCES[name];
  let tf: TensorFlow, set: boolean;
  try {
    tf = native ? requireFrom(root, packages[0]) : await importAll(packages);
    // Also silences the greeting on the console.
    tf.enableProdMode();
    set = await tf.setBackend(registered);
  } catch (cause) {
    throw new Error(
      `Cannot load tfjs:${name}: ${packages.join(" and ")} must be installed` +
        `, current value is "${firstLine(cause)}"; to add: ${commandThatAdds(name)}`,
      { cause },
    );
  }
  // TensorFlow.js goes on with another backend when one fails to start, and getBackend() still names the first.
  if (!set) {
    throw new Error(
      `Cannot use tfjs:${name}: setBackend("${registered}") must be true, current value is false`,
    );
  }
  const { binding, isUsingGpuDevice } = (native ? tf.backend() : {}) as NativeBackend;
  const version = binding ? `${tf.version_core}+${binding.TF_Version}` : tf.version_core;
  const identity: EngineIdentity = { engine: "tfjs", backend: name, version };
  return { tf, identity, gpu: isUsingGpuDevice === true };
}

/**
 * Loads the first backend that loads, in the order of {@linkcode BACKENDS}.
 *
 * @param root As of {@linkcode loadBackend}.
 * @throws {Error} If none does; the message is that of the last one.
 */
export async function loadBest(root?: URL): Promise<BestBackend> {
  const skipped: string[] = [];
  for (const name of BACKENDS.slice(0, -1)) {
    try {
      return { ...await loadBackend(name, root), skipped };
    } catch (error) {
      skipped.push(firstLine(error));
    }
  }
  return { ...await loadBackend(BACKENDS[BACKENDS.length - 1], root), skipped };
}

async function importAll(packages: readonly string[]): Promise<TensorFlow> {
  const modules: TensorFlow[] = [];
  for (const one of packages) modules.push(await import(one));
  return modules[0];
}

function requireFrom(root: URL, name: string): TensorFlow {
  const require = createRequire(new URL("package.json", root));
  require.resolve(name);
  // The packages for Node call functions that Node.js 23 and Deno no longer have.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  return require(name);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0].trim();
}
