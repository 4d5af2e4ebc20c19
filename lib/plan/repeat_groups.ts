/**
 * The steps of a run that an engine trains many repeats at a time: one training step a segment for a whole group of
 * repeats, and measuring steps of the same pass.
 *
 * On a GPU the bits of a repeat may depend on what is computed beside it, so a group's key names all of its repeats. Which
 * repeats form a group is decided by the run and by outcomes alone, never by the machine: the first attempts by their
 * numbers, and the repeats of a group that met the restart rule together once more, with their next attempt. A group that
 * fails is a group for each of its repeats instead, so that one of them takes no other with it.
 *
 * @module
 */
import { segmentsOf } from "../network/training.ts";
import type { Ref, Resolver, Step } from "../steps/step.ts";
import { dataNamed } from "./data.ts";
import { stackOf } from "./engine.ts";
import {
  type Attempt,
  boundsStep,
  firstPass,
  initialSnapshot,
  secondPass,
  type Segment,
} from "./attempt.ts";
import { type AttemptName, attemptName } from "./ids.ts";
import { nameOf, passesOf, type Run, type RunEngine } from "./run.ts";
import { ATTEMPTS, everyAttemptStopped, type Repeat } from "./settle.ts";
import { stackedName } from "../study/steps/tfjs/names.ts";

/** A run with the engine that it needs to be stacked. */
type StackedRun = Run & { readonly engine: RunEngine };

/** A group of repeats, all at the same attempt. */
interface Group {
  readonly run: StackedRun;
  /** Ascending. */
  readonly repeats: readonly number[];
  readonly attempt: number;
}

/** Groups of the first attempts. */
function groupsOf(run: StackedRun): Group[] {
  const groups: Group[] = [], stack = stackOf(run);
  for (let from = 0; from < run.repeats; from += stack) {
    const length = Math.min(stack, run.repeats - from);
    const repeats = Array.from({ length }, (_, k) => from + k);
    groups.push({ run, repeats, attempt: 0 });
  }
  return groups;
}

/** The name of a group. Those of one attempt have no repeat in common, so first and last tell them apart. */
function groupName({ run, repeats, attempt }: Group): AttemptName {
  const repeat = repeats[0], last = repeats[repeats.length - 1];
  return { ...nameOf(run), repeat, ...(last === repeat ? {} : { last }), attempt };
}

/** What has failed so far. */
interface Failed {
  /** Repeats that are left out. */
  readonly without: ReadonlySet<number>;
  /** Names of groups that are trained repeat by repeat. */
  readonly split: ReadonlySet<string>;
}

/** The group, or its repeats one by one if together they have failed; nothing that is left out. */
function parted(group: Group, { without, split }: Failed): Group[] {
  const left = group.repeats.filter((repeat) => !without.has(repeat));
  if (left.length === 0) return [];
  if (!split.has(attemptName(groupName(group)))) return [group];
  return left.map((repeat) => ({ ...group, repeats: [repeat] }));
}

/** Where the repeats of a group that still train stand. */
type Snapshots = ReadonlyMap<number, Ref>;

function segmentSteps(group: Group, snapshots: Snapshots, extent: Segment["extent"], k: number) {
  const { run, attempt } = group, { training, engine: { identity } } = run;
  const { dataset, split } = dataNamed(training.data), repeats = [...snapshots.keys()];
  return firstPass({
    ...{ variant: identity.engine, extent, rank: repeats[0] },
    name: { ...groupName(group), segment: k + 1 },
    params: {
      ...{ training, ...extent, engine: identity },
      repeats: repeats.map((repeat) => ({ repeat, attempt })),
    },
    inputs: {
      ...{ dataset, split },
      ...Object.fromEntries(
        repeats.map((repeat) => [stackedName("snapshot", repeat), snapshots.get(repeat)!]),
      ),
    },
    weight: repeats.length * (extent.to - extent.from),
  }, passesOf(run).local);
}

/** A group that was trained to its end. */
interface Trained {
  readonly segments: readonly Segment[];
  /** Repeats that never met the restart rule. */
  readonly survivors: readonly number[];
  /** The segment at which each of the others ended. */
  readonly stopped: ReadonlyMap<number, Step>;
}

async function train(group: Group, resolver: Resolver): Promise<Trained> {
  const { run, repeats, attempt } = group, { training, epochs } = run;
  const stopped = new Map<number, Step>(), segments: Segment[] = [];
  let snapshots: Snapshots = new Map(
    repeats.map((repeat) => [repeat, initialSnapshot(run, repeat, attempt)]),
  );
  for (const [k, extent] of segmentsOf(training.protocol, epochs).entries()) {
    const segment = segmentSteps(group, snapshots, extent, k), { train: step } = segment;
    segments.push(segment);
    const outputs = await resolver.resolve(step), left: [number, Ref][] = [];
    for (const repeat of snapshots.keys()) {
      const output = stackedName("snapshot", repeat);
      // What is not known yet counts as surviving.
      if (outputs === undefined || output in outputs) left.push([repeat, { step, output }]);
      else stopped.set(repeat, step);
    }
    snapshots = new Map(left);
    if (left.length === 0) break;
  }
  return { segments, survivors: [...snapshots.keys()], stopped };
}

/** The attempts of the survivors: one and the same segments, bounds of their own. */
function attemptsOf({ run, attempt }: Group, { segments, survivors }: Trained): Attempt[] {
  const { global } = passesOf(run);
  if (global.length === 0) return survivors.map(() => ({ attempt, segments }));
  const bounds = survivors.map((repeat) => boundsStep(run, repeat, attempt, segments));
  const inputs = Object.fromEntries(
    survivors.map((repeat, k) => [
      stackedName("bounds", repeat),
      { step: bounds[k], output: "bounds" },
    ]),
  );
  const measured = segments.map((segment) => secondPass(segment, inputs, global));
  return bounds.map((bounds) => ({ attempt, segments: measured, bounds }));
}

/** @param ends Where earlier attempts of a repeat ended. */
async function settleGroup(
  group: Group,
  ends: ReadonlyMap<number, readonly Step[]>,
  resolver: Resolver,
  failed: Failed,
): Promise<Repeat[]> {
  const { run, attempt } = group, goesOn = (repeat: number) => !failed.without.has(repeat);
  if (attempt === ATTEMPTS) throw everyAttemptStopped(run, group.repeats.find(goesOn)!);
  const trained = await train(group, resolver), { stopped } = trained;
  const survivors = trained.survivors.filter(goesOn);
  const discarded = (repeat: number) => ends.get(repeat) ?? [];
  const attempts = attemptsOf(group, { ...trained, survivors });
  const settled = survivors.map((repeat, k): Repeat => {
    return { repeat, survivor: attempts[k], discarded: discarded(repeat) };
  });
  if (stopped.size === 0) return settled;
  const repeats = [...stopped.keys()].sort((a, b) => a - b);
  const longer = new Map(
    repeats.map((repeat) => [repeat, [...discarded(repeat), stopped.get(repeat)!]]),
  );
  const again = { run, repeats, attempt: attempt + 1 };
  return [...settled, ...await settleGroups([again], longer, resolver, failed)];
}

async function settleGroups(
  groups: readonly Group[],
  ends: ReadonlyMap<number, readonly Step[]>,
  resolver: Resolver,
  failed: Failed,
): Promise<Repeat[]> {
  const parts = groups.flatMap((group) => parted(group, failed));
  const settled = parts.map((part) => settleGroup(part, ends, resolver, failed));
  return (await Promise.all(settled)).flat();
}

/**
 * All repeats of a stacked run, settled: as `settleRun` of a run on the default engine.
 *
 * @param without Repeats that are left out.
 * @param split Names of groups whose repeats are trained one by one.
 * @throws {Error} If 20 attempts of a repeat met the restart rule.
 */
export async function settleStacked(
  run: StackedRun,
  resolver: Resolver,
  without: ReadonlySet<number> = new Set(),
  split: ReadonlySet<string> = new Set(),
): Promise<Repeat[]> {
  const settled = await settleGroups(groupsOf(run), new Map(), resolver, { without, split });
  return settled.sort((a, b) => a.repeat - b.repeat);
}
