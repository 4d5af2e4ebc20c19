/**
 * Sums over a plan that was looked at: its parts, the work in it, and what it would do again.
 *
 * @module
 */
import { mnistOrigin } from "../data/mnist_files.ts";
import type { Planned } from "../steps/inspector.ts";
import { remadeSteps } from "../steps/lost_bytes.ts";
import type { Step } from "../steps/step.ts";
import { isImported } from "../store/action.ts";
import type { Store } from "../store/mod.ts";
import type { Figure } from "./figure.ts";
import { parseId } from "./ids.ts";
import { FORMATS, kindOf } from "./kinds.ts";

/** The steps of a plan by id, in the order of the plan. */
export type Standings = ReadonlyMap<string, Planned>;

/** Whether a step's outputs are files of a figure: of the one that is named, if one is. */
function isFile({ step }: Planned, figure?: Figure): boolean {
  if (kindOf(step)?.file !== true) return false;
  const id = parseId(step.id);
  return figure === undefined || (id !== undefined && "figure" in id && id.figure === figure.id);
}

/** The part of a plan that one of its figures needs, in the order of the plan. */
export function partOf(standings: Standings, figure: Figure): Map<string, Planned> {
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
 * Work in a plan, in the units of the steps' weights.
 *
 * @param fresh Whether what the store has is computed again.
 */
export function workOf(standings: Standings, fresh = false): number {
  let work = 0;
  for (const { step, standing } of standings.values()) {
    if (fresh || standing !== "restored") work += step.weight;
  }
  return work;
}

/** Whether a step draws a picture. */
export function isPicture(step: Step): boolean {
  return FORMATS.some((format) => kindOf(step)?.role === format);
}

/** Whether a step reads the files of MNIST. */
function readsMnist(step: Step): boolean {
  const kind = kindOf(step);
  return kind?.role === "dataset" && kind.variant === "mnist";
}

/** How many steps of a sort a plan lacks; all of them where everything is computed again. */
function missingIn(
  standings: Standings,
  isOne: (step: Step) => boolean,
  fresh: boolean,
): number {
  return [...standings.values()]
    .filter(({ step, standing }) => isOne(step) && (fresh || standing !== "restored")).length;
}

/** What a run is going to do. */
export interface Ahead {
  /** In the units of the steps' weights. */
  readonly work: number;
  /** How many pictures are drawn. */
  readonly pictures: number;
  /** What comes first and is no work, in words. */
  readonly first?: string;
}

/** What a run of a plan is going to do; with `fresh` all of it anew. */
export function aheadOf(standings: Standings, fresh: boolean): Ahead {
  const pictures = missingIn(standings, isPicture, fresh);
  const reads = missingIn(standings, readsMnist, fresh) > 0;
  return { work: workOf(standings, fresh), pictures, ...(reads && { first: mnistOrigin() }) };
}

/** How many results of a plan came with an archive and have not been computed here. */
export function importedIn(standings: Standings): number {
  return [...standings.values()].filter(({ action }) => action && isImported(action)).length;
}

/** Ids of the steps that run although their entries are valid: bytes that figures or other steps need are gone. */
export async function remadeForFiles(standings: Standings, store: Store): Promise<Set<string>> {
  return await remadeSteps(standings, store, (planned) => isFile(planned));
}

/** Whether a step of the default engine is made by replaying a segment. */
function isReplay(step: Step): boolean {
  const kind = kindOf(step);
  return kind?.replayed === true && kind.rate !== undefined;
}

/** Whether the store has all training and measuring of a plan. */
export function isTrained(standings: Standings): boolean {
  return [...standings.values()].every(({ step, standing }) =>
    standing === "restored" || !isReplay(step)
  );
}

/**
 * The first step of a plan that would be trained or measured again although its entry is valid: bytes that others need
 * are gone from the store. Undefined if there is none.
 */
export async function firstReplayed(
  standings: Standings,
  store: Store,
): Promise<string | undefined> {
  const remade = await remadeForFiles(standings, store);
  return [...standings.values()].find(({ step }) => isReplay(step) && remade.has(step.id))?.step.id;
}

/**
 * What is finished is not trained again because its bytes are gone: nobody would expect that.
 *
 * @throws {Error} in one line that names the first such step.
 */
export async function requireBytes(standings: Standings, store: Store): Promise<void> {
  const replayed = await firstReplayed(standings, store);
  if (replayed === undefined) return;
  throw new Error(
    `Cannot take what is finished: the store must have its bytes, those of ${replayed} are gone; ` +
      `without --finished they are computed again`,
  );
}
