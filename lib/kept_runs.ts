/**
 * Keys of runs of one's own, for whoever keeps, packs or removes what lies under them.
 *
 * @module
 */
import { ownNamed } from "./runs/named.ts";
import type { RegisteredRun } from "./runs/registry.ts";
import { ownRequest } from "./runs/request.ts";
import { type RunKeys, runKeys } from "./steps/run_keys.ts";
import type { Study } from "./study.ts";

/** Keys of all that a run is: its entries in the registry, and its steps up to its pictures. */
export async function keysOfOwn(study: Study, registered: RegisteredRun): Promise<RunKeys> {
  const { own, label } = ownNamed(registered);
  const found = runKeys(await study.inspect(ownRequest(own, ["svg", "png"], { label })));
  const { keys } = registered;
  return {
    keys: [...keys, ...found.keys],
    present: [...keys, ...found.present],
    steps: keys.length + found.steps,
  };
}
