import { assertEquals } from "@std/assert";
import { fall } from "../../../lib/paper/claims/moves.ts";
import { Sample } from "../../../lib/paper/claims/sample.ts";
import { whole } from "../../../lib/paper/claims/contrast.ts";
import type { Side, Statistic } from "../../../lib/paper/claims/claim.ts";
import { curvesOf, plateaus } from "./made_up.ts";

const side = (statistic: Statistic): Side => {
  const source = { experiment: "SYN-Tanh-8", states: "binned", phase: "train" } as const;
  return { source, weight: 1, statistic };
};
const one = (...values: number[]) => curvesOf([plateaus(20, ...values)]);

Deno.test("the mean curve's peak is that of the repeats that are looked at", () => {
  // All: 5 4 0; without the second 3 5 0; with the first twice 4.5 4.25 0, thrice 4.2 4.4 0.
  const sample = new Sample([one(3, 5, 0), one(9, 2, 0), one(3, 5, 0)]);
  const falls = side({ move: fall("ixt", 1) });
  const of = (...places: number[]) => sample.valuesOf(falls, places, "mean", 0);
  assertEquals(of(0, 1, 2), [3, 9, 3]);
  assertEquals(of(0, 2), [5, 5]);
  assertEquals(of(0, 0, 1, 2), [3, 3, 9, 3]);
  assertEquals(of(0, 0, 0, 1, 2), [5, 5, 5, 2, 5]);
  assertEquals(of(1, 1), [9, 9]);
  assertEquals(sample.valuesOf(falls, [0, 1, 2], "own", 0), [5, 9, 5]);
});

Deno.test("what is no fall or climb is the same for a repeat, whichever others are looked at", () => {
  const sample = new Sample([one(1, 1, 1), one(2, 2, 2)]);
  const level = side({ contrast: whole("ixt", 1) });
  assertEquals(sample.valuesOf(level, [1, 1, 0], "mean", 0), [2, 2, 1]);
});

Deno.test("a repeat has collapsed if its accuracy ends a tenth below the median of those looked at", () => {
  const ending = (accuracy: number) =>
    curvesOf([plateaus(40, 1)], undefined, Array<number>(40).fill(accuracy));
  const sample = new Sample([0.6, 0.95, 0.96, 0.97].map(ending));
  assertEquals([sample.hasCollapsed([0, 1, 2, 3]), sample.hasCollapsed([1, 2, 3])], [true, false]);
  assertEquals(sample.endingAt(0.7), [1, 2, 3]);
  assertEquals(new Sample([0.87, 0.96, 0.96].map(ending)).hasCollapsed([0, 1, 2]), false);
});
