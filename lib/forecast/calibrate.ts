/**
 * Calibration: how fast this machine trains, measured on the spot, where no entry of a store tells.
 *
 * @module
 */
import { getOrMake } from "../bits/memo.ts";
import type { Planned } from "../steps/inspector.ts";
import { sourceBytes, type Step, wantedOf } from "../steps/step.ts";
import { type Costs, isPaced } from "./costs.ts";
import { runJob } from "../plan/run_job.ts";
import type { Bytes } from "../study/steps/io.ts";

/** The first one also compiles. */
const ROUNDS = 2;

/**
 * Runs the first segment of each training that would run and whose pace is not known, with all that its pass makes,
 * and learns from the shortest time. Nothing is stored. Trainings on files go by the pace of the others.
 *
 * @param clock Milliseconds, from any moment on.
 */
export async function calibrate(
  costs: Costs,
  standings: ReadonlyMap<string, Planned>,
  clock: () => number,
): Promise<void> {
  const made = new Map<string, Promise<Bytes>>();
  for (const { step, standing } of standings.values()) {
    const { inputs, pass = [step] } = step;
    if (!isPaced(step) || standing === "restored" || costs.knows(step)) continue;
    if (readsFiles(step)) continue;
    const given = await bytesOf(inputs, made);
    const job = { steps: pass.map(wantedOf), inputs: given };
    let shortest = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      const start = clock();
      await runJob(job);
      shortest = Math.min(shortest, clock() - start);
    }
    costs.learnWarmPass(pass, shortest / 1000);
  }
}

/** Whether a data set is made of files: nobody downloads them to be told how long it would take. */
function readsFiles({ inputs }: Step): boolean {
  return Object.values(inputs).some((ref) =>
    "step" in ref && Object.values(ref.step.inputs).some((behind) => "source" in behind)
  );
}

async function bytesOf(
  inputs: Step["inputs"],
  made: Map<string, Promise<Bytes>>,
): Promise<Bytes> {
  const bytes: Record<string, Uint8Array> = {};
  for (const [name, ref] of Object.entries(inputs)) {
    bytes[name] = "source" in ref
      ? await sourceBytes(ref.source)
      : (await outputsOf(ref.step, made))[ref.output];
  }
  return bytes;
}

/** Makes what a step makes, each once: of a first segment these are the data set, its split and initial weights. */
function outputsOf(step: Step, made: Map<string, Promise<Bytes>>): Promise<Bytes> {
  return getOrMake(made, step.id, async () => {
    const inputs = await bytesOf(step.inputs, made);
    return (await runJob({ steps: [wantedOf(step)], inputs }))[0];
  });
}
