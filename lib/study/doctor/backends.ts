/**
 * TensorFlow.js's backends: which packages they are, how they are loaded and what adds them.
 *
 * @module
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import util from "node:util";
import type { TensorFlow } from "./tfjs_step.ts";

/** Version of all packages of TensorFlow.js, the one that deno.json names. */
export const TFJS_VERSION = "4.22.0";

interface Backend {
  /** TensorFlow.js's own name of it. */
  readonly registered: string;
  /** Packages; the first one gives the operations. */
  readonly packages: readonly string[];
  /** Whether it has a native part, which only a node_modules folder can hold. */
  readonly native: boolean;
}

const CORE = "@tensorflow/tfjs-core";

/** Backends by the name that `--engine tfjs:NAME` takes, the best first. */
export const BACKENDS = {
  "node-gpu": { registered: "tensorflow", packages: ["@tensorflow/tfjs-node-gpu"], native: true },
  node: { registered: "tensorflow", packages: ["@tensorflow/tfjs-node"], native: true },
  wasm: { registered: "wasm", packages: [CORE, "@tensorflow/tfjs-backend-wasm"], native: false },
  cpu: { registered: "cpu", packages: [CORE, "@tensorflow/tfjs-backend-cpu"], native: false },
} as const satisfies Record<string, Backend>;

/** Name of a backend. */
export type BackendName = keyof typeof BACKENDS;

/** Its packages are not on this machine; nothing is wrong with it. */
export class NotInstalled extends Error {
  override readonly name = "NotInstalled";
}

/** A backend that is ready. */
export interface Loaded {
  readonly tf: TensorFlow;
  /** `TensorFlow 2.15.1` or so, for backends with a native part. */
  readonly library?: string;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
}

/** The command, for the project's folder, that adds a backend. */
export function commandThatAdds(name: BackendName): string {
  const { packages, native } = BACKENDS[name];
  const exact = packages.map((one) => `npm:${one}@${TFJS_VERSION}`).join(" ");
  if (!native) return `deno cache --lock=dev.lock ${exact}`;
  // The native part comes by the package's own script, which Deno runs only where approved and in node_modules only.
  return `deno cache --no-config --no-lock --node-modules-dir=auto --allow-scripts=${exact} ${exact}`;
}

/** What an error says first. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0].trim();
}

/**
 * Loads a backend and makes it the current one.
 *
 * @param root Folder whose node_modules may hold the packages with a native part.
 * @throws {NotInstalled} If its packages are not on this machine and may not be downloaded.
 * @throws {Error} If it is there and does not start.
 */
export async function loadBackend(name: BackendName, root: URL): Promise<Loaded> {
  const { registered, packages, native } = BACKENDS[name];
  const tf = native ? await requireFrom(root, packages[0]) : await importAll(packages);
  await tf.ready();
  // TensorFlow.js goes on with another backend when one fails to start.
  if (!await tf.setBackend(registered)) {
    const found = tf.getBackend();
    throw new Error(
      `Cannot use tfjs:${name}: backend must be ${registered}, current value is ${found}`,
    );
  }
  tf.enableProdMode();
  const { binding, isUsingGpuDevice }: NodeBackend = native ? tf.backend() : {};
  const library = binding && { library: `TensorFlow ${binding.TF_Version}` };
  return { tf, ...library, gpu: isUsingGpuDevice === true };
}

/** What the backend of the packages for Node tells about itself. */
interface NodeBackend {
  readonly binding?: { readonly TF_Version: string };
  readonly isUsingGpuDevice?: boolean;
}

type WithBackend = TensorFlow & { backend(): NodeBackend };

/** Names that the module graph does not show: nothing of TensorFlow.js is downloaded with a command. */
async function importAll(packages: readonly string[]): Promise<WithBackend> {
  try {
    const modules: WithBackend[] = [];
    for (const one of packages) modules.push(await import(`npm:${one}@${TFJS_VERSION}`));
    return modules[0];
  } catch (error) {
    if (!/not found in cache/.test(String(error))) throw error;
    throw new NotInstalled(`Cannot find ${packages.join(", ")} in Deno's cache`);
  }
}

/** By path: by name, Deno would prefer its own cache, which holds no native parts. */
async function requireFrom(root: URL, name: string): Promise<WithBackend> {
  const folder = new URL(`node_modules/${name}/`, root);
  if (await Deno.stat(folder).catch(() => undefined) === undefined) {
    throw new NotInstalled(`Cannot find ${name} in node_modules`);
  }
  prepareHost();
  try {
    return createRequire(folder)(fileURLToPath(folder));
  } catch (error) {
    if (!/tfjs_binding\.node\) can not be found/.test(String(error))) throw error;
    throw new Error(`Cannot load ${name}: its native part is missing`);
  }
}

/** The packages for Node call functions that Deno no longer has, and their library prints much. */
function prepareHost(): void {
  const legacy = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
  const quiet = "TF_CPP_MIN_LOG_LEVEL";
  if (!Deno.env.has(quiet)) Deno.env.set(quiet, "3");
}
