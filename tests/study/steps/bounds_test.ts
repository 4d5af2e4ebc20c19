import { assertEquals } from "@std/assert";
import { decodeTensors } from "../../../lib/bits/safetensors.ts";
import { decodeBounds, encodeExtents, runBounds } from "../../../lib/study/steps/bounds.ts";
import { measureSegment } from "./pass.ts";
import { encodeDataset, encodeSplit } from "../../../lib/data/codec.ts";
import { SMALL, SMALL_SPLIT, smallSegment, smallTraining } from "../../engines/wasm/small.ts";

Deno.test("runBounds() finds the ends over all segments, epochs and layers", () => {
  const { bounds } = runBounds({
    "extent-01": encodeExtents([0], 2, [0, 3, -1, 2]),
    "extent-02": encodeExtents([5, 10], 2, [0, 1, 0, 7, -0.5, 0, 0, 0]),
  });
  assertEquals(decodeBounds(bounds), [-1, 7]);
});

Deno.test("extents are those of what each layer hands on, the output's of its probabilities", () => {
  const training = smallTraining("tanh", null), { snapshot } = smallSegment(training, 0, 1);
  const params = { training, repeat: 0, attempt: 0, phase: "train", from: 0, to: 3 } as const;
  const inputs = { dataset: encodeDataset(SMALL), split: encodeSplit(SMALL_SPLIT), snapshot };
  const { counts: [bytes] } = measureSegment(params, [{ kind: "extent" }], inputs);
  const { epochs, extents } = decodeTensors(bytes).tensors;
  assertEquals([[...epochs.data], extents.shape], [[0, 2], [2, 3, 2]]);
  const pairs = Array.from({ length: 6 }, (_, k) => [...extents.data.subarray(2 * k, 2 * k + 2)]);
  for (const [k, [lower, upper]] of (pairs as [number, number][]).entries()) {
    const least = k % 3 === 2 ? 0 : -1;
    assertEquals(least <= lower && lower < upper && upper <= 1, true, `${k}: ${lower} ${upper}`);
  }
});

Deno.test("runBounds() holds what is there, and no zero that is not", () => {
  for (const [lower, upper] of [[2, 3], [-3, -2], [5, 5]]) {
    const { bounds } = runBounds({ "extent-01": encodeExtents([0], 1, [lower, upper]) });
    assertEquals(decodeBounds(bounds), [lower, upper]);
  }
});
