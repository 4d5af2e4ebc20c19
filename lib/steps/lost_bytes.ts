/**
 * Steps that run although their entries are valid: bytes that others read are gone.
 *
 * @module
 */
import type { Store } from "../store/store.ts";
import type { Planned } from "./inspector.ts";
import type { Ref, Step } from "./step.ts";

/**
 * Finds them in a plan: steps whose blobs are needed by a step that runs, or by who asked for the plan, and are not
 * there. An intermediate blob that nobody reads may be gone.
 *
 * @param wanted Whether all outputs of a step are read in the end.
 * @returns Ids.
 */
export async function remadeSteps(
  standings: ReadonlyMap<string, Planned>,
  store: Store,
  wanted: (planned: Planned) => boolean,
): Promise<Set<string>> {
  const remade = new Set<string>(), asked = new Set<string>();
  const refs: Ref[] = [];
  for (const planned of standings.values()) {
    const { step, outputs } = planned;
    if (outputs === undefined) addInputs(refs, step);
    else if (wanted(planned)) {
      for (const output of Object.keys(outputs)) refs.push({ step, output });
    }
  }
  for (let ref = refs.pop(); ref !== undefined; ref = refs.pop()) {
    if (!("step" in ref) || asked.has(`${ref.step.id} ${ref.output}`)) continue;
    asked.add(`${ref.step.id} ${ref.output}`);
    const found = standings.get(ref.step.id)?.outputs?.[ref.output];
    if (found === undefined || remade.has(ref.step.id)) continue;
    if (await store.has(found.sha256, found.size)) continue;
    remade.add(ref.step.id);
    addInputs(refs, ref.step);
  }
  return remade;
}

/** One by one: a step may have as many inputs as a training has segments, more than a call has arguments. */
function addInputs(refs: Ref[], { inputs }: Step): void {
  for (const ref of Object.values(inputs)) refs.push(ref);
}
