/**
 * Seconds of one repeat of each experiment: 8000 epochs, 1600 measurements with every estimator, on one core.
 *
 * @module
 */
import { EXPERIMENTS } from "../lib/paper/experiments.ts";
import { attemptSteps } from "../lib/plan/attempt.ts";
import type { Run } from "../lib/plan/run.ts";
import { PRESETS } from "../lib/paper/presets.ts";
import { runBounds } from "../lib/study/steps/bounds.ts";
import { runSegmentPass } from "../lib/study/steps/measure.ts";
import type { Row } from "./row.ts";
import { firstSegment } from "./segments.ts";
import { alternate } from "./timing.ts";

const ROUNDS = 3;

/** All passes of a repeat, as the plan has them. Returns false if it meets the restart rule on the way. */
function runRepeat(run: Run, repeat: number): boolean {
  const { segments } = attemptSteps(run, repeat, 0), made: Record<string, Uint8Array> = {};
  const { inputs: { dataset, split, snapshot } } = firstSegment(run.training, repeat, 0);
  const snapshots = [snapshot];
  for (const { number, train: { pass } } of segments) {
    const inputs = { dataset, split, snapshot: snapshots.at(-1)! };
    const [trained, ...measured] = runSegmentPass(pass!, inputs);
    if (trained.snapshot === undefined) return false;
    snapshots.push(trained.snapshot);
    const extents = measured.find((outputs) => outputs.extents !== undefined)?.extents;
    if (extents !== undefined) made[`extent-${number}`] = extents;
  }
  if (Object.keys(made).length === 0) return true;
  const { bounds } = runBounds(made);
  segments.forEach(({ measures }, k) => {
    const behind = Object.values(measures).filter(({ inputs }) => inputs.bounds !== undefined);
    runSegmentPass(behind, { dataset, split, snapshot: snapshots[k], bounds });
  });
  return true;
}

/** A repeat whose first attempt survives, which is found while the code warms up. */
function survivor(run: Run): number {
  let repeat = 0;
  while (!runRepeat(run, repeat)) repeat++;
  return repeat;
}

/** Bars, seconds. */
const BARS: Readonly<Record<string, number>> = { "SYN-ReLU-8": 6.5, "SYN-Tanh-8": 8 };

const SYNTHETIC = Object.keys(EXPERIMENTS).filter((name) =>
  EXPERIMENTS[name].scale === "synthetic"
);

/** A row for each synthetic experiment: one repeat with all that it is measured with. */
export async function benchRepeat(): Promise<Row[]> {
  const { epochs } = PRESETS.paper.synthetic;
  const contenders = SYNTHETIC.map((name) => {
    const { training, estimators } = EXPERIMENTS[name], { restart } = training.protocol;
    const run = { training, estimators, epochs, repeats: 1 };
    // Past the first epochs under the restart rule an attempt has settled.
    const repeat = survivor({ ...run, epochs: restart.from + training.protocol.segment });
    return {
      name,
      times: 1,
      run: () => {
        if (!runRepeat(run, repeat)) {
          throw new Error(
            `Cannot bench: repeat ${repeat} of ${training.seed} must not meet the restart rule`,
          );
        }
      },
    };
  });
  const seconds = await alternate(contenders, ROUNDS);
  return SYNTHETIC.map((name) => ({
    what: `${name}: a repeat of ${epochs} epochs, measured`,
    value: seconds[name],
    unit: "s",
    ...(name in BARS ? { bar: { most: BARS[name] } } : {}),
  }));
}
