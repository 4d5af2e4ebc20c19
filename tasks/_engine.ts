/** The flag that chooses what trains. */
import { type Backend, loadBackend, loadBest } from "../lib/engines/tfjs/backend.ts";
import { type BackendName, BACKENDS } from "../lib/engines/tfjs/packages.ts";
import { engineOf } from "../lib/plan/engine.ts";
import type { RunEngine } from "../lib/plan/run.ts";
import { type FlagTable, oneOf, UsageError, type Words } from "./_command.ts";
import { engineRequest } from "../lib/plan/request.ts";
import type { Request } from "../lib/plan/request.ts";
import { complain } from "./_output.ts";

/** The default engine's name. */
const DEFAULT = "wasm";

export const ENGINE_FLAG: FlagTable = {
  engine: {
    help: `what trains: wasm, tfjs (its best backend), tfjs:BACKEND (${BACKENDS.join(", ")})`,
    value: "NAME",
    default: DEFAULT,
    check: backendOf,
  },
};

/** What `--engine` names: null for the default engine, a backend, or the best one that loads. */
export function engineNamed(name: string): BackendName | "best" | null {
  const tfjs = BACKENDS.map((backend) => `tfjs:${backend}`);
  const known = oneOf("--engine", name, [DEFAULT, "tfjs", ...tfjs]);
  if (known === DEFAULT) return null;
  return known === "tfjs" ? "best" : known.slice("tfjs:".length) as BackendName;
}

/** What the flag names; published results, and what is finished repeat by repeat, are of the default engine. */
function backendOf({ on, text: { engine } }: Words): BackendName | "best" | null {
  const backend = engineNamed(engine);
  for (const flag of ["published", "finished", "locked"]) {
    if (backend === null || !on[flag]) continue;
    throw new UsageError(
      `Cannot read flags: --engine must be ${DEFAULT} with --${flag}, current value is ${engine}`,
    );
  }
  return backend;
}

/** Loads a backend; of the best one also says why each better one was not taken. */
async function load(backend: BackendName | "best"): Promise<Backend> {
  if (backend !== "best") return await loadBackend(backend);
  const { skipped, ...best } = await loadBest();
  for (const why of skipped) complain(`Training with tfjs:${best.identity.backend}. ${why}`);
  return best;
}

/**
 * The engine that the flag names, loaded; undefined for the default one.
 *
 * @throws {UsageError} If there is no such engine, or another flag is about the default one.
 * @throws {Error} In one line, if a backend that is named does not load.
 */
export async function chosenEngine(words: Words): Promise<RunEngine | undefined> {
  const backend = backendOf(words);
  if (backend === null) return undefined;
  const { identity, adapter } = await load(backend);
  return engineOf(identity, adapter);
}

/**
 * The request with the engine that was chosen. The figure that it does not measure is left out, which is said, unless it was
 * named.
 *
 * @throws {Error} If it was.
 */
export function requestWith(
  request: Request,
  engine: RunEngine | undefined,
  { positional }: Words,
): Request {
  if (engine === undefined) return request;
  const name = `tfjs:${engine.identity.backend}`;
  const figures = request.figures.filter(({ id, content: { form } }) => {
    if (form !== "representation") return true;
    const refused = `Cannot reproduce ${id}: engine must be ${DEFAULT}, current value is ${name}`;
    if (positional.length > 0) throw new Error(refused);
    complain(`${refused}; it is left out`);
    return false;
  });
  return engineRequest({ ...request, figures }, engine);
}
