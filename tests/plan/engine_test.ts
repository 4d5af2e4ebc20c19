import { assertEquals } from "@std/assert";
import { BACKENDS } from "../../lib/engines/tfjs/backend.ts";
import { engineNote, engineOf, runWith, workersFor } from "../../lib/plan/engine.ts";
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
