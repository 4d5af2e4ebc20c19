import { assertEquals } from "@std/assert";
import { epochsOf, unitName, unitsOf } from "../../../lib/published/verify/units.ts";
import { attemptsOf } from "./sampling.ts";

const [attempt] = attemptsOf("relu", 1, [50, 500, 1000, 2000]);

/** Units where the snapshots behind these segments are stored, with their epochs. */
async function units(...stored: number[]) {
  const digests = new Set(stored.map((segment) => attempt.rows[segment - 1][0]));
  const found = await unitsOf([attempt], (digest) => Promise.resolve(digests.has(digest)));
  return found.map((unit) => [unitName(unit).slice("relu/r0/a1/".length), epochsOf(unit)]);
}

Deno.test("unitsOf() cuts an attempt behind each stored snapshot, and has all of its segments", async () => {
  assertEquals(await units(), [["s01-s04", 2000]]);
  assertEquals(await units(1, 2, 3), [["s01", 50], ["s02", 450], ["s03", 500], ["s04", 1000]]);
  assertEquals(await units(2), [["s01-s02", 500], ["s03-s04", 1500]]);
  // The last snapshot begins nothing.
  assertEquals(await units(4), [["s01-s04", 2000]]);
  assertEquals(await units(3, 4), [["s01-s03", 1000], ["s04", 1000]]);
});
