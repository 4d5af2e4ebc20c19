/**
 * Entries that the lock knows by what their key is made of, whatever id they carry.
 *
 * @module
 */
import { digestOf } from "../../bits/digest.ts";
import type { Json } from "../../bits/canonical.ts";
import type { Step } from "../../steps/step.ts";
import type { KeyMaterial } from "../../store/action.ts";
import { kindNamed } from "../../plan/kinds.ts";
import type { PublishedFolder } from "../folder.ts";
import { lockedAttempts, plansOf, stepsBehind } from "../verify/plan.ts";
import { lockedRequest } from "./request.ts";
import type { LockResolver } from "./resolver.ts";

/**
 * Finds the id under which the lock has a step, from the material of its key. The code is left out: whichever it was, the
 * bits are the same.
 *
 * @param locked All of the lock.
 * @throws {PublishedError} If rows are missing, or others than the lock says.
 */
export async function lockedIds(
  published: PublishedFolder,
  locked: LockResolver,
): Promise<(material: KeyMaterial) => string | undefined> {
  const ids = new Map<string, string>();
  for (const step of await plannedSteps(published, locked)) {
    if (locked.digests(step.id) === undefined) continue;
    const inputs = await inputsOf(step, locked);
    if (inputs !== undefined) ids.set(signature(step.kind, step.params, inputs), step.id);
  }
  return ({ step, params, inputs }) => ids.get(signature(step, params, inputs));
}

/** Every step behind the figures and the rows of the lock. */
async function plannedSteps(published: PublishedFolder, locked: LockResolver): Promise<Step[]> {
  const request = lockedRequest(published.lock),
    steps = stepsBehind(await plansOf(request, locked));
  for (const name of Object.keys(published.lock.experiments)) {
    const attempts = lockedAttempts(request.runs(name), await published.experiment(name));
    for (const { segments } of attempts) {
      for (const { train, measures } of segments) steps.push(train, ...Object.values(measures));
    }
  }
  return steps;
}

/** Digests of a step's inputs as far as they are told apart by them; undefined where the lock does not have them. */
async function inputsOf(
  { kind, inputs }: Step,
  locked: LockResolver,
): Promise<Record<string, string> | undefined> {
  const digests: Record<string, string> = {};
  if (isRow(kind)) return digests;
  for (const [name, ref] of Object.entries(inputs)) {
    const digest = "step" in ref && (await locked.resolve(ref.step))?.[ref.output]?.sha256;
    if (!digest) return undefined;
    digests[name] = digest;
  }
  return digests;
}

/** A segment's training, repeat, attempt, epochs and estimator are in its parameters: they tell it apart from all others. */
function isRow(kind: string): boolean {
  return kindNamed(kind)?.locked === "row";
}

function signature(kind: string, params: Json, inputs: Readonly<Record<string, string>>): string {
  return digestOf({ kind, params, inputs: isRow(kind) ? {} : inputs });
}
