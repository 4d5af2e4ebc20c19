/**
 * Verification of runs of one's own: samples of their segments are trained and measured again, and compared with what the
 * store has. Nothing is stored.
 *
 * @module
 */
import type { Json } from "./bits/canonical.ts";
import { digestOf } from "./bits/digest.ts";
import type { Inspector, Planned } from "./steps/inspector.ts";
import { byteDigests, firstMismatch, type Mismatch, outputDigests } from "./steps/mismatch.ts";
import { WorkerPool } from "./steps/pool.ts";
import { wantedOf } from "./steps/step.ts";
import type { Store } from "./store/mod.ts";
import { kindOf } from "./plan/kinds.ts";
import type { Goal } from "./published/verify/goal.ts";
import { assurances, faultsOf, seenAtLeast } from "./published/verify/probability.ts";
import { type Discrepancy, discrepancyOf, type LevelReport } from "./published/verify/report.ts";
import { sampleOrder } from "./published/verify/sample.ts";

/** How much of a run is computed again. */
export interface OwnVerifyOptions {
  readonly store: Store;
  /** A budget in seconds, counted from now, or an aim; undefined: everything. */
  readonly goal: Goal | undefined;
  /** Any text: which segments are drawn depends on it and on the run alone. */
  readonly nonce: string;
  readonly jobs: number;
  /** Milliseconds, from any moment on. */
  clock(): number;
  /** Told of each segment that was computed again. */
  onSegment?(id: string): void;
}

/** Steps of one pass over a segment that the store has. */
type Unit = readonly Planned[];

/**
 * Computes segments of a run again, drawn at random.
 *
 * @param label Of the run, for the report.
 * @param inspector Has looked at the run.
 * @returns A report as of level 2 of published results: what was drawn, what differs, how likely a fault would have been
 * seen.
 */
export async function verifyRun(
  label: string,
  { standings }: Inspector,
  { store, goal, nonce, jobs, clock, onSegment }: OwnVerifyOptions,
): Promise<LevelReport> {
  const units = unitsOf(standings), start = clock();
  const seed = digestOf(units.map((unit) => unit.map(({ step }) => step.id)) as Json);
  const order = [...sampleOrder(seed, nonce, units.length)].map((k) => units[k]);
  const most = goal !== undefined && !("budget" in goal) ? fewest(units.length, goal) : Infinity;
  const until = goal !== undefined && "budget" in goal ? goal.budget : Infinity;
  const pool = new WorkerPool(new URL("./plan/worker.ts", import.meta.url), jobs);
  const differences: Discrepancy[] = [], unchecked: Discrepancy[] = [], drawn: string[] = [];
  let results = 0, next = 0;
  const work = async () => {
    while (next < Math.min(most, order.length) && (clock() - start) / 1000 < until) {
      const unit = order[next++], { id } = unit[0].step;
      const found = await again(unit, store, pool);
      drawn.push(id);
      if (found === undefined) {
        unchecked.push({ id, what: "what it is made of must be in the store, it is gone" });
      } else {
        results += unit.length;
        differences.push(...found.map((one) => discrepancyOf(one)));
      }
      onSegment?.(id);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    pool.close();
  }
  const draw = { units: units.length, size: 1, drawn: drawn.length - unchecked.length };
  return {
    ...{ level: 2, checked: { passes: draw.drawn, results }, differences, unchecked },
    sample: {
      ...{ nonce, units: drawn, of: units.length, segments: draw.drawn, ofSegments: units.length },
      strata: [{ ...draw, name: label, experiment: label }],
      ...{ undrawn: [], assurances: draw.drawn === 0 ? [] : assurances([draw]) },
    },
  };
}

/** What is trained or measured, pass by pass. */
function unitsOf(standings: Inspector["standings"]): Unit[] {
  const replayed = [...standings.values()]
    .filter(({ step, action }) => action !== undefined && kindOf(step)?.replayed === true);
  const pass = ({ step }: Planned) => (step.pass ?? [step]).map(({ id }) => id).join(" ");
  return [...Map.groupBy(replayed, pass).values()];
}

/** So many units that a fraction of wrong ones would be seen with the probability that is asked for. */
function fewest(
  units: number,
  { confidence, fraction }: Exclude<Goal, { budget: number }>,
): number {
  const faults = faultsOf(fraction, units);
  let drawn = 1;
  while (drawn < units && seenAtLeast([{ units, size: 1, drawn }], faults) < confidence) drawn++;
  return drawn;
}

/** How a unit's results differ when they are made again; undefined where its inputs are gone. */
async function again(
  unit: Unit,
  store: Store,
  pool: WorkerPool,
): Promise<Mismatch[] | undefined> {
  const inputs: Record<string, Uint8Array> = {};
  for (const [name, digest] of Object.entries(unit[0].material!.inputs)) {
    const bytes = await store.get(digest);
    if (bytes === undefined) return undefined;
    inputs[name] = bytes;
  }
  const steps = unit.map(({ step }) => wantedOf(step));
  const { result } = await pool.run(() => Promise.resolve({ steps, inputs }), unit[0].step.rank);
  return unit.flatMap(({ step, action }, k) => {
    const mismatch = firstMismatch(step.id, outputDigests(action!.outputs), byteDigests(result[k]));
    return mismatch === undefined ? [] : [mismatch];
  });
}
