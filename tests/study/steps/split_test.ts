import { assertEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { decodeSplit } from "../../../lib/data/codec.ts";
import { runSplit } from "../../../lib/study/steps/split.ts";

Deno.test("runSplit() gives each row to one part, the test rows with the known digest", () => {
  const { train, test } = decodeSplit(runSplit().split);
  assertEquals([train.length, test.length], [3276, 820]);
  assertEquals(new Set([...train, ...test]).size, 4096);
  assertEquals([...test.subarray(0, 4)], [3595, 2990, 2361, 3739]);
  assertEquals(
    sha256(new Uint8Array(test.buffer, test.byteOffset, test.byteLength)),
    "604d61bb54b1a97c4b8762a8357fd9f96434340051a67452159a4987dc9a574d",
  );
});
