/**
 * Why the steps of a figure would run, grouped by root cause (DESIGN section 6, `explain`).
 *
 * @module
 */
import { type Explainer, type Explanation, rootOf } from "./steps/explanation.ts";
import { causeText } from "./steps/explanation_text.ts";
import type { Planned } from "./steps/inspector.ts";
import type { Figure } from "./plan/figure.ts";
import { parseId } from "./plan/ids.ts";
import { kindOf } from "./plan/kinds.ts";

/** Steps that would run for one and the same reason. */
export interface Reason {
  /** The reason in words, of the step at its root. */
  readonly text: string;
  /** The first step of the plan that would run for it. */
  readonly first: Explanation;
  /** Number of steps by kind. */
  readonly kinds: Record<string, number>;
}

/** Whether a step's outputs are files of a figure: of the one that is named, if one is. */
export function isFile({ step }: Planned, figure?: Figure): boolean {
  if (kindOf(step)?.file !== true) return false;
  const id = parseId(step.id);
  return figure === undefined || (id !== undefined && "figure" in id && id.figure === figure.id);
}

/** The part of a plan that one of its figures needs, in the order of the plan. */
export function partOf(
  standings: ReadonlyMap<string, Planned>,
  figure: Figure,
): Map<string, Planned> {
  const needed = new Set<string>();
  const open = [...standings.values()].filter((one) => isFile(one, figure)).map(({ step }) => step);
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (needed.has(step.id)) continue;
    needed.add(step.id);
    for (const ref of Object.values(step.inputs)) if ("step" in ref) open.push(ref.step);
  }
  return new Map([...standings].filter(([id]) => needed.has(id)));
}

/**
 * Explains all steps of a plan that would run.
 *
 * @param remade Ids of steps with a valid entry that run all the same.
 * @returns Reasons in the order in which the plan meets them: roots first.
 */
export async function reasons(
  standings: ReadonlyMap<string, Planned>,
  remade: ReadonlySet<string>,
  explainer: Explainer,
): Promise<Reason[]> {
  const found = new Map<string, Reason>();
  for (const { step, standing } of standings.values()) {
    if (standing === "restored" && !remade.has(step.id)) continue;
    const explained = await explainer.explain(step.id), { cause } = rootOf(explained);
    if (cause === undefined) continue;
    const text = cause.kind === "lost" ? "bytes that it made are gone" : causeText(cause);
    const reason = found.get(text) ?? { text, first: explained, kinds: {} };
    found.set(text, reason);
    reason.kinds[step.kind] = (reason.kinds[step.kind] ?? 0) + 1;
  }
  return [...found.values()];
}
