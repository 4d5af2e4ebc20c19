import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { Stream, streamKey } from "../../../lib/bits/random.ts";
import { decodeTensors } from "../../../lib/bits/safetensors.ts";
import { initialKernel, initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";

function stream(repeat: number): Stream {
  return new Stream(streamKey({ seed: "test", repeat, attempt: 0, purpose: "init", epoch: 0 }));
}

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

Deno.test("initialKernel() draws Glorot uniform numbers over the whole interval", () => {
  const values = initialKernel("glorot_uniform", 200, 100, stream(0)), limit = Math.sqrt(6 / 300);
  const largest = Math.max(...values.map(Math.abs));
  assert(largest <= limit && largest > 0.999 * limit);
  // 20000 draws: the deviation's own deviation is limit / sqrt(3) * sqrt(1 / 5 / 20000) < 0.4 %.
  assert(Math.abs(deviation(values) / limit * Math.sqrt(3) - 1) < 0.015);
  assert(Math.abs(values.reduce((sum, x) => sum + x, 0)) / 20000 < 0.02 * limit);
});

Deno.test("initialKernel() draws normal numbers of std 1/sqrt(units), cut at two of them", () => {
  const values = initialKernel("truncated_normal", 200, 100, stream(1));
  const largest = Math.max(...values.map(Math.abs));
  assert(largest <= 0.2 && largest > 0.199);
  // The cut at 2 leaves a deviation of 0.8796 (docs/protocol.md, section 6); 1.5 % is four of its own deviations.
  assert(Math.abs(deviation(values) / 0.08796 - 1) < 0.015);
});

Deno.test("initialSnapshot() starts biases and moments at 0, ranges at [-6, 6], the clock at 0", () => {
  const { tensors } = decodeTensors(initialSnapshot(syntheticTraining("relu", 8), 12, 0, 0));
  for (const [name, { data }] of Object.entries(tensors)) {
    const values = [...data as Float32Array];
    if (/moment|bias|step/.test(name)) assert(values.every((x) => x === 0), name);
    else if (name.endsWith("range")) assertEquals(values, [-6, 6], name);
    else if (name === "adam.powers") assertEquals(values, [1, 1]);
    else assert(values.every((x) => x !== 0), name);
  }
  assertEquals(Object.keys(tensors).length, 2 + 6 * 8);
});

Deno.test("initialSnapshot() depends on repeat and attempt, and on nothing else", () => {
  const training = syntheticTraining("tanh", 8), first = initialSnapshot(training, 12, 0, 0);
  assertEquals(initialSnapshot(training, 12, 0, 0), first);
  assertNotEquals(initialSnapshot(training, 12, 1, 0), first);
  assertNotEquals(initialSnapshot(training, 12, 0, 1), first);
});

Deno.test("initialKernel() draws what it drew when results were published", () => {
  const digest = (initializer: "glorot_uniform" | "truncated_normal") =>
    sha256(new Uint8Array(initialKernel(initializer, 12, 10, stream(2)).buffer));
  assertEquals(
    digest("glorot_uniform"),
    "94318d2b2c437c3c45ac4386dc4170d511b5aab7bd884a42f0356e8a53e832ef",
  );
  assertEquals(
    digest("truncated_normal"),
    "d2fd6ba5a7d0d2709d721b04acab47741053ab2cdef3117c513f3c37494dbc37",
  );
});
