import { assert, assertEquals } from "@std/assert";
import { loadBackend } from "../../../lib/study/doctor/backends.ts";
import { spreadBatch } from "../../../lib/study/doctor/engine_step.ts";
import { TfjsStep } from "../../../lib/study/doctor/tfjs_step.ts";

const WIDTHS = [12, 10, 7, 5, 4, 3, 2];

Deno.test("TfjsStep trains on cpu: the loss falls far below chance and no tensor is left over", async () => {
  const { tf, gpu, library } = await loadBackend("cpu", new URL(import.meta.url));
  assertEquals([tf.getBackend(), gpu, library], ["cpu", false, undefined]);
  const network = new TfjsStep(tf, spreadBatch(), WIDTHS, 1e-2);
  const first = network.step(), { numTensors } = tf.memory();
  let last = first;
  for (let step = 0; step < 150; step++) last = network.step();
  assert(first > 0.5, `chance is ln 2, the first loss is ${first}`);
  assert(last < 0.6 * first, `${first} ${last}`);
  assertEquals(tf.memory().numTensors, numTensors);
});
