import { assert } from "@std/assert";
import { encodeDataset, encodeSplit } from "../../lib/data/codec.ts";
import { syntheticSplit } from "../../lib/data/split.ts";
import { syntheticDataset } from "../../lib/data/synthetic.ts";
import { initialSnapshot } from "../../lib/engines/wasm/initialize.ts";
import { decodeCounts } from "../../lib/information/codec.ts";
import { mutualInformation } from "../../lib/information/entropy.ts";
import { measureSegment } from "../study/steps/pass.ts";
import { syntheticTraining } from "../../lib/paper/synthetic_trainings.ts";

/** Entropies are sums of some thousand terms below 12: rounding stays far below this. */
const TOLERANCE = 1e-10;
/** H(Y) of 2118 ones in 4096 (docs/protocol.md, section 7). */
const LABEL_ENTROPY = 0.99915712;

const dataset = syntheticDataset();
const inputs = { dataset: encodeDataset(dataset), split: encodeSplit(syntheticSplit()) };

for (const activation of ["relu", "tanh"] as const) {
  for (const bits of [4, 8, 32] as const) {
    Deno.test(`exact measurements obey the laws of information: ${activation}, ${bits} bit`, () => {
      const training = syntheticTraining(activation, bits);
      const snapshot = initialSnapshot(training, dataset.columns, 0, 0);
      const params = { training, repeat: 0, attempt: 0, phase: "train" as const, from: 0, to: 11 };
      const { counts } = measureSegment(params, ["exact"], { ...inputs, snapshot });
      const epochs = decodeCounts(counts[0]).counts.map((layers) => layers.map(mutualInformation));
      assert(epochs.length === 3);
      for (const layers of epochs) {
        // The input: 12 bits, all that there is to know of the label.
        let before = { ixt: 12, ity: LABEL_ENTROPY + 1e-8 };
        for (const layer of layers) {
          // Each layer is a function of the one before: data processing can only lose.
          assert(layer.ixt <= before.ixt + TOLERANCE, `I(X;T) ${layer.ixt} after ${before.ixt}`);
          assert(layer.ity <= before.ity + TOLERANCE, `I(T;Y) ${layer.ity} after ${before.ity}`);
          assert(layer.ity >= -TOLERANCE && layer.ity <= layer.ixt + TOLERANCE);
          before = layer;
        }
      }
    });
  }
}
