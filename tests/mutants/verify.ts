/** Faults in published results and their verification. */
import type { Mutant } from "./mutants.ts";

const PROBABILITY = ["tests/published/verify/probability_test.ts"];
const GOAL = ["tests/published/verify/goal_test.ts"];
const LEVEL2 = ["tests/published/verify/level2_test.ts"];

/** Locks, sampling, levels. */
export const VERIFY: readonly Mutant[] = [
  {
    file: "lib/published/verify/probability.ts",
    text: "Math.max(1, Math.ceil(fraction * segments))",
    replacement: "Math.max(1, Math.floor(fraction * segments))",
    why: "the probability would be of fewer wrong segments than the share says",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/probability.ts",
    text: "const chances = missChances(draw, Math.ceil(faults / draw.size));",
    replacement: "const chances = missChances(draw, Math.floor(faults / draw.size));",
    why: "faults that fill a unit in part would not be hidden in it",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/probability.ts",
    text: "chances.push(chances[bad - 1] * (units - drawn - bad + 1) / (units - bad + 1));",
    replacement: "chances.push(chances[bad - 1] * (units - drawn) / units);",
    why: "drawing would be with replacement",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/probability.ts",
    text: "return Math.max(most, chance * missed[Math.max(0, f - bad * draw.size)]);",
    replacement: "return Math.max(most, chance * missed[Math.max(0, f - bad)]);",
    why: "units of several segments would be of one",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/strata.ts",
    text: "if (share < drawn[least] * strata[k].units.length) least = k;",
    replacement: "if (share <= drawn[least] * strata[k].units.length) least = k;",
    why: "of strata drawn alike the longest would come first",
  },
  {
    file: "lib/published/verify/sample.ts",
    text: "const seed = digestOf({ lock, nonce });",
    replacement: "const seed = digestOf({ nonce });",
    why: "authors could prepare the sample of a nonce for any lock",
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "if (reaches(half)) enough = half;\n    else few = half + 1;",
    replacement: "if (reaches(half)) enough = half;\n    else few = half + 2;",
    why: "the search for the fewest replays would step over them",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "strata.filter(({ seconds }) => seconds <= left)",
    replacement: "strata.filter(({ seconds }) => seconds < left)",
    why: "a replay that just fits would not be drawn",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "(spent += each.get(order[count])!) <= seconds",
    replacement: "(spent += each.get(order[count])!) < seconds",
    why: "a budget that is spent to the end would buy a replay less",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "seconds: secondsOf(strata, units) / jobs,",
    replacement: "seconds: secondsOf(strata, units),",
    why: "several workers would seem as slow as one",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/merge.ts",
    text: "one.segments > most.segments ? one : most",
    replacement: "one.segments < most.segments ? one : most",
    why: "of two receipts of one nonce the emptier would count",
    tests: ["tests/published/verify/merge_test.ts"],
  },
  {
    file: "lib/published/verify/receipt.ts",
    text: 'return reports.length > 0 && reports.every(comparedSomething) ? "agrees" : "nothing";',
    replacement:
      'return reports.length > 0 && reports.some(comparedSomething) ? "agrees" : "nothing";',
    why: "a level that compared nothing would agree",
    tests: ["tests/published/verify/receipt_test.ts"],
  },
  {
    file: "lib/published/verify/receipt.ts",
    text: "if (result !== found) throw refusal(",
    replacement: "if (result === undefined) throw refusal(",
    why: "a receipt could claim another result than its levels have",
    tests: ["tests/published/verify/receipt_test.ts"],
  },
  {
    file: "lib/published/verify/units.ts",
    text: "if (to < attempt.rows.length && !await stored(attempt.rows[to - 1][0])) continue;",
    replacement: "if (!await stored(attempt.rows[to - 1][0])) continue;",
    why: "the last segments of an attempt would be in no unit",
    tests: ["tests/published/verify/units_test.ts"],
  },
  {
    file: "lib/published/verify/budget.ts",
    text: "seconds = Math.min(seconds, (clock() - start) / 1000);",
    replacement: "seconds = (clock() - start) / 1000;",
    why: "one slow round would spoil the plan",
    tests: ["tests/published/verify/budget_test.ts"],
  },
  {
    file: "lib/published/verify/budget.ts",
    text: "return predicted * factor <= this.#left();",
    replacement: "return predicted <= this.#left();",
    why: "a machine that has become slow would overrun its budget",
    tests: ["tests/published/verify/budget_test.ts"],
  },
  {
    file: "lib/published/verify/replay.ts",
    text: "if (first !== undefined) return first;\n",
    replacement: "",
    why: "a snapshot that differs would not be a difference",
    tests: ["tests/published/verify/replay_test.ts"],
  },
  {
    file: "lib/published/verify/level2.ts",
    text:
      "const claimed = difference === undefined && whole ? draws.filter(({ drawn }) => drawn > 0) : [];",
    replacement:
      "const claimed = difference === undefined ? draws.filter(({ drawn }) => drawn > 0) : [];",
    why: "a sample with gaps would claim an assurance",
    tests: [...LEVEL2, "tests/published/verify/verify_unreadable_test.ts"],
  },
];
