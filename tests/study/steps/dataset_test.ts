import { assertEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { decodeDataset } from "../../../lib/data/codec.ts";
import { runDataset } from "../../../lib/study/steps/dataset.ts";

Deno.test("runDataset() gives the synthetic data set, whose labels have the known digest", () => {
  const { x, y, scale, columns, classes } = decodeDataset(runDataset().dataset);
  assertEquals([y.length, columns, classes, scale], [4096, 12, 2, 1]);
  assertEquals(sha256(y), "77732f16f85e91b49d3997196b56163b3bd362d8cf631468a8de3f986e88359f");
  assertEquals([...x.subarray(0xa51 * 12, 0xa52 * 12)], [1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1]);
});

Deno.test("runDataset() gives the same bytes every time", () => {
  assertEquals(runDataset(), runDataset());
});
