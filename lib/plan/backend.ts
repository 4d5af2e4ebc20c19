/**
 * The backend of TensorFlow.js in a worker.
 *
 * @module
 */
import type { Backend, EngineIdentity } from "../engines/tfjs/backend.ts";
import type { BackendName } from "../engines/tfjs/packages.ts";

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
