/**
 * What a repeat's training step costs in the TensorFlow.js engine when 1, 10 or 50 repeats are stacked, beside ours.
 *
 * @module
 */
import { type BackendName, loadBackend, NotInstalled } from "../lib/engines/tfjs/backend.ts";
import type { TensorFlow } from "../lib/engines/tfjs/tensorflow.ts";
import { engineStep, spreadBatch } from "../lib/study/doctor/engine_step.ts";
import { tfjsStep } from "../lib/study/doctor/tfjs_step.ts";
import type { Row } from "./row.ts";
import { alternate, type Contender } from "./timing.ts";

const ROUNDS = 5;
const CHECKED_STEPS = 3;
/** As of the steps' bench: sums in another order and a float32 loss near 0.7 differ by some 1e-7. */
const TOLERANCE = 1e-5;
const STACKS = [1, 10, 50] as const;
/** Steps of a round for each of the stacks: some tenths of a second. */
const STEPS: Readonly<Partial<Record<BackendName, readonly number[]>>> = {
  node: [50, 20, 5],
  wasm: [30, 20, 6],
  cpu: [10, 3, 1],
};

/** @throws {Error} If the engines do not agree: then no time is of use. */
function checked(tf: TensorFlow, repeats: number): () => unknown {
  const batch = spreadBatch(), theirs = tfjsStep(tf, batch, repeats);
  // Last: the initial weights of the others are drawn in the memory that it takes over.
  const ours = engineStep(batch);
  for (let step = 1; step <= CHECKED_STEPS; step++) {
    const wanted = ours(), [found] = theirs();
    if (Math.abs(found - wanted) <= TOLERANCE) continue;
    throw new Error(
      `Cannot bench: loss of step ${step} of ${repeats} repeats must be within ${TOLERANCE} of ${wanted}, ` +
        `current value is ${found}`,
    );
  }
  return theirs;
}

function contender(name: string, step: () => unknown, times: number, each = 1): Contender {
  const run = (times: number) => {
    for (let k = 0; k < times; k += each) step();
  };
  return { name, times: times * each, run };
}

async function benchBackend(name: BackendName, root?: URL): Promise<Row[]> {
  const { tf } = await loadBackend(name, root), steps = STEPS[name]!;
  const theirs = STACKS.map((repeats, k) =>
    contender(String(repeats), checked(tf, repeats), steps[k], repeats)
  );
  const ours = contender("ours", engineStep(spreadBatch()), 5000);
  const seconds = await alternate([ours, ...theirs], ROUNDS);
  return STACKS.flatMap((repeats) => {
    const what = `ReLU training step, tfjs:${name}, ${repeats} stacked`, each = seconds[repeats];
    return [
      { what: `${what}, a repeat`, value: each * 1e6, unit: "us" },
      { what: `${what}, against ours`, value: each / seconds.ours, unit: "times" },
    ];
  });
}

/**
 * Rows of every backend that is there; the one for GPUs takes part in `deno task doctor`.
 *
 * @param root Folder whose node_modules may hold `@tensorflow/tfjs-node`.
 */
export async function benchStacking(root?: URL): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of Object.keys(STEPS) as BackendName[]) {
    try {
      rows.push(...await benchBackend(name, root));
    } catch (error) {
      if (!(error instanceof NotInstalled)) throw error;
    }
  }
  return rows;
}
