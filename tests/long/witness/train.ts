/**
 * Trains ten repeats of a synthetic network with tfjs:wasm, all stacked, for the permutation test of issue 7:
 *
 *     deno run --lock=dev.lock -A tests/long/witness/train.ts FOLDER relu|tanh
 *
 * 20 minutes to an hour each on one core. What is done lies in FOLDER and is not done again.
 *
 * @module
 */
import type { Dataset } from "../../../lib/data/synthetic.ts";
import { syntheticDataset } from "../../../lib/data/synthetic.ts";
import { syntheticSplit } from "../../../lib/data/split.ts";
import { loadBackend } from "../../../lib/engines/tfjs/backend.ts";
import { type RepeatOutput, runSegments } from "../../../lib/engines/tfjs/segment.ts";
import type { TensorFlow } from "../../../lib/engines/tfjs/tensorflow.ts";
import { initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import { encodeTrace } from "../../../lib/engines/wasm/trace.ts";
import type { Training } from "../../../lib/network/training.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";
import { EPOCHS, REPEATS } from "../../witness/results.ts";
import { Run, type Seen, TOTAL } from "./run.ts";
import { informationOf } from "./states.ts";

/** Trains epochs `from` to `to` of all repeats; the observer looks at the chosen epochs alone. */
async function trainSegment(
  tf: TensorFlow,
  training: Training,
  dataset: Dataset,
  snapshots: readonly Uint8Array[],
  [from, to]: readonly [number, number],
): Promise<{ outputs: RepeatOutput[]; seen: Seen[] }> {
  const seen: Seen[] = [],
    repeats = snapshots.map((snapshot, repeat) => ({ repeat, attempt: 0, snapshot }));
  const input = {
    training,
    dataset,
    split: syntheticSplit(),
    phase: "train" as const,
    from,
    to,
    repeats,
  };
  const outputs = await runSegments(tf, input, async (epoch, states) => {
    if (!EPOCHS.includes(epoch)) return;
    for await (const one of states) {
      seen.push({ epoch, repeat: one.position, ...informationOf(one, dataset.y) });
    }
  });
  return { outputs, seen };
}

/** Refuses to go on where the restart rule ends a repeat: of these two networks, our engine has none among 50. */
function survivors(outputs: readonly RepeatOutput[]): Uint8Array[] {
  return outputs.map(({ snapshot, trace: { stopped } }, repeat) => {
    if (snapshot !== null) return snapshot;
    throw new Error(
      `Cannot train repeat ${repeat}: training accuracy must be at least that of the restart rule, ` +
        `current value is below at epoch ${stopped}`,
    );
  });
}

if (import.meta.main) {
  const [folder, activation] = Deno.args;
  if (activation !== "relu" && activation !== "tanh") {
    throw new RangeError(
      `Cannot train: network must be relu or tanh, current value is ${activation}`,
    );
  }
  const run = new Run(`${folder}/${activation}`), training = syntheticTraining(activation, 8);
  const dataset = syntheticDataset(), { tf } = await loadBackend("wasm");
  let snapshots = Array.from(
    { length: REPEATS },
    (_, repeat) => initialSnapshot(training, dataset.columns, repeat, 0),
  );
  for (const [from, to] of run.segments()) {
    if (await run.isDone(to)) {
      // Snapshots of an earlier segment are not needed when the next one is there, too.
      if (to === TOTAL || !await run.isDone(to + (to - from))) snapshots = await run.snapshots(to);
      continue;
    }
    const began = performance.now();
    const { outputs, seen } = await trainSegment(tf, training, dataset, snapshots, [from, to]);
    snapshots = survivors(outputs);
    const seconds = (performance.now() - began) / 1000, { rss } = Deno.memoryUsage();
    const { numTensors: tensors } = tf.memory();
    await run.save(to, snapshots, outputs.map(({ trace }) => encodeTrace(trace)), {
      ...{ seen, seconds, rss, tensors },
    });
    console.log(
      `${to} epochs, ${seconds.toFixed(1)} s, ${(rss / 1e6).toFixed(0)} MB, ${tensors} tensors`,
    );
  }
}
