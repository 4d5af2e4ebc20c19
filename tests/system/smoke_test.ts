/** Every figure of the paper, in small: the preset that is a first contact, from the packages to the pictures. */
import { assertEquals } from "@std/assert";
import { FIGURES } from "../../lib/paper/figures.ts";
import { digestsOf, reproduce, withFolder } from "./support.ts";

Deno.test("the smoke preset draws every figure from nothing, and again out of the store", async () => {
  await withFolder(async (folder) => {
    const timed = async () => {
      const began = performance.now(), summary = await reproduce(folder, ["--preset", "smoke"]);
      return { summary, seconds: ((performance.now() - began) / 1000).toFixed(1) };
    };
    const first = await timed(), again = await timed();
    console.log(`${first.summary.computed} steps in ${first.seconds} s, again ${again.seconds} s`);
    assertEquals(Object.keys(first.summary.figures).sort(), Object.keys(FIGURES).sort());
    assertEquals(again.summary.computed, 0);
    assertEquals(digestsOf(again.summary), digestsOf(first.summary));
  });
});
