/**
 * Predictions: what running a plan would take on this machine (docs/architecture.md, section 6, `--dry-run` and
 * `status`).
 *
 * @module
 */
import type { Planned } from "../steps/inspector.ts";
import type { Step } from "../steps/step.ts";
import { sampleEntries, type Store } from "../store/mod.ts";
import { KINDS } from "../plan/kinds.ts";
import { LATENCY, MEMORY, STARTUP } from "./rates.ts";
import { Costs, isPaced } from "./costs.ts";
import { schedule, type ScheduledJob } from "./schedule.ts";

/** The steps of one kind. */
export interface KindPlan {
  /** Steps that the store has. */
  restored: number;
  /** Steps that would run. */
  missing: number;
  /** Steps that would run at most: their inputs are not known yet. */
  unknown: number;
  /** Seconds of a worker for those that would run. */
  seconds: number;
  /** Bytes that they add to the store. */
  bytes: number;
}

/** What a plan would take. */
export interface Prediction {
  /** By kind, as they build on each other. */
  readonly kinds: Readonly<Record<string, KindPlan>>;
  /** Whether all numbers are upper ones, since inputs of some steps are not known yet. */
  readonly atMost: boolean;
  readonly workers: number;
  /** Wall time; 0 if nothing would run. */
  readonly seconds: number;
  /** Bytes added to the store. */
  readonly bytes: number;
  /** Most bytes of memory of the whole process. */
  readonly memory: number;
}

/** What a prediction is about. */
export interface PredictOptions {
  /** At least 1. */
  readonly workers: number;
  /** As `reproduce --fresh`: nothing is restored, and what the store has is not written again. */
  readonly fresh?: boolean;
  /** Ids of steps with a valid entry that run all the same, since bytes are gone. */
  readonly remade?: ReadonlySet<string>;
  /** Numbers of steps by kind that are restored besides those that were looked at. */
  readonly recorded?: Readonly<Record<string, number>>;
}

/**
 * Predicts the run of a plan. Attempts that the restart rule will discard are not foreseen.
 *
 * @param standings As an inspector left them.
 */
export function predict(
  standings: ReadonlyMap<string, Planned>,
  costs: Costs,
  { workers, fresh = false, remade = new Set(), recorded = {} }: PredictOptions,
): Prediction {
  const kinds: Record<string, KindPlan> = {};
  const rowOf = (kind: string) =>
    kinds[kind] ??= { restored: 0, missing: 0, unknown: 0, seconds: 0, bytes: 0 };
  const runs = ({ step, standing }: Planned) =>
    fresh || standing !== "restored" || remade.has(step.id);
  let bytes = 0, unknown = 0;
  for (const planned of standings.values()) {
    const { step, standing } = planned;
    const row = rowOf(step.kind);
    if (!runs(planned)) {
      row.restored++;
      continue;
    }
    standing === "unknown" ? row.unknown++ : row.missing++;
    if (standing === "unknown") unknown++;
    const written = fresh && standing === "restored" ? 0 : costs.bytes(step);
    row.bytes += written;
    bytes += written;
  }
  const passes = passesOf([...standings.values()].filter(runs).map(({ step }) => step));
  const jobs = jobsOf(passes, costs);
  passes.forEach((steps, k) => {
    for (const { kind } of steps) kinds[kind].seconds += jobs[k].seconds / steps.length;
  });
  for (const [kind, count] of Object.entries(recorded)) rowOf(kind).restored += count;
  const { seconds, busy } = schedule(jobs, workers, LATENCY);
  return {
    ...{ kinds: inOrder(kinds), workers, bytes },
    atMost: unknown > 0,
    seconds: jobs.length === 0 ? 0 : STARTUP + seconds,
    memory: MEMORY.base + MEMORY.worker * busy,
  };
}

/** By kind, as they build on each other. */
function inOrder(kinds: Readonly<Record<string, KindPlan>>): Record<string, KindPlan> {
  const names = new Set([...KINDS.map(({ kind }) => kind), ...Object.keys(kinds)]);
  return Object.fromEntries(
    [...names].filter((kind) => Object.hasOwn(kinds, kind)).map((kind) => [kind, kinds[kind]]),
  );
}

/** Steps that one pass makes, for each pass of a plan that runs. */
function passesOf(steps: readonly Step[]): Step[][] {
  const passes = new Map<readonly Step[] | Step, Step[]>();
  for (const step of steps) {
    const together = passes.get(step.pass ?? step);
    together === undefined ? passes.set(step.pass ?? step, [step]) : together.push(step);
  }
  return [...passes.values()];
}

function jobsOf(passes: readonly (readonly Step[])[], costs: Costs): ScheduledJob[] {
  const place = new Map(passes.flatMap((steps, k) => steps.map(({ id }) => [id, k] as const)));
  return passes.map((steps) => {
    const after = Object.values(steps[0].inputs)
      .flatMap((ref) => "step" in ref ? place.get(ref.step.id) ?? [] : []);
    return { seconds: costs.seconds(steps), rank: steps[0].rank, after };
  });
}

/** As many entries are read where a plan alone teaches nothing. */
const SAMPLE = 48;

/** As many where nothing would be trained: the pace matters for tables and pictures only. */
const GLANCE = 8;

/** Learns from the restored steps of a plan; where it would train what they do not tell of, from some of all entries. */
export async function learnCosts(
  costs: Costs,
  standings: ReadonlyMap<string, Planned>,
  store: Store,
): Promise<void> {
  const planned = [...standings.values()];
  costs.learn(planned);
  const strange = planned.filter(({ step, standing }) =>
    isPaced(step) && standing !== "restored" && !costs.knows(step)
  );
  const isTaught = costs.knowsPace || planned.every(({ standing }) => standing === "restored");
  if (strange.length === 0 && isTaught) return;
  const usual = strange[0]?.step.pass?.length ?? 1;
  const sample = await sampleEntries(store.root, strange.length > 0 ? SAMPLE : GLANCE);
  for (const action of await Promise.all(sample.map((key) => store.getAction(key)))) {
    // What is in the plan has taught already.
    if (action === undefined || standings.get(action.id)?.action !== undefined) continue;
    costs.learnAlone(action, usual);
  }
}

/** How much slower than the committed rates the machine is that filled a store, as far as it tells of a plan's trainings. */
export async function paceOf(
  standings: ReadonlyMap<string, Planned>,
  store: Store,
): Promise<number> {
  const costs = new Costs();
  await learnCosts(costs, standings, store);
  return costs.factor;
}
