import { assert, assertEquals } from "@std/assert";
import { choose } from "../../../lib/published/verify/goal.ts";
import { faultsOf, seenAtLeast, segmentsOf } from "../../../lib/published/verify/probability.ts";
import { drawOrder, drawsOf, strataOf } from "../../../lib/published/verify/strata.ts";
import { epochsOf, type Unit } from "../../../lib/published/verify/units.ts";
import { attemptsOf } from "./sampling.ts";

const ENDS = [50, 500, 1000, 2000];

/** 30 replays of 2 s, 10 of 1 s, 4 of 100 s. */
const units: Unit[] = [
  ...attemptsOf("relu", 30, ENDS),
  ...attemptsOf("relu", 10, ENDS.slice(0, 3), false),
  ...attemptsOf("slow", 4, [50_000, 100_000]),
].map((attempt) => ({ attempt, from: 0, to: attempt.rows.length }));
const strata = strataOf(units, "lock", "n", (unit) => epochsOf(unit) / 1000);
const fitting = strata.filter(({ seconds }) => seconds < 100);

Deno.test("choose() of a budget takes all that fits alone, and says how much of it will be replayed", () => {
  const { order, plan } = choose(strata, { budget: 10 }, 2, 10);
  assertEquals(order, drawOrder(fitting));
  assertEquals([plan.of, plan.experiments, plan.ofExperiments, plan.fraction], [44, 1, 2, 0.1]);
  // Two workers for ten seconds, and the next one would not fit.
  const seconds = (count: number) =>
    order.slice(0, count).reduce((sum, unit) => sum + epochsOf(unit) / 1000, 0);
  assert(seconds(plan.replays) <= 20 && seconds(plan.replays + 1) > 20);
  assertEquals(plan.seconds, seconds(plan.replays) / 2);
  const draws = drawsOf(fitting, order.slice(0, plan.replays));
  assertEquals(plan.seen, seenAtLeast(draws, faultsOf(0.1, segmentsOf(draws))));
});

Deno.test("choose() says what the usual aim takes over everything, unless the budget buys as much", () => {
  const { plan: { usual } } = choose(strata, { budget: 10 }, 2, 10);
  const { order, plan } = choose(strata, { confidence: 0.95, fraction: 0.1 }, 2, Infinity);
  assertEquals(usual, { replays: order.length, seconds: plan.seconds });
  assertEquals(choose(strata, { budget: 1e6 }, 1, 1e6).plan.usual, undefined);
});

for (const confidence of [0.01, 0.5, 0.9, 0.99]) {
  for (const fraction of [0.01, 0.1, 0.5, 1]) {
    Deno.test(`choose() draws as few as see ${fraction} wrong with ${confidence}, from all strata`, () => {
      const { order, plan } = choose(strata, { confidence, fraction }, 1, Infinity);
      const seen = (count: number) => {
        const draws = drawsOf(strata, drawOrder(strata).slice(0, count));
        return seenAtLeast(draws, faultsOf(fraction, segmentsOf(draws)));
      };
      assertEquals(order, drawOrder(strata).slice(0, order.length));
      assert(seen(order.length) >= confidence && !(seen(order.length - 1) >= confidence));
      assertEquals(plan.replays, order.length);
    });
  }
}

Deno.test("choose() of nothing, or of a budget for nothing, replays nothing", () => {
  assertEquals(choose([], { budget: 10 }, 1, 10).order, []);
  const { order, plan } = choose(strata, { budget: 0.5 }, 1, 0.5);
  assertEquals([order.length, plan.replays, plan.experiments, plan.seen], [0, 0, 0, 0]);
});

Deno.test("choose() spends a budget to its end, and draws what just fits", () => {
  // Ten replays of 2 s.
  const even = attemptsOf("relu", 10, ENDS).map((attempt) => ({ attempt, from: 0, to: 4 }));
  const alone = strataOf(even, "lock", "n", (unit) => epochsOf(unit) / 1000);
  const replays = (budget: number, jobs = 1) =>
    choose(alone, { budget }, jobs, budget).plan.replays;
  assertEquals([replays(10), replays(9.99), replays(2), replays(1.99)], [5, 4, 1, 0]);
  assertEquals([replays(5, 2), replays(20), replays(100)], [5, 10, 10]);
});
