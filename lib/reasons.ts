/**
 * Reasons why the steps of a figure would run, grouped by root cause (docs/architecture.md, section 6, `explain`).
 *
 * @module
 */
import { type Explainer, type Explanation, rootOf } from "./steps/explanation.ts";
import { causeText } from "./steps/explanation_text.ts";
import type { Planned } from "./steps/inspector.ts";

/** Steps that would run for one and the same reason. */
export interface Reason {
  /** The reason in words, of the step at its root. */
  readonly text: string;
  /** The first step of the plan that would run for it. */
  readonly first: Explanation;
  /** Number of steps by kind. */
  readonly kinds: Record<string, number>;
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
