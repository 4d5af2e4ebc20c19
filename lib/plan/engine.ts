/**
 * The engine of TensorFlow.js in the study: which runs it trains, in groups of which size, and its backend in a worker.
 *
 * @module
 */
import type { Backend, BackendName, EngineIdentity } from "../engines/tfjs/backend.ts";
import type { Run, RunEngine } from "./graph.ts";

/** How a backend is put to work. */
interface Use {
  /**
   * Repeats of a group: a part of the keys, so the same on every machine. What has many cores of its own takes all of
   * them; what has one takes some, so that workers can share the groups.
   */
  readonly stack: number;
  /** Workers that it can use; more would only share its cores or its memory. */
  readonly workers: number;
}

const USES: Readonly<Record<BackendName, Use>> = {
  "node-gpu": { stack: Infinity, workers: 1 },
  node: { stack: Infinity, workers: 1 },
  wasm: { stack: 10, workers: Infinity },
  cpu: { stack: 10, workers: Infinity },
};

/** What trains with a backend. */
export function engineOf(identity: EngineIdentity): RunEngine {
  return { identity, stack: USES[identity.backend].stack };
}

/** Number of workers that train with an engine where `jobs` are wanted. */
export function workersFor({ identity: { backend } }: RunEngine, jobs: number): number {
  return Math.min(jobs, USES[backend].workers);
}

/** A run trained by an engine. What a layer of two neurons shows is left out: this engine does not measure it. */
export function runWith({ representation: _, ...run }: Run, engine: RunEngine): Run {
  return { ...run, engine };
}

/** What a figure's caption says of its engine. */
export function engineNote({ identity: { backend, version } }: RunEngine): string {
  return `trained with TensorFlow.js ${version} (${backend})`;
}

/** The backend that this worker loaded last: TensorFlow.js has one current backend a process. */
let loaded: { readonly name: BackendName; readonly backend: Promise<Backend> } | undefined;

/**
 * The backend that a step's parameters name, loaded once a worker.
 *
 * @throws {Error} In one line, if it does not load, or is of another version than the one in the key.
 */
export async function backendOf(identity: EngineIdentity): Promise<Backend> {
  const { backend: name, version } = identity;
  if (loaded?.name !== name) {
    // Here alone: a command that trains with the default engine has no use for it.
    const backend = import("../engines/tfjs/backend.ts").then(({ loadBackend }) =>
      loadBackend(name)
    );
    loaded = { name, backend };
  }
  const backend = await loaded.backend, found = backend.identity.version;
  if (found === version) return backend;
  throw new Error(
    `Cannot use tfjs:${name}: version must be ${version} as in the key, current value is ${found}`,
  );
}
