/**
 * The device of WebGPU: what it is called, what it is taken for, and that its errors are seen.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { findAdapter } from "../../lib/engines/tfjs/adapter.ts";
import { loadBackend, NoGpu } from "../../lib/engines/tfjs/backend.ts";

const adapter = await findAdapter();

Deno.test("there is an adapter; a software one is taken for no GPU, and refused unless it is asked for", async () => {
  assert(adapter !== undefined, "no adapter: install a driver, in Debian mesa-vulkan-drivers");
  assert(adapter.name !== "" && adapter.largestTensor >= 2 ** 24, JSON.stringify(adapter));
  const loaded = await loadBackend("webgpu", { software: true });
  const identity = { engine: "tfjs", backend: "webgpu", version: "4.22.0" } as const;
  assertEquals([loaded.identity, loaded.adapter], [identity, adapter]);
  assertEquals([loaded.gpu, loaded.tf.getBackend()], [!adapter.software, "webgpu"]);
  if (!adapter.software) return assertEquals((await loadBackend("webgpu")).gpu, true);
  const { message } = await assertRejects(() => loadBackend("webgpu"), NoGpu);
  assert(message.endsWith(`current value is ${adapter.name}, a software device`), message);
});

// Last: from then on every read of this process is an error.
Deno.test("what is read after an error of WebGPU is an error, in one line, and no zeros", async () => {
  const { tf } = await loadBackend("webgpu", { software: true });
  assertEquals([...await tf.add(tf.tensor1d([1, 2]), 1).data()], [2, 3]);
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  // Beyond what one buffer may have.
  const values = Math.floor(device.limits.maxStorageBufferBindingSize / 4) + 2 ** 20;
  const sum = tf.sum(tf.add(tf.zeros([values]), 1));
  const { message } = await assertRejects(
    () => sum.data(),
    Error,
    "Cannot compute with tfjs:webgpu",
  );
  assert(!/\n|object Object/.test(message), message);
});
