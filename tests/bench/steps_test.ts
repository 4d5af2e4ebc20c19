import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { syntheticTraining } from "../../lib/study/trainings.ts";
import { EngineStep, spreadBatch } from "../../bench/engine_step.ts";
import { TfjsNetwork } from "../../bench/tfjs_network.ts";

for (const activation of ["relu", "tanh"] as const) {
  Deno.test(`TfjsNetwork.step() trains as the engine does: ${activation}`, async () => {
    assert(await tf.setBackend("cpu"));
    const training = syntheticTraining(activation), batch = spreadBatch();
    const engine = new EngineStep(training, batch);
    const network = new TfjsNetwork(training, engine.weights(), batch);
    const tensors = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) {
      const loss = engine.step(), theirs = network.step();
      // Sums of 256 terms in another order differ by some 1e-7.
      assert(Math.abs(theirs.dataSync()[0] - loss) <= 1e-5);
      theirs.dispose();
      const ours = engine.weights().flatMap(({ kernel, bias }) => [...kernel, ...bias]);
      const found = network.parameters();
      assert(ours.every((value, k) => Math.abs(value - found[k]) <= 1e-5));
    }
    assert(tf.memory().numTensors === tensors, "a step leaves tensors behind");
  });
}
