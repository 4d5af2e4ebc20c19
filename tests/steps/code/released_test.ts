import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createCodeDigester } from "../../../lib/steps/code/digest.ts";
import { releasedManifest } from "../../../lib/steps/code/released.ts";
import { ENTRIES } from "../../../lib/plan/kinds.ts";

const root = new URL("https://example.test/study/");

Deno.test("a copy that is no files has the digests of its manifest and knows no more", async () => {
  const manifest = {
    ...{ schema: 1, stripper: "esbuild-wasm@0.28.2", modules: {} } as const,
    entries: { "lib/train.ts": "0a" },
  };
  const digester = await createCodeDigester({ root, manifest });
  assertEquals(await digester.digest("lib/train.ts"), "0a");
  assertEquals(await digester.material("lib/train.ts"), undefined);
  assertEquals(await digester.changed(["lib/train.ts"]), undefined);
  await assertRejects(() => digester.digest("lib/none.ts"), RangeError, "lib/none.ts");
  await assertRejects(() => digester.digest("toString"), RangeError, "toString");
});

Deno.test("the manifest beside the code has the digest of every kind of step", async () => {
  const { entries } = await releasedManifest();
  assertEquals(Object.keys(entries).sort(), [...new Set(Object.values(ENTRIES))].sort());
  for (const digest of Object.values(entries)) assertMatch(digest, /^[0-9a-f]{64}$/);
});
