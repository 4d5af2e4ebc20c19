import { assert, assertEquals } from "@std/assert";
import { BACKENDS } from "../../lib/engines/tfjs/packages.ts";
import { engineNote, engineOf, runWith, stackOf, workersFor } from "../../lib/plan/engine.ts";
import { runOf } from "../../lib/paper/experiments.ts";

const identity = { engine: "tfjs", backend: "cpu", version: "4.22.0" } as const;

Deno.test("engineOf() and workersFor() depend on the backend alone", () => {
  const uses = BACKENDS.map((backend) => {
    const engine = engineOf({ ...identity, backend });
    return [backend, engine.stack, workersFor(engine, 1), workersFor(engine, 4)];
  });
  assertEquals(uses, [
    ["node-gpu", Infinity, 1, 1],
    ["webgpu", Infinity, 1, 1],
    ["node", Infinity, 1, 1],
    ["wasm", 10, 1, 4],
    ["cpu", 10, 1, 4],
  ]);
});

Deno.test("stackOf() is as many repeats as the card has room for, and one at least", () => {
  const webgpu = { ...identity, backend: "webgpu" as const };
  const stack = (experiment: string, largestTensor: number) => {
    const adapter = { name: "card", software: false, largestTensor };
    return stackOf({
      ...runOf(experiment, "paper"),
      engine: engineOf(webgpu, adapter),
    });
  };
  // The largest tensors: 256 rows of 12 columns, or of 784 pixels; of Conv the patches of the second convolution.
  assertEquals(stack("SYN-ReLU-8", 2 ** 27), Math.floor(2 ** 27 / (4 * 256 * 12)));
  assertEquals(stack("MNIST-Bottleneck-2", 2 ** 27), Math.floor(2 ** 27 / (4 * 256 * 784)));
  assert(stack("MNIST-Conv", 2 ** 27) < 50, "as many as of a dense network");
  assertEquals(stack("MNIST-Conv", 1), 1);
  const node = engineOf({ ...identity, backend: "node" });
  assertEquals(stackOf({ ...runOf("MNIST-Conv", "paper"), engine: node }), Infinity);
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
