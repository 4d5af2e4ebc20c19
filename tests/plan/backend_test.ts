import { assertEquals, assertRejects } from "@std/assert";
import { backendOf } from "../../lib/plan/backend.ts";

const identity = { engine: "tfjs", backend: "cpu", version: "4.22.0" } as const;

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
