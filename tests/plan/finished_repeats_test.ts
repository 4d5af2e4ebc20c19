import { assertEquals } from "@std/assert";
import type { Outputs, Step } from "../../lib/steps/step.ts";
import { finishedRun } from "../../lib/plan/finished_repeats.ts";
import { SEED, tinyRun } from "../published/published_fixture.ts";

/** A store that has everything but the steps whose ids match. */
function lacking(pattern: RegExp, stopped?: RegExp) {
  return {
    resolve({ id, kind }: Step): Promise<Outputs | undefined> {
      if (pattern.test(id)) return Promise.resolve(undefined);
      const one = { sha256: "0".repeat(64), size: 1 };
      const ends = kind === "train" && stopped?.test(id);
      return Promise.resolve(ends ? { trace: one } : { snapshot: one, trace: one, counts: one });
    },
  };
}

const run = { ...tinyRun(), repeats: 4 };

Deno.test("finishedRun() is the run itself when nothing is missing", async () => {
  assertEquals(await finishedRun(run, lacking(/^nothing$/)), run);
});

Deno.test("finishedRun() ends at the first repeat of which a segment or a measurement is missing", async () => {
  for (const what of [`train/${SEED}/r02/a0/s03`, `measure/${SEED}/r02/a0/s01/binned`]) {
    const found = await finishedRun(run, lacking(new RegExp(what)));
    assertEquals(found, { ...run, repeats: 2, of: 4 });
  }
});

Deno.test("finishedRun() looks at the attempt that survived", async () => {
  const stopped = new RegExp(`${SEED}/r01/a0/s02`);
  assertEquals((await finishedRun(run, lacking(/r01\/a1\/s03/, stopped))).repeats, 1);
  assertEquals((await finishedRun(run, lacking(/r01\/a0\/s03/, stopped))).repeats, 4);
});

Deno.test("finishedRun() may have no repeat", async () => {
  assertEquals((await finishedRun(run, lacking(/r00/))).repeats, 0);
});
