/**
 * Exact counting of states against numpy.unique on the same arrays: the states of every layer of a trained network.
 *
 *     deno run --lock=dev.lock --allow-read --allow-write bench/unique.ts FOLDER && python3 bench/unique.py FOLDER
 *
 * Writes the arrays, our counts and our times; the Python script checks the counts, times NumPy and prints the ratios.
 *
 * @module
 */
import { encodeDataset } from "../lib/data/codec.ts";
import { syntheticDataset } from "../lib/data/synthetic.ts";
import type { Session } from "../lib/engines/wasm/segment.ts";
import { StateWriter } from "../lib/engines/wasm/states.ts";
import { u8 } from "../lib/engines/wasm/memory.ts";
import { StateCounter } from "../lib/information/counts.ts";
import { runTrain } from "../lib/study/steps/train.ts";
import { syntheticTraining } from "../lib/paper/synthetic_trainings.ts";
import { firstSegment } from "./segments.ts";
import { median } from "./timing.ts";

const EPOCHS = 51, ROUNDS = 9, TIMES = 50;

/** One layer: its states as they lie in memory, how often each occurs, our seconds. */
interface Layer {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly states: Uint8Array;
  /** (count, number of states) pairs, flattened. */
  readonly histogram: number[];
  readonly seconds: number;
}

function measure(session: Session, kind: string): Layer[] {
  session.evaluate();
  const { y, classes } = syntheticDataset(), writer = new StateWriter(session);
  const counter = new StateCounter(y, classes, writer.words);
  return session.network.layers.map((_, l) => {
    const { at, rows, words } = writer.exact(l), seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      for (let k = 0; k < TIMES; k++) counter.count(at, words);
      seconds.push((performance.now() - start) / 1000 / TIMES);
    }
    const histogram = [...counter.count(at, words).total], bytes = 8 * words;
    const states = u8(at, bytes * rows).slice();
    return { name: `${kind} T${l + 1}`, rows, bytes, states, histogram, seconds: median(seconds) };
  });
}

/** Arrays of both activations into a folder. */
export async function main([folder]: readonly string[]): Promise<number> {
  if (folder === undefined) {
    console.error("Cannot bench: folder must be given, current value is none");
    return 2;
  }
  await Deno.mkdir(folder, { recursive: true });
  const all: Omit<Layer, "states">[] = [];
  for (const activation of ["relu", "tanh"] as const) {
    const training = syntheticTraining(activation, 8);
    const { params, inputs } = firstSegment(training, 0, EPOCHS), found: Layer[] = [];
    runTrain(
      params,
      { ...inputs, dataset: encodeDataset(syntheticDataset()) },
      (epoch, session) => {
        if (epoch === EPOCHS - 1) found.push(...measure(session, activation));
      },
    );
    for (const { states, ...layer } of found) {
      await Deno.writeFile(`${folder}/${layer.name.replace(" ", "-")}.bin`, states);
      all.push(layer);
    }
  }
  await Deno.writeTextFile(`${folder}/layers.json`, JSON.stringify(all));
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
