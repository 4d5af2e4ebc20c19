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
import { type Adapter, findAdapter } from "./adapter.ts";
import { type BackendName, BACKENDS, commandThatAdds, CUDA_NEEDS, SOURCES } from "./packages.ts";
import type { TensorFlow } from "./tensorflow.ts";

const PROJECT = new URL("../../../", import.meta.url);

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
  /** The device of `webgpu`. */
  readonly adapter?: Adapter;
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

/** A backend for GPUs would compute on none here; nothing else is wrong with it. */
export class NoGpu extends Error {
  override readonly name = "NoGpu";
}

/** What a backend with a native part tells about itself. */
interface NativeBackend {
  readonly binding?: { readonly TF_Version: string };
  readonly isUsingGpuDevice?: boolean;
}

/** How a backend is loaded. */
export interface Loading {
  /** Folder whose node_modules may hold packages with a native part; the project's if absent. */
  readonly root?: URL;
  /** Whether `webgpu` may take a software device: for tests, and to say how slow it is. */
  readonly software?: boolean;
}

/**
 * Loads a backend and makes it TensorFlow.js's current one, for the whole process.
 *
 * @throws {NotInstalled} If its packages are not on this machine and may not be downloaded.
 * @throws {NoGpu} If it is one for GPUs and would compute on none.
 * @throws {Error} If it is there and does not start. All messages are one line, with the command that adds the backend
 * where that helps.
 */
export async function loadBackend(
  name: BackendName,
  { root = PROJECT, software = false }: Loading = {},
): Promise<Backend> {
  const adapter = name === "webgpu" ? await usableAdapter(software) : undefined;
  const tf = await start(name, root), { native } = SOURCES[name];
  const { binding, isUsingGpuDevice } = (native ? tf.backend() : {}) as NativeBackend;
  const library = binding?.TF_Version, version = tf.version_core;
  if (name === "node-gpu" && isUsingGpuDevice !== true) {
    forget(tf, name);
    throw new NoGpu(
      `Cannot use tfjs:${name}: devices of TensorFlow ${library} must include a GPU, current value is none; ` +
        `this build needs ${CUDA_NEEDS}; TF_CPP_MIN_LOG_LEVEL=0 shows which library it did not find`,
    );
  }
  if (adapter !== undefined) raiseErrors(tf, name);
  const own = library === undefined ? { version } : { version: `${version}+${library}` };
  const identity: EngineIdentity = { engine: "tfjs", backend: name, ...own };
  const gpu = adapter === undefined ? isUsingGpuDevice === true : !adapter.software;
  return { tf, identity, ...(library && { library }), gpu, ...(adapter && { adapter }) };
}

/** Before anything is downloaded for it. */
async function usableAdapter(software: boolean): Promise<Adapter> {
  const adapter = await findAdapter();
  if (adapter !== undefined && (software || !adapter.software)) return adapter;
  const found = adapter === undefined
    ? "none: it needs a card with a driver for Vulkan, Metal or Direct3D 12"
    : `${adapter.name}, a software device`;
  throw new NoGpu(
    `Cannot use tfjs:webgpu: adapter of WebGPU must be a GPU, current value is ${found}`,
  );
}

/** Loads the packages of a backend and makes it the current one. */
async function start(name: BackendName, root: URL): Promise<TensorFlow> {
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
  if (set) return tf;
  throw new Error(
    `Cannot use tfjs:${name}: setBackend("${registered}") must be true, current value is false`,
  );
}

/** Takes a backend out of the registry, which all copies of TensorFlow.js share: that of another package has its name. */
function forget(tf: TensorFlow, name: BackendName): void {
  // The backends for Node do not implement what is called first.
  Object.assign(tf.backend(), { dispose() {} });
  tf.removeBackend(SOURCES[name].registered);
}

/** What the device of `webgpu` offers, and TensorFlow.js makes no use of. */
interface DeviceBackend {
  readonly device: GPUDevice;
  read(id: object): Promise<unknown>;
}

/** WebGPU goes on after an error, with buffers of zeros: here whatever is read after one is an error, too. */
function raiseErrors(tf: TensorFlow, name: BackendName): void {
  const backend = tf.backend() as unknown as DeviceBackend;
  if (Object.hasOwn(backend, "read")) return;
  const read = backend.read.bind(backend);
  let problem: string | undefined;
  backend.device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    problem ??= firstLine((event as GPUUncapturedErrorEvent).error.message);
  });
  backend.device.lost.then(({ message }) => problem ??= `lost: ${message}`);
  backend.read = async (id) => {
    const values = await read(id);
    if (problem === undefined) return values;
    throw new Error(
      `Cannot compute with tfjs:${name}: WebGPU must not fail, current value is "${problem}"`,
    );
  };
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
 * @throws {Error} If none does; the message is that of the last one.
 */
export async function loadBest(loading?: Loading): Promise<BestBackend> {
  const skipped: string[] = [];
  for (const name of BACKENDS.slice(0, -1)) {
    try {
      return { ...await loadBackend(name, loading), skipped };
    } catch (error) {
      skipped.push(firstLine(error));
    }
  }
  return { ...await loadBackend(BACKENDS[BACKENDS.length - 1], loading), skipped };
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
