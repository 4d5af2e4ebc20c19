/**
 * Loads a backend of TensorFlow.js by its name. Nothing here is in the module graph, so a command that trains with the
 * default engine downloads nothing of TensorFlow.js.
 *
 * @module
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import process from "node:process";
import util from "node:util";
import type { TensorFlow } from "./tensorflow.ts";

/** Version of all packages, the one that deno.json names. */
const VERSION = "4.22.0";

/** The operations, and the package whose bundle for Node registers their gradients, which that of the first leaves out. */
const CORE = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"] as const;

/** Name of a backend, as in `--engine tfjs:NAME`. */
export type BackendName = "node-gpu" | "node" | "wasm" | "cpu";

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
} as const satisfies Record<BackendName, Source>;

/** All backends, the best first. */
export const BACKENDS = Object.keys(SOURCES) as readonly BackendName[];

/** What names a training's engine in the key of its steps. */
export interface EngineIdentity {
  /** TensorFlow.js. */
  readonly engine: "tfjs";
  /** What it computes on. */
  readonly backend: BackendName;
  /** Version of TensorFlow.js; with a native part also that of TensorFlow, `4.22.0+2.9.1`. */
  readonly version: string;
}

/** A backend that is current and ready. */
export interface Backend {
  readonly tf: TensorFlow;
  readonly identity: EngineIdentity;
  /** Version of the TensorFlow behind it, of a backend with a native part. */
  readonly library?: string;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
}

/** A backend, and why each better one was not taken. */
export interface BestBackend extends Backend {
  /** One line each. */
  readonly skipped: readonly string[];
}

/** Its packages are not on this machine; nothing is wrong with it. */
export class NotInstalled extends Error {
  override readonly name = "NotInstalled";
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
  if (!native) return `deno cache --lock=dev.lock ${exact}`;
  // The native part comes by the package's own script, which Deno runs only where approved and in node_modules only.
  return `deno cache --no-config --no-lock --node-modules-dir=auto --allow-scripts=${exact} ${exact}`;
}

/**
 * Loads a backend and makes it TensorFlow.js's current one, for the whole process.
 *
 * @param root Folder whose node_modules may hold packages with a native part; by default the project's.
 * @throws {NotInstalled} If its packages are not on this machine and may not be downloaded.
 * @throws {Error} If it is there and does not start. All messages are one line, with the command that adds the backend.
 */
export async function loadBackend(
  name: BackendName,
  root: URL = new URL("../../../", import.meta.url),
): Promise<Backend> {
  const { registered, packages, native } = SOURCES[name];
  let tf: TensorFlow, set: boolean;
  try {
    tf = native ? await requireFrom(root, packages[0]) : await importAll(packages);
    // Also silences the greeting on the console.
    tf.enableProdMode();
    set = await tf.setBackend(registered);
  } catch (cause) {
    throw refusal(name, cause);
  }
  // TensorFlow.js goes on with another backend when one fails to start, and getBackend() still names the first.
  if (!set) {
    throw new Error(
      `Cannot use tfjs:${name}: setBackend("${registered}") must be true, current value is false`,
    );
  }
  const { binding, isUsingGpuDevice } = (native ? tf.backend() : {}) as NativeBackend;
  const library = binding?.TF_Version, version = tf.version_core;
  const own = library === undefined ? { version } : { version: `${version}+${library}` };
  const identity: EngineIdentity = { engine: "tfjs", backend: name, ...own };
  return { tf, identity, ...(library && { library }), gpu: isUsingGpuDevice === true };
}

function refusal(name: BackendName, cause: unknown): Error {
  const { packages } = SOURCES[name], add = `to add: ${commandThatAdds(name)}`;
  if (cause instanceof NotInstalled) {
    const rule = `${packages.join(", ")} must be installed`;
    return new NotInstalled(
      `Cannot load tfjs:${name}: ${rule}, current value is absent from ${cause.message}; ${add}`,
    );
  }
  const found = `current value is "${firstLine(cause)}"`;
  if (cause instanceof Deno.errors.NotCapable) {
    const rule = "permissions must be those of deno task reproduce:native";
    return new Error(`Cannot load tfjs:${name}: ${rule}, ${found}`, { cause });
  }
  return new Error(`Cannot load tfjs:${name}: ${packages[0]} must start, ${found}; ${add}`, {
    cause,
  });
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

/** The names are no literals: nothing of TensorFlow.js is downloaded with a command. */
async function importAll(packages: readonly string[]): Promise<TensorFlow> {
  const modules: TensorFlow[] = [];
  try {
    for (const one of packages) modules.push(await import(one));
  } catch (error) {
    if (!/not found in cache/.test(String(error))) throw error;
    throw new NotInstalled("Deno's cache");
  }
  return modules[0];
}

/** By path: by name, Deno would prefer its own cache, which holds no native parts. */
async function requireFrom(root: URL, name: string): Promise<TensorFlow> {
  const folder = new URL(`node_modules/${name}/`, root);
  if (await Deno.stat(folder).catch(() => undefined) === undefined) {
    throw new NotInstalled("node_modules");
  }
  await prepareHost();
  try {
    return withoutEnvironment(() => createRequire(folder)(fileURLToPath(folder)));
  } catch (error) {
    if (!/tfjs_binding\.node\) can not be found/.test(String(error))) throw error;
    throw new Error("its native part is missing", { cause: error });
  }
}

/** The packages for Node list the whole environment while they load, but an empty one will do: then no permission for it is needed. */
function withoutEnvironment<T>(load: () => T): T {
  const { env } = process;
  process.env = {};
  try {
    return load();
  } finally {
    process.env = env;
  }
}

/** The packages for Node call functions that Deno no longer has, and their library prints much. */
async function prepareHost(): Promise<void> {
  const legacy = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
  const variable = "TF_CPP_MIN_LOG_LEVEL";
  const { state } = await Deno.permissions.query({ name: "env", variable });
  if (state === "granted" && !Deno.env.has(variable)) Deno.env.set(variable, "3");
}

/** What an error says first. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0].trim();
}
