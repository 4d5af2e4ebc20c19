/** Whether what a plan calls restored can be had without training. */
import type { Planned } from "../lib/steps/inspector.ts";
import { remadeSteps } from "../lib/steps/remade.ts";
import type { Store } from "../lib/store/mod.ts";
import { isFile } from "../lib/study/explain.ts";

const REPLAYED = /^(?:train|measure)(?:-|$)/;

/**
 * The first step of a plan that would be trained or measured again although its entry is valid: bytes that others need
 * are gone from the store. Undefined if there is none.
 */
export async function firstReplayed(
  standings: ReadonlyMap<string, Planned>,
  store: Store,
): Promise<string | undefined> {
  const remade = await remadeSteps(standings, store, (planned) => isFile(planned));
  return [...standings.values()].map(({ step }) => step)
    .find(({ id, kind }) => REPLAYED.test(kind) && remade.has(id))?.id;
}
