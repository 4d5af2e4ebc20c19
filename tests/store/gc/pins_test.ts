import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { digestOf } from "../../../lib/bits/digest.ts";
import { addPin, fsck, listPins, removePin, sealPin, Store } from "../../../lib/store/mod.ts";

/** Runs a test on the folder of a store. */
async function withFolder(test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "gc-" });
  try {
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("listPins() gives back what addPin() wrote, by name", async () => {
  await withFolder(async (root) => {
    (await Store.open(root)).close();
    assertEquals(await listPins(root), []);
    const run = { figures: ["fig2"], preset: "quick" },
      keys = [digestOf(2), digestOf(1), digestOf(2)];
    const pins = ["a-run", "b"].map((name) => sealPin({ ...run, name, keys }));
    for (const pin of pins.toReversed()) await addPin(root, pin);
    assertEquals(await listPins(root), pins);
    assertEquals(pins[0].keys, [digestOf(1), digestOf(2)].sort());
    await assertRejects(() => addPin(root, pins[0]), Error, "name must be free");
    await removePin(root, "b");
    assertEquals(await listPins(root), pins.slice(0, 1));
    await assertRejects(() => removePin(root, "b"), Error, "name must be that of a pin");
    const { bad } = await fsck(await Store.open(root, { readOnly: true }));
    assertEquals(bad, [], "pins are no foreign files");
  });
});

Deno.test("sealPin() refuses names that a file system could confuse or keep for itself", () => {
  for (
    const name of ["", "A", "a/b", "..", "../x", "ä", "a.b", "con", "lpt1", "-a", "a".repeat(65)]
  ) {
    const seal = () => sealPin({ name, figures: [], preset: "quick", keys: [] });
    assertThrows(seal, TypeError, `current value is ${JSON.stringify(name)}`);
  }
});
