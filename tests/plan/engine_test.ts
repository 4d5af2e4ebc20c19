import { assertEquals, assertRejects } from "@std/assert";
import { BACKENDS } from "../../lib/engines/tfjs/backend.ts";
import { backendOf, engineNote, engineOf, runWith, workersFor } from "../../lib/plan/engine.ts";
import { runOf } from "../../lib/paper/experiments.ts";

const identity = { engine: "tfjs", backend: "cpu", version: "4.22.0" } as const;

Deno.test("engineOf() and workersFor() depend on the backend alone", () => {
  const uses = BACKENDS.map((backend) => {
    const engine = engineOf({ ...identity, backend });
    return [backend, engine.stack, workersFor(engine, 1), workersFor(engine, 4)];
  });
  assertEquals(uses, [
    ["node-gpu", Infinity, 1, 1],
    ["node", Infinity, 1, 1],
    ["wasm", 10, 1, 4],
    ["cpu", 10, 1, 4],
  ]);
});

Deno.test("runWith() leaves out what the engine does not measure, and nothing else", () => {
  const run = runOf("MNIST-Bottleneck-2", "smoke"), engine = engineOf(identity);
  const { representation, ...rest } = run;
  assertEquals(representation?.kind, "representation");
  assertEquals(runWith(run, engine), { ...rest, engine });
});

Deno.test("engineNote() names version and backend", () => {
  assertEquals(engineNote(engineOf(identity)), "trained with TensorFlow.js 4.22.0 (cpu)");
});

Deno.test("backendOf() loads the backend of the key, and refuses another version in one line", async () => {
  const { tf } = await backendOf(identity);
  assertEquals((await backendOf(identity)).tf, tf);
  assertEquals(tf.getBackend(), "cpu");
  await backendOf({ ...identity, backend: "wasm" });
  assertEquals(tf.getBackend(), "wasm");
  const error = await assertRejects(() => backendOf({ ...identity, version: "4.23.0" }), Error);
  assertEquals(
    error.message,
    "Cannot use tfjs:cpu: version must be 4.23.0 as in the key, current value is 4.22.0",
  );
});
