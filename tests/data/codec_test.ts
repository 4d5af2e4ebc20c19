import { assertEquals } from "@std/assert";
import { decodeDataset, decodeSplit, encodeDataset, encodeSplit } from "../../lib/data/codec.ts";
import { syntheticSplit } from "../../lib/data/split.ts";
import { syntheticDataset } from "../../lib/data/synthetic.ts";

Deno.test("decodeDataset() gives back what encodeDataset() was given", () => {
  const dataset = { ...syntheticDataset(), scale: Math.fround(1 / 255), classes: 10 };
  assertEquals(decodeDataset(encodeDataset(dataset)), dataset);
});

Deno.test("decodeSplit() gives back what encodeSplit() was given", () => {
  assertEquals(decodeSplit(encodeSplit(syntheticSplit())), syntheticSplit());
});
