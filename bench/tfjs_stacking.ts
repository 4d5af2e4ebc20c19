/**
 * What a repeat costs in the TensorFlow.js engine when 1, 10 or 50 repeats are stacked, beside ours: a training step on a
 * batch that is at hand, and an epoch as the engine runs it.
 *
 * @module
 */
import { loadBackend, NotInstalled } from "../lib/engines/tfjs/backend.ts";
import type { BackendName } from "../lib/engines/tfjs/packages.ts";
import type { TensorFlow } from "../lib/engines/tfjs/tensorflow.ts";
import { engineStep, spreadBatch } from "../lib/doctor/engine_step.ts";
import { tfjsStep } from "../lib/doctor/tfjs_step.ts";
import type { Row } from "./row.ts";
import { checkStack, ourEpochs, stackedEpochs } from "./tfjs_epochs.ts";
import { type Contender, median, roundsOf } from "./timing.ts";

const CHECKED_STEPS = 3;
/** As of the steps' bench: sums in another order and a float32 loss near 0.7 differ by some 1e-7. */
const TOLERANCE = 1e-5;
const STACKS = [1, 10, 50] as const;

type Kind = "step" | "epoch";

/** Steps or epochs of a round for each of the stacks, some tenths of a second where that is possible, and rounds. */
interface Amount {
  readonly times: readonly number[];
  readonly rounds: number;
}

const WORK: Readonly<Partial<Record<BackendName, { readonly [what in Kind]: Amount }>>> = {
  node: { step: { times: [50, 20, 5], rounds: 5 }, epoch: { times: [3, 2, 1], rounds: 3 } },
  wasm: { step: { times: [30, 20, 6], rounds: 5 }, epoch: { times: [5, 2, 1], rounds: 3 } },
  // Several seconds for an epoch of 50 repeats.
  cpu: { step: { times: [5, 2, 1], rounds: 5 }, epoch: { times: [1, 1, 1], rounds: 2 } },
};
const OURS: { readonly [what in Kind]: number } = { step: 5000, epoch: 100 };
const UNITS = { step: { unit: "us", scale: 1e6 }, epoch: { unit: "ms", scale: 1e3 } } as const;

/** @throws {Error} If the engines do not agree: then no time is of use. */
async function checked(tf: TensorFlow, repeats: number): Promise<() => unknown> {
  const batch = spreadBatch(), theirs = tfjsStep(tf, batch, repeats);
  // Last: the initial weights of the others are drawn in the memory that it takes over.
  const ours = engineStep(batch);
  for (let step = 1; step <= CHECKED_STEPS; step++) {
    const wanted = ours(), [found] = await theirs();
    if (Math.abs(found - wanted) <= TOLERANCE) continue;
    throw new Error(
      `Cannot bench: loss of step ${step} of ${repeats} repeats must be within ${TOLERANCE} of ${wanted}, ` +
        `current value is ${found}`,
    );
  }
  return theirs;
}

/** Steps that are done one after the other. */
function stepping(step: () => unknown): (times: number) => Promise<void> {
  return async (times) => {
    for (let k = 0; k < times; k++) await step();
  };
}

/** What does so many steps or epochs of a stack, checked. */
async function theirs(
  kind: Kind,
  tf: TensorFlow,
  repeats: number,
): Promise<(times: number) => Promise<void>> {
  if (kind === "step") return stepping(await checked(tf, repeats));
  await checkStack(tf, repeats);
  return (times) => stackedEpochs(tf, repeats, times);
}

async function contenders(
  kind: Kind,
  tf: TensorFlow,
  times: readonly number[],
): Promise<Contender[]> {
  const stacks: Contender[] = [];
  for (const [k, repeats] of STACKS.entries()) {
    const run = await theirs(kind, tf, repeats);
    stacks.push({
      ...{ name: String(repeats), times: times[k] * repeats },
      run: (times) => run(times / repeats),
    });
  }
  const run = kind === "step" ? stepping(engineStep(spreadBatch())) : ourEpochs;
  return [{ name: "ours", times: OURS[kind], run }, ...stacks];
}

async function rowsOf(
  kind: Kind,
  name: BackendName,
  tf: TensorFlow,
  { times, rounds }: Amount,
): Promise<Row[]> {
  const seconds = await roundsOf(await contenders(kind, tf, times), rounds),
    { scale, unit } = UNITS[kind];
  const ours = median(seconds.ours);
  return STACKS.flatMap((repeats) => {
    const each = seconds[repeats], what = `ReLU training ${kind}, tfjs:${name}, ${repeats} stacked`;
    const range = [scale * Math.min(...each), scale * Math.max(...each)] as const;
    return [
      { what: `${what}, a repeat`, value: scale * median(each), unit, range },
      { what: `${what}, against ours`, value: median(each) / ours, unit: "times" },
    ];
  });
}

async function benchBackend(name: BackendName, root?: URL): Promise<Row[]> {
  const { tf } = await loadBackend(name, root && { root }), { step, epoch } = WORK[name]!;
  return [...await rowsOf("step", name, tf, step), ...await rowsOf("epoch", name, tf, epoch)];
}

/**
 * Rows of every backend that is there; the one for GPUs takes part in `deno task doctor`.
 *
 * @param root Folder whose node_modules may hold `@tensorflow/tfjs-node`.
 */
export async function benchStacking(root?: URL): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of Object.keys(WORK) as BackendName[]) {
    try {
      rows.push(...await benchBackend(name, root));
    } catch (error) {
      if (!(error instanceof NotInstalled)) throw error;
    }
  }
  return rows;
}
