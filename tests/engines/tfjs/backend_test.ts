import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  BACKENDS,
  commandThatAdds,
  loadBackend,
  loadBest,
} from "../../../lib/engines/tfjs/backend.ts";

/** A folder without node_modules. */
const nowhere = new URL("./", import.meta.url);

Deno.test("loadBackend() says in one line which package is missing and what adds it", async () => {
  for (const name of ["node-gpu", "node"] as const) {
    const { message } = await assertRejects(() => loadBackend(name, nowhere), Error);
    assert(
      message.startsWith(`Cannot load tfjs:${name}: @tensorflow/tfjs-${name} must be installed`),
    );
    assert(message.endsWith(commandThatAdds(name)), message);
    assert(!message.includes("\n"), message);
    assert(commandThatAdds(name).includes(`--allow-scripts=npm:@tensorflow/tfjs-${name}@4.22.0`));
  }
});

Deno.test("loadBackend() names engine, backend and version", async () => {
  for (const backend of ["cpu", "wasm"] as const) {
    const { identity, tf, gpu } = await loadBackend(backend);
    assertEquals([identity, gpu], [{ engine: "tfjs", backend, version: "4.22.0" }, false]);
    assertEquals(tf.getBackend(), backend);
  }
});

Deno.test("loadBackend() refuses a backend that does not start", async () => {
  const { tf } = await loadBackend("cpu");
  const factory = tf.findBackendFactory("wasm");
  tf.removeBackend("wasm");
  try {
    tf.registerBackend("wasm", () => {
      throw new Error("no");
    });
    const { message } = await assertRejects(() => loadBackend("wasm"), Error);
    assertEquals(
      message,
      `Cannot use tfjs:wasm: setBackend("wasm") must be true, current value is false`,
    );
  } finally {
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", factory);
  }
});

Deno.test("loadBest() takes the first that loads, and says why it did not take better ones", async () => {
  const { identity, skipped } = await loadBest(nowhere);
  assertEquals(BACKENDS, ["node-gpu", "node", "wasm", "cpu"]);
  assertEquals(identity.backend, "wasm");
  assertEquals(skipped.map((line) => line.split(":")[1]), ["node-gpu", "node"]);
});
