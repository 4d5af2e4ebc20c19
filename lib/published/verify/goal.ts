/**
 * Goals of a sample: how far it goes, and what that buys, said before anything is replayed.
 *
 * @module
 */
import { faultsOf, seenAtLeast, segmentsOf } from "./probability.ts";
import { drawOrder, drawsOf, type Stratum } from "./strata.ts";
import type { Unit } from "./units.ts";

/** What a reviewer asks for. */
export type Goal =
  /** Seconds of replaying, counted from the start of level 2. */
  | { readonly budget: number }
  /** Probability, below 1, with which a fraction of wrong segments is to be seen, wherever they are. */
  | Aim;

/** A probability for a fraction of wrong segments. */
export interface Aim {
  readonly confidence: number;
  readonly fraction: number;
}

/** What a plan speaks of where no other is asked for. */
export const USUAL: Aim = { confidence: 0.95, fraction: 0.1 };

/** A sample as it is planned. */
export interface SamplePlan {
  /** Replays, and of how many. */
  readonly replays: number;
  readonly of: number;
  /** Seconds by the clock, as predicted. */
  readonly seconds: number;
  /** Experiments that are drawn from, and of how many. */
  readonly experiments: number;
  readonly ofExperiments: number;
  /** Fraction of wrong segments of these experiments that is supposed, and how likely it is seen. */
  readonly fraction: number;
  readonly seen: number;
  /** What {@linkcode USUAL} would take over everything that was asked for; absent if this plan has as much. */
  readonly usual?: { readonly replays: number; readonly seconds: number };
}

/** Units that will be replayed, as far as can be foreseen, and what they are a sample of. */
export interface Chosen {
  /** In the order in which they are drawn. */
  readonly order: readonly Unit[];
  readonly plan: SamplePlan;
}

/**
 * Chooses the units of a sample. Of a budget all are chosen that fit into it alone, and its end decides how many are
 * replayed; the plan says how many of them these will be.
 *
 * @param jobs Units at once.
 * @param left Seconds left of the budget.
 */
export function choose(
  strata: readonly Stratum[],
  goal: Goal,
  jobs: number,
  left: number,
): Chosen {
  if (!("budget" in goal)) {
    const order = sufficient(strata, goal);
    return { order, plan: planOf(strata, order, jobs, goal.fraction) };
  }
  const fitting = strata.filter(({ seconds }) => seconds <= left), order = drawOrder(fitting);
  const plan = planOf(strata, order.slice(0, affordable(strata, order, jobs * left)), jobs);
  const usual = sufficient(strata, USUAL);
  if (usual.length <= plan.replays) return { order, plan };
  const seconds = secondsOf(strata, usual) / jobs;
  return { order, plan: { ...plan, usual: { replays: usual.length, seconds } } };
}

function secondsByUnit(strata: readonly Stratum[]): Map<Unit, number> {
  return new Map(strata.flatMap(({ units, seconds }) => units.map((unit) => [unit, seconds])));
}

function secondsOf(strata: readonly Stratum[], units: readonly Unit[]): number {
  const seconds = secondsByUnit(strata);
  return units.reduce((sum, unit) => sum + seconds.get(unit)!, 0);
}

/** How many units of an order so many seconds of a worker pay for. */
function affordable(
  strata: readonly Stratum[],
  order: readonly Unit[],
  seconds: number,
): number {
  const each = secondsByUnit(strata);
  let spent = 0, count = 0;
  while (count < order.length && (spent += each.get(order[count])!) <= seconds) count++;
  return count;
}

/** The fewest units, in the order in which they are drawn, that reach an aim over all strata. */
function sufficient(strata: readonly Stratum[], { confidence, fraction }: Aim): Unit[] {
  const order = drawOrder(strata);
  const reaches = (count: number) => seenOf(strata, order.slice(0, count), fraction) >= confidence;
  let few = 0, enough = order.length;
  while (few < enough) {
    const half = Math.floor((few + enough) / 2);
    if (reaches(half)) enough = half;
    else few = half + 1;
  }
  return order.slice(0, enough);
}

function seenOf(strata: readonly Stratum[], units: readonly Unit[], fraction: number): number {
  const draws = drawsOf(strata, units);
  return draws.length === 0 ? 0 : seenAtLeast(draws, faultsOf(fraction, segmentsOf(draws)));
}

function planOf(
  strata: readonly Stratum[],
  units: readonly Unit[],
  jobs: number,
  fraction = USUAL.fraction,
): SamplePlan {
  const drawn = new Set(units),
    from = strata.filter(({ units }) => units.some((one) => drawn.has(one)));
  const names = (some: readonly Stratum[]) =>
    new Set(some.map(({ units: [{ attempt }] }) => attempt.experiment)).size;
  return {
    replays: units.length,
    of: strata.reduce((sum, { units }) => sum + units.length, 0),
    seconds: secondsOf(strata, units) / jobs,
    ...{ experiments: names(from), ofExperiments: names(strata) },
    ...{ fraction, seen: seenOf(from, units, fraction) },
  };
}
