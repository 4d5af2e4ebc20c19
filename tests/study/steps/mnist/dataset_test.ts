import { assert, assertEquals } from "@std/assert";
import { decodeSplit } from "../../../../lib/data/codec.ts";
import { mnistDataset, mnistSplit } from "../../../../lib/data/mnist.ts";
import { readMnistFiles } from "../../../../lib/data/mnist_files.ts";
import { decodeSparse } from "../../../../lib/data/sparse.ts";
import { EXACT } from "../../../../lib/information/estimator.ts";
import { decodeCounts } from "../../../../lib/information/codec.ts";
import { decodeTrace } from "../../../../lib/engines/wasm/trace.ts";
import { runMnistDataset } from "../../../../lib/study/steps/mnist/dataset.ts";
import { runMnistInit } from "../../../../lib/study/steps/mnist/init.ts";
import { runMnistSegmentPass } from "../../../../lib/study/steps/mnist/measure.ts";
import { runMnistSplit } from "../../../../lib/study/steps/mnist/split.ts";
import { mnistTraining } from "../../../../lib/paper/mnist_trainings.ts";

const files = await readMnistFiles();
const { dataset } = runMnistDataset(files);

Deno.test("runMnistDataset() is MNIST row by row", () => {
  const { starts, columns, levels, y, width, classes, scale } = decodeSparse(dataset);
  const dense = mnistDataset(files), x = new Uint8Array(dense.x.length);
  for (let r = 0; r < 70000; r++) {
    for (let e = starts[r]; e < starts[r + 1]; e++) x[784 * r + columns[e]] = levels[e];
  }
  assertEquals([width, classes, scale, levels.length], [784, 10, dense.scale, 10505375]);
  assert(x.every((level, k) => level === dense.x[k]));
  assertEquals(y, dense.y);
  // At most 80 MB for a worker: these bytes, and the same laid out for the kernels.
  assert(2 * dataset.length < 64e6);
});

Deno.test("runMnistSplit() has the published parts", () => {
  assertEquals(decodeSplit(runMnistSplit().split), mnistSplit());
});

for (const name of ["Bottleneck-2", "Conv"] as const) {
  Deno.test(`runMnistSegmentPass() trains and measures ${name} on all of MNIST`, () => {
    const training = mnistTraining(name), repeat = { repeat: 0, attempt: 0 };
    const { snapshot } = runMnistInit({ training, ...repeat }, { dataset });
    const params = { training, ...repeat, phase: "train" as const, from: 0, to: 1 };
    const [{ trace }, { counts }] = runMnistSegmentPass([
      { kind: "train", params },
      { kind: "measure", params: { ...params, estimator: EXACT } },
    ], { dataset, ...runMnistSplit(), snapshot });
    const { trainRows, testRows, trainCorrect, testCorrect } = decodeTrace(trace);
    assertEquals([trainRows, testRows], [60000, 10000]);
    assert(trainCorrect[0] > 6000 && testCorrect[0] > 1000);
    const [layers] = decodeCounts(counts).counts;
    assertEquals(layers.length, name === "Conv" ? 6 : 5);
    // Few images share the state of a first layer, all of them the class.
    assert(layers[0].total[1] > 69000 && layers[0].classes.length === 10);
  });
}
