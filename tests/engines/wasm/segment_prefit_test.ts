import { assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { decodeTensors, encodeTensors } from "../../../lib/bits/safetensors.ts";
import { runSegment, type SegmentInput } from "../../../lib/engines/wasm/segment.ts";
import { smallSegment, smallTraining } from "./small.ts";

const training = smallTraining("relu", { bits: 8 });
const prefit = (change: Partial<SegmentInput> = {}): SegmentInput => {
  return { ...smallSegment(training, 0, 3), phase: "prefit", ...change };
};

/** A snapshot whose network says the same of every row, and not the same of every class. */
function constantSnapshot(snapshot: Uint8Array): Uint8Array {
  const { tensors } = decodeTensors(snapshot);
  for (const [name, { data }] of Object.entries(tensors)) {
    if (name.endsWith(".kernel")) data.fill(0 as never);
  }
  const { data } = tensors[`layer${training.network.layers.length}.bias`];
  data.forEach((_, k) => (data as Float32Array)[k] = k / 2);
  return encodeTensors(tensors);
}

Deno.test("a prefit trains towards other labels than the training proper", () => {
  const [fitted, trained] = [prefit(), smallSegment(training, 0, 3)].map((one) => runSegment(one));
  assertNotEquals(fitted.snapshot, trained.snapshot);
  assertNotEquals(fitted.trace.loss, trained.trace.loss);
});

Deno.test("a prefit's labels are one permutation for all epochs, fresh for each repeat and attempt", () => {
  const first = runSegment(prefit()).snapshot;
  assertEquals(runSegment(prefit()).snapshot, first);
  for (const other of [{ repeat: 1 }, { attempt: 1 }]) {
    assertNotEquals(runSegment(prefit(other)).snapshot, first);
  }
  // Epochs 0 to 2 in one go, or the last of them alone: the labels must be the same.
  const begun = runSegment(prefit({ to: 2 })).snapshot!;
  assertEquals(runSegment(prefit({ from: 2, snapshot: begun })).snapshot, first);
});

Deno.test("a prefit keeps the number of rows of each class, and leaves the test rows' labels alone", () => {
  // With a learning rate of 0 nothing is learnt, and the loss of a constant output tells the classes' numbers.
  const frozen = {
    ...training,
    protocol: { ...training.protocol, learningRate: 0 },
    quantization: null,
  };
  const input = smallSegment(frozen, 0, 1), snapshot = constantSnapshot(input.snapshot);
  const [fitted, trained] = (["prefit", "train"] as const).map((phase) =>
    runSegment({ ...input, snapshot, phase }).trace
  );
  assertEquals(fitted.testCorrect, trained.testCorrect);
  assertEquals(fitted.trainCorrect, trained.trainCorrect);
  assertAlmostEquals(fitted.loss[0], trained.loss[0], 1e-6);
});

Deno.test("the restart rule is for the training proper alone", () => {
  const rule = { from: 0, below: 1.1 };
  const strict = { ...training, protocol: { ...training.protocol, restart: rule } };
  assertEquals(runSegment({ ...smallSegment(strict, 0, 2), phase: "prefit" }).trace.stopped, null);
  assertEquals(runSegment(smallSegment(strict, 0, 2)).trace.stopped, 0);
});
