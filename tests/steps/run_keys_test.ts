import { assertEquals, assertNotEquals } from "@std/assert";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { Inspector } from "../../lib/steps/inspector.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { runKeys } from "../../lib/steps/run_keys.ts";
import { withPublished } from "../published/published_fixture.ts";

Deno.test("runKeys() names the keys of what the store has, and of what would be next", async () => {
  await withPublished(async ({ store }) => {
    const inspector = new Inspector(store, await createCodeDigester(), ENTRIES);
    assertEquals(runKeys(inspector), { keys: [], present: [], steps: 0 });
    const one = { params: { data: "synthetic" }, inputs: {}, weight: 0, rank: 0 };
    const there = { ...one, kind: "dataset", id: "dataset/synthetic" };
    const missing = { ...one, kind: "split", id: "split/x", params: { data: "none" } };
    const input = { dataset: { step: missing, output: "split" } };
    for (const step of [there, missing, { ...one, kind: "init", id: "init/x", inputs: input }]) {
      await inspector.resolve(step);
    }
    const { keys, present, steps } = runKeys(inspector);
    assertEquals([keys.length, present.length, steps], [2, 1, 3]);
    assertEquals(present[0], keys[0]);
    assertNotEquals(await store.getAction(keys[0]), undefined);
  });
});
