import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { loadBackend } from "../../lib/engines/tfjs/backend.ts";
import { engineStep, spreadBatch } from "../../lib/doctor/engine_step.ts";
import { tfjsStep } from "../../lib/doctor/tfjs_step.ts";

Deno.test("tfjsStep() does the work of engineStep(), and leaves no tensor over", async () => {
  const { tf } = await loadBackend("cpu"), batch = spreadBatch();
  const theirs = tfjsStep(tf, batch), ours = engineStep(batch);
  const [first] = await theirs(), { numTensors } = tf.memory();
  let found = first;
  for (let step = 0; step < 20; step++) {
    // Two engines in float32: what they round differently is some 1e-7 of a loss of about 1.
    assertAlmostEquals(found, ours(), 1e-5);
    [found] = await theirs();
  }
  assert(found < first, `${first} ${found}`);
  assertEquals(tf.memory().numTensors, numTensors);
});

Deno.test("tfjsStep() trains stacked repeats, each from weights of its own", async () => {
  const { tf } = await loadBackend("cpu"), batch = spreadBatch();
  const alone = tfjsStep(tf, batch), stacked = tfjsStep(tf, batch, 3);
  for (let step = 0; step < 5; step++) {
    const losses = await stacked();
    assertAlmostEquals(losses[0], (await alone())[0], 1e-5);
    assertEquals(new Set(losses).size, 3);
  }
});
