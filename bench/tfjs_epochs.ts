/**
 * Epochs of the synthetic 8 bit ReLU network as both engines run them: rows gathered, trained, traced.
 *
 * @module
 */
import { decodeTensors } from "../lib/bits/safetensors.ts";
import { syntheticSplit } from "../lib/data/split.ts";
import { syntheticDataset } from "../lib/data/synthetic.ts";
import { runSegments } from "../lib/engines/tfjs/segment.ts";
import type { TensorFlow } from "../lib/engines/tfjs/tensorflow.ts";
import { initialSnapshot } from "../lib/engines/wasm/initialize.ts";
import { runSegment } from "../lib/engines/wasm/segment.ts";
import { syntheticTraining } from "../lib/paper/synthetic_trainings.ts";

const TRAINING = syntheticTraining("relu", 8);
const DATASET = syntheticDataset();
const SPLIT = syntheticSplit();
/** An epoch of two batches. */
const SHORT = { ...SPLIT, train: SPLIT.train.subarray(0, 2 * TRAINING.protocol.batch) };
/**
 * A repeat's sums have the same order in any stack: nothing but the vector width of a kernel moves a last bit, and two steps
 * of at most 1e-4 then move a weight by some of those. Repeats differ by some 1e-1.
 */
const TOLERANCE = 1e-6;

/** After the first epoch, so that a short run is not mostly its test pass. */
const epochsOf = (epochs: number) =>
  ({ training: TRAINING, dataset: DATASET, phase: "train", from: 1, to: 1 + epochs }) as const;

const start = (repeat: number) => {
  const snapshot = initialSnapshot(TRAINING, DATASET.columns, repeat, 0);
  return { repeat, attempt: 0, snapshot };
};

/** The largest distance of two snapshots of one network; NaN if one holds NaN. */
function apart(a: Uint8Array, b: Uint8Array): number {
  const [as, bs] = [a, b].map((bytes) => decodeTensors(bytes).tensors);
  let most = 0;
  for (const name of Object.keys(as)) {
    const [x, y] = [as[name].data, bs[name].data] as ArrayLike<number>[];
    for (let k = 0; k < x.length; k++) {
      const far = Math.abs(x[k] - y[k]);
      if (!(far <= most)) most = far;
    }
  }
  return most;
}

/**
 * Trains the last repeat of a stack in it and alone.
 *
 * @throws {Error} If it does not end alike: then no time is of use.
 */
export async function checkStack(tf: TensorFlow, repeats: number): Promise<void> {
  const all = Array.from({ length: repeats }, (_, repeat) => start(repeat));
  const short = { ...epochsOf(1), split: SHORT };
  const ends: Uint8Array[] = [];
  for (const repeats of [all, all.slice(-1)]) {
    ends.push((await runSegments(tf, { ...short, repeats })).at(-1)!.snapshot!);
  }
  const [stacked, alone] = ends;
  const far = apart(stacked, alone);
  if (far <= TOLERANCE) return;
  throw new Error(
    `Cannot bench: the last of ${repeats} repeats must end within ${TOLERANCE} of where it ends alone, ` +
      `current value is ${far}`,
  );
}

/** Some epochs of a stack. */
export async function stackedEpochs(
  tf: TensorFlow,
  repeats: number,
  epochs: number,
): Promise<void> {
  const all = Array.from({ length: repeats }, (_, repeat) => start(repeat));
  await runSegments(tf, { ...epochsOf(epochs), split: SPLIT, repeats: all });
}

/** Some epochs of one repeat in the default engine. */
export function ourEpochs(epochs: number): void {
  runSegment({ ...epochsOf(epochs), split: SPLIT, ...start(0) });
}
