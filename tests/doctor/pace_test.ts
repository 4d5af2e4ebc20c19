import { assertEquals } from "@std/assert";
import { pace } from "../../lib/doctor/pace.ts";

/** A clock that a step moves on. */
async function stepsOf(milliseconds: (step: number) => number, seconds: number) {
  let now = 5, steps = 0;
  const found = await pace(() => now += milliseconds(steps++), seconds, () => now);
  return { found, steps, spent: now - 5 };
}

Deno.test("pace() counts steps per second and spends the time that it is given", async () => {
  assertEquals(await stepsOf(() => 2, 1), { found: 500, steps: 500, spent: 1000 });
});

Deno.test("pace() does one step a burst when a step takes longer", async () => {
  assertEquals(await stepsOf(() => 400, 1), { found: 2.5, steps: 10, spent: 4000 });
});

Deno.test("pace() tells the fastest burst when others are disturbed", async () => {
  assertEquals((await stepsOf((step) => step < 100 || step > 200 ? 4 : 1, 1)).found, 1000);
});
