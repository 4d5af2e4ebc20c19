/** Whether what a plan calls restored can be had without training. */
import type { Planned } from "../lib/steps/inspector.ts";
import { remadeSteps } from "../lib/steps/lost_bytes.ts";
import type { Step } from "../lib/steps/step.ts";
import type { Store } from "../lib/store/mod.ts";
import { kindOf } from "../lib/plan/kinds.ts";
import { isFile } from "../lib/reasons.ts";

/** Whether a step of the default engine is made by replaying a segment. */
export function isReplay(step: Step): boolean {
  const kind = kindOf(step);
  return kind?.replayed === true && kind.rate !== undefined;
}

/**
 * The first step of a plan that would be trained or measured again although its entry is valid: bytes that others need
 * are gone from the store. Undefined if there is none.
 */
export async function firstReplayed(
  standings: ReadonlyMap<string, Planned>,
  store: Store,
): Promise<string | undefined> {
  const remade = await remadeSteps(standings, store, (planned) => isFile(planned));
  return [...standings.values()].find(({ step }) => isReplay(step) && remade.has(step.id))?.step.id;
}
