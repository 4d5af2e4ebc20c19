import { assertEquals, assertMatch } from "@std/assert";
import { runOf } from "../../../lib/paper/experiments.ts";
import { LockResolver } from "../../../lib/published/lock/resolver.ts";
import type { PublishedFolder } from "../../../lib/published/folder.ts";
import type { Checker } from "../../../lib/published/verify/checker.ts";
import { level3 } from "../../../lib/published/verify/level3.ts";
import { type LockedAttempt, lockedAttempts, plansOf } from "../../../lib/published/verify/plan.ts";
import type { Made, Replayer } from "../../../lib/published/verify/replay.ts";
import type { Unit } from "../../../lib/published/verify/units.ts";
import { stepsBehind } from "../../../lib/published/verify/plan.ts";
import { attemptName, parseId } from "../../../lib/plan/ids.ts";
import type { Step } from "../../../lib/steps/step.ts";
import { MadeUp, requestOf, withMadeUp } from "../made_up.ts";

/** Three segments an attempt. */
const runs = (experiment: string) => ({ ...runOf(experiment, "smoke"), epochs: 1000 });
const request = { ...requestOf("fig2", "fig3"), runs };
/** Repeat 1 of each network has two attempts that were discarded in their second segment. */
const stopped = (id: string) => /r01.a[01].s02/.test(id);
const wrongSegment = (name: string) => ({ id: `train/${name}/s01`, what: "differs" });

/** Level 3 where replaying gives what `made` has, but for attempts that differ or fail. */
async function whole(
  published: PublishedFolder,
  { made = new MadeUp(stopped), differs = [], fails = [], jobs = 1 }: {
    readonly made?: MadeUp;
    readonly differs?: readonly string[];
    readonly fails?: readonly string[];
    readonly jobs?: number;
  } = {},
) {
  const locked = await LockResolver.of(published), plans = await plansOf(request, locked);
  const names = Object.keys(published.lock.experiments), attempts: LockedAttempt[] = [];
  for (const name of names) {
    attempts.push(...lockedAttempts(request.runs(name), await published.experiment(name)));
  }
  const results = stepsBehind(plans).filter(({ id }) => parseId(id)?.role === "information");
  const checker = {
    async check({ attempt, to }: Unit) {
      if (fails.includes(attempt.name)) throw new Error("it cannot be read");
      if (differs.includes(attempt.name)) {
        return { segments: 1, difference: wrongSegment(attempt.name), made: [] };
      }
      const all = attempt.segments.map(async ({ train }) => await made.bytes(train) as Made);
      return { segments: to, made: await Promise.all(all) };
    },
    resultsOf: ({ name }: LockedAttempt) =>
      results.filter(({ id }) => attemptName(parseId(id) as never) === name),
  } as unknown as Checker;
  const replayer = { compute: (step: Step) => made.bytes(step) } as unknown as Replayer;
  return await level3(attempts, 3, { published, locked, plans, replayer, checker, jobs });
}

Deno.test("level3() replays every attempt, and makes curves, aggregates and tables of them", async () => {
  await withMadeUp({ request, source: new MadeUp(stopped) }, async (published) => {
    for (const jobs of [1, 3, 20]) {
      const { level, checked, differences, unchecked } = await whole(published, { jobs });
      assertEquals([level, differences, unchecked], [3, [], []]);
      assertEquals(checked, { segments: 20, aggregates: 2, tables: 2 });
    }
  });
});

Deno.test("level3() names every attempt that differs, in the lock's order, and every one that fails", async () => {
  await withMadeUp({ request, source: new MadeUp(stopped) }, async (published) => {
    const differs = ["syn-tanh-8/r01/a1", "syn-relu-8/r00/a0"], fails = ["syn-tanh-8/r00/a0"];
    for (const jobs of [1, 4]) {
      const { differences, unchecked, checked } = await whole(published, { differs, fails, jobs });
      assertEquals(differences, [differs[1], differs[0]].map(wrongSegment));
      assertEquals(unchecked, [{ id: fails[0], what: "it cannot be read" }]);
      // Of what is not whole no table is made.
      assertEquals([checked.aggregates, checked.tables], [0, 0]);
      assertEquals(checked.segments, 14);
    }
  });
});

Deno.test("level3() compares the curves of each survivor", async () => {
  await withMadeUp({ request, source: new MadeUp(stopped) }, async (published) => {
    const { differences } = await whole(published, { made: new MadeUp(stopped, 1) });
    assertEquals(differences.map(({ id }) => id), [
      "information/syn-relu-8/r00/a0/e1000/binned",
      "information/syn-relu-8/r01/a2/e1000/binned",
      "information/syn-tanh-8/r00/a0/e1000/binned",
      "information/syn-tanh-8/r01/a2/e1000/binned",
    ]);
  });
});

Deno.test("level3() takes the accuracies at which attempts were discarded from their last segments", async () => {
  await withMadeUp({ request, source: new MadeUp(stopped) }, async (published) => {
    // Replayed, a discarded attempt ends otherwise; nothing but the aggregate shows it.
    class Other extends MadeUp {
      override async bytes(step: Step) {
        const id = parseId(step.id);
        const made = await super.bytes(step);
        if (id?.role !== "train" || !stopped(step.id) || id.attempt === 0) return made;
        const trace =
          (await new MadeUp(stopped).bytes({ ...step, id: step.id.replace("r01", "r09") })).trace;
        return { trace };
      }
    }
    const made = new Other((id) => stopped(id) || /r09/.test(id));
    const { differences } = await whole(published, { made });
    // The tables show none.
    assertEquals(differences.map(({ id }) => id), [
      "aggregate/syn-tanh-8/n2/e1000/binned",
      "aggregate/syn-relu-8/n2/e1000/binned",
    ]);
    assertMatch(differences[0].where!, /discarded_epoch_and_accuracy/);
  });
});
