/**
 * Levels 3 and 4: whole experiments, from nothing to their tables.
 *
 * @module
 */
import { sha256 } from "../../bits/digest.ts";
import type { Step } from "../../steps/step.ts";
import { firstMismatch, type Locked } from "../locked.ts";
import type { Published } from "../published.ts";
import type { Checker } from "./checker.ts";
import { results } from "./level1.ts";
import type { FigurePlan, LockedAttempt } from "./plan.ts";
import type { Made, Replayer } from "./replay.ts";
import { type Difference, differenceOf, type LevelReport } from "./report.ts";

/** What level 3 works with. */
export interface WholeOptions {
  readonly published: Published;
  readonly locked: Locked;
  readonly plans: readonly FigurePlan[];
  readonly replayer: Replayer;
  readonly checker: Checker;
  /** Attempts at once. */
  readonly jobs: number;
  /** Told of each segment that was replayed. */
  onSegment?(id: string): void;
}

/** Replays all attempts, then curves, aggregates and tables; goes on behind a difference, so that it names them all. */
export async function level3(
  attempts: readonly LockedAttempt[],
  level: 3 | 4,
  options: WholeOptions,
): Promise<LevelReport> {
  const { checker, plans, jobs } = options, differences: (Difference | undefined)[] = [];
  const made = new Map<string, Uint8Array>();
  let next = 0, segments = 0;
  const lane = async () => {
    while (next < attempts.length) {
      const k = next++, attempt = attempts[k];
      const unit = { attempt, from: 0, to: attempt.rows.length };
      const checked = await checker.check(unit, options);
      segments += checked.segments;
      differences[k] = checked.difference ?? await finish(attempt, checked.made, made, options);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  const all = differences.filter((one) => one !== undefined);
  if (all.length === 0) {
    for (const plan of plans) {
      all.push(...await tables(plan, made, options));
    }
  }
  const checked = { segments, aggregates: plans.length, tables: plans.length };
  return { level, checked, differences: all };
}

/** The curves of a surviving attempt, against the lock; of a discarded one its last trace is kept. */
async function finish(
  attempt: LockedAttempt,
  segments: readonly Made[],
  made: Map<string, Uint8Array>,
  { checker, replayer, locked }: WholeOptions,
): Promise<Difference | undefined> {
  const information = checker.informationOf(attempt);
  if (information === undefined) {
    made.set(attempt.segments.at(-1)!.train.id, segments.at(-1)!.trace);
    return undefined;
  }
  const inputs: Record<string, Uint8Array> = {};
  for (const name of Object.keys(information.inputs)) {
    const [what, number] = name.split("-");
    inputs[name] = segments[Number(number) - 1][what];
  }
  const { curves } = await replayer.compute(information, inputs);
  made.set(information.id, curves);
  const mismatch = firstMismatch(information.id, locked.digests(information.id) ?? {}, {
    curves: sha256(curves),
  });
  return mismatch && differenceOf(mismatch);
}

async function tables(
  { aggregate, table }: FigurePlan,
  made: ReadonlyMap<string, Uint8Array>,
  { published, locked }: WholeOptions,
): Promise<Difference[]> {
  const inputs: Record<string, Uint8Array> = {};
  for (const [name, ref] of Object.entries(aggregate.inputs)) {
    inputs[name] = made.get((ref as { step: Step }).step.id)!;
  }
  return await results({ published, locked, aggregate, table }, inputs);
}
