/**
 * As bench/unique.ts, on MNIST: the states of every layer and pooled map of the Conv network after an epoch, 70000 rows
 * of up to 1352 codes, against numpy.unique. Nearly all of them differ, so a second time with the codes' upper bits alone.
 *
 *     deno run --lock=dev.lock --allow-read --allow-write bench/mnist_unique.ts FOLDER && python3 bench/unique.py FOLDER
 *
 * @module
 */
import { mnistDataset, mnistSplit } from "../lib/data/mnist.ts";
import { readMnistFiles } from "../lib/data/mnist_files.ts";
import { sparseDataset } from "../lib/data/sparse.ts";
import { u8 } from "../lib/engines/wasm/memory.ts";
import { initialSnapshot } from "../lib/engines/wasm/mnist/initialize.ts";
import { runMapSegment } from "../lib/engines/wasm/mnist/segment.ts";
import { EXACT } from "../lib/information/estimator.ts";
import { mnistTraining } from "../lib/paper/mnist_trainings.ts";
import { Measuring } from "../lib/study/steps/mnist/measure.ts";

/** Bits of a code that the second time leaves out. */
const UPPER = 7;

/** Writes the states, our counts and our seconds. */
export async function main([folder]: readonly string[]): Promise<number> {
  if (folder === undefined) {
    console.error("Cannot bench: folder must be given, current value is none");
    return 2;
  }
  const dataset = sparseDataset(mnistDataset(await readMnistFiles()));
  const training = mnistTraining("Conv"), layers: unknown[] = [];
  runMapSegment({
    ...{ training, dataset: () => dataset, split: mnistSplit(), repeat: 0, attempt: 0 },
    ...{ snapshot: initialSnapshot(training, dataset.width, 0, 0), from: 0, to: 1 },
  }, (_, session) => {
    const measuring = new Measuring(session), { states } = measuring;
    states.write();
    for (const kind of ["codes", "upper bits"]) {
      const start = performance.now(), counts = measuring.count(EXACT, 8);
      const seconds = (performance.now() - start) / 1000 / counts.length;
      counts.forEach(({ total }, k) => {
        const { at, rows, words } = states.exact(k), bytes = 8 * words, own = u8(at, bytes * rows);
        const name = `T${k + 1} ${kind}`;
        Deno.writeFileSync(`${folder}/${name.replaceAll(" ", "-")}.bin`, own);
        layers.push({ name, rows, bytes, histogram: [...total], seconds });
        own.forEach((code, at) => own[at] = code >> UPPER);
      });
    }
  });
  await Deno.writeTextFile(`${folder}/layers.json`, JSON.stringify(layers));
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
