/** What tests of the plan share: two runs of the paper, a resolver that knows every step, and how inputs are wired. */
import type { Outputs, Ref, Step } from "../../lib/steps/step.ts";
import type { Estimator } from "../../lib/information/estimator.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { PRESETS } from "../../lib/paper/presets.ts";
import type { View } from "../../lib/plan/results.ts";
import type { Run } from "../../lib/plan/run.ts";

const { training, estimators } = EXPERIMENTS["SYN-ReLU-8"];

export const smoke: Run = { training, estimators, ...PRESETS.smoke.synthetic };
export const paper: Run = { training, estimators, ...PRESETS.paper.synthetic };

/** All layers in the training proper. */
export const view = (estimator: Estimator): View => ({ estimator, phase: "train", layers: "all" });

const output = { sha256: "00".repeat(32), size: 0 };
/** Every step is known; what segments there are have a snapshot unless their id says otherwise. */
export function resolver(stopped: (id: string) => boolean = () => false) {
  const asked: string[] = [];
  const resolve = (step: Step): Promise<Outputs> => {
    asked.push(step.id);
    const whole = { dataset: output, split: output, counts: output, trace: output };
    return Promise.resolve(stopped(step.id) ? whole : { ...whole, snapshot: output });
  };
  return { resolve, asked };
}

const idOf = (ref: Ref) => "step" in ref ? `${ref.step.id} ${ref.output}` : ref.source.sha256;

/** Ids and outputs behind the inputs of a step, by name. */
export const inputsOf = ({ inputs }: Step) =>
  Object.fromEntries(Object.entries(inputs).map(([name, ref]) => [name, idOf(ref)]));

/** Every step behind a step, itself included. */
export function closure(step: Step, found = new Map<string, Step>()): Map<string, Step> {
  found.set(step.id, step);
  for (const ref of Object.values(step.inputs)) if ("step" in ref) closure(ref.step, found);
  return found;
}
