/**
 * Seconds of one repeat: 8000 epochs, 1600 measurements with both estimators, on one core.
 *
 * @module
 */
import { segmentEnds, type Training } from "../lib/network/training.ts";
import { PRESETS } from "../lib/study/presets.ts";
import { measureSegment } from "../lib/study/steps/measure.ts";
import { syntheticTraining } from "../lib/study/trainings.ts";
import type { Row } from "./row.ts";
import { firstSegment } from "./segments.ts";
import { alternate } from "./timing.ts";

const ROUNDS = 3;

/** All segments of a repeat. Returns false if it meets the restart rule on the way. */
function runRepeat(training: Training, repeat: number, epochs: number): boolean {
  let { params, inputs } = firstSegment(training, repeat, 0);
  for (const to of segmentEnds(training.protocol, epochs)) {
    params = { ...params, from: params.to, to };
    const { trained } = measureSegment(params, ["exact", "binned"], inputs);
    if (trained.snapshot === undefined) return false;
    inputs = { ...inputs, snapshot: trained.snapshot };
  }
  return true;
}

/** A repeat whose first attempt survives, which is found while the code warms up. */
function survivor(training: Training, epochs: number): number {
  let repeat = 0;
  while (!runRepeat(training, repeat, epochs)) repeat++;
  return repeat;
}

/** Rows of both activations. */
export async function benchRepeat(): Promise<Row[]> {
  const { epochs } = PRESETS.paper, limits = { ReLU: 6.5, Tanh: 8 };
  const contenders = (["ReLU", "Tanh"] as const).map((name) => {
    const training = syntheticTraining(name === "ReLU" ? "relu" : "tanh", 8);
    const { restart } = training.protocol;
    // Past the first epochs under the restart rule an attempt has settled.
    const repeat = survivor(training, restart.from + training.protocol.segment);
    const run = () => {
      if (!runRepeat(training, repeat, epochs)) {
        throw new Error(
          `Cannot bench: repeat ${repeat} of ${training.seed} must not meet the restart rule`,
        );
      }
    };
    return { name, times: 1, run };
  });
  const seconds = await alternate(contenders, ROUNDS);
  return (["ReLU", "Tanh"] as const).map((name) => ({
    what: `${name} repeat, ${epochs} epochs, measured`,
    value: seconds[name],
    unit: "s",
    bar: { most: limits[name] },
  }));
}
