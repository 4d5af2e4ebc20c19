import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Contrast,
  first,
  last,
  peak,
  trough,
  valueOf,
  WINDOW,
} from "../../../lib/paper/claims/contrast.ts";
import {
  climb,
  fall,
  fallBehindValley,
  fallBetween,
  fitAfterValley,
  fitBeforeValley,
  growth,
  type Move,
  span,
  start,
  valley,
} from "../../../lib/paper/claims/moves.ts";
import type { Curves } from "../../../lib/study/steps/curves.ts";
import { curvesOf, plateaus } from "./made_up.ts";

const contrastOf = (one: Contrast | Move, epoch = 0) => "from" in one ? one.from(epoch) : one;
const of = (one: Contrast | Move, curves: Curves, epoch = 0) =>
  valueOf(contrastOf(one, epoch)(curves), curves);
/** One layer with plateaus three windows long. */
const one = (...values: number[]) => curvesOf([plateaus(3 * WINDOW, ...values)]);

/** The records of a move's terms. */
const records = (move: Contrast | Move, curves: Curves, epoch = 0) =>
  contrastOf(move, epoch)(curves).map(({ from, to, weight }) => [from, to, weight]);

Deno.test("climb(), fall(), growth() and span() of plateaus are differences of plateaus", () => {
  const curves = one(2, 5, 1, 3);
  const all = [climb, fall, growth, span].map((pick) => of(pick("ixt"), curves));
  assertEquals(all, [3, 2, 1, 4]);
  assertEquals([climb, fall, growth, span].map((pick) => of(pick("ixt"), one(4))), [0, 0, 0, 0]);
  assertEquals([peak, trough, first, last].map((pick) => of(pick("ixt"), curves)), [5, 1, 2, 3]);
});

Deno.test("fallBetween() is the largest fall to a later window between two epochs", () => {
  // Plateaus of 60 records, 300 epochs each: from 0, 300, 600, 900, 1200.
  const curves = one(9, 1, 5, 3, 4);
  const between = (from: number, to: number) => of(fallBetween(from, to)("ixt"), curves);
  assertEquals([between(0, 1500), between(300, 1500), between(900, 1500)], [8, 2, 0]);
  // Fewer records than a window: their mean, alone.
  assertEquals(between(300, 310), 0);
  const layers = curvesOf([plateaus(30, 1, 1), plateaus(30, 6, 4)]);
  assertEquals(of(fallBetween(0, 300)("ixt", 2), layers), 2);
  assertThrows(
    () => between(1500, 2000),
    RangeError,
    "from epoch 1500 to 2000, current value is 1495",
  );
});

Deno.test("valley() is what was fallen and made up for, whichever is less", () => {
  const cases: [values: number[], depth: number, behind: number][] = [
    [[0, 5], 0, 0],
    [[5, 0], 0, 5],
    [[0, 5, 3], 0, 2],
    [[5, 3, 4], 1, 0],
    [[1, 5, 3, 4, 2], 1, 2],
    [[5, 3, 7], 2, 0],
    // The deepest of two, with a brim that was left behind by a lower one.
    [[5, 4, 5, 1, 3], 2, 0],
    [[0, 2, 1, 6, 1, 4, 0], 3, 4],
  ];
  for (const [values, depth, behind] of cases) {
    const curves = one(...values), text = values.join(" ");
    assertAlmostEquals(of(valley("ixt"), curves), depth, 1e-12, `depth of ${text}`);
    assertAlmostEquals(of(fallBehindValley("ixt"), curves), behind, 1e-12, `behind ${text}`);
  }
});

Deno.test("of equal windows the first one counts, the one behind the top where a fall ends", () => {
  // 0 to 59 at 5, 60 to 119 at 1, 120 to 179 at 5, 180 to 239 at 1.
  const twice = one(5, 1, 5, 1);
  assertEquals(records(peak("ixt"), twice), [[0, 20, 1]]);
  assertEquals(records(trough("ixt"), twice), [[60, 80, 1]]);
  assertEquals(records(fallBetween(0, 1195)("ixt"), twice), [[0, 20, 1], [60, 80, -1]]);
  assertEquals(records(fallBetween(300, 1195)("ixt"), twice), [[120, 140, 1], [180, 200, -1]]);
  assertEquals(records(valley("ixt"), one(5, 1, 5, 1, 5)), [[0, 20, 1], [60, 80, -1]]);
  // Where nothing falls, a window is compared with itself.
  assertEquals(records(fallBetween(0, 1195)("ixt"), one(1, 1, 1, 1)), [[0, 20, 1], [0, 20, -1]]);
});

Deno.test("fallBetween() has both of its epochs, and its windows end with them", () => {
  // Records 0 to 20 are epochs 0 to 100; the last one is low.
  const series = [...Array<number>(20).fill(8), -12, ...Array<number>(40).fill(8)];
  const curves = curvesOf([series]), last = fallBetween(0, 100)("ixt");
  assertEquals(records(last, curves), [[0, 20, 1], [1, 21, -1]]);
  assertEquals(of(last, curves), 1);
  assertEquals(of(fallBetween(0, 99)("ixt"), curves), 0);
  assertEquals(records(fallBetween(5, 100)("ixt"), curves), [[1, 21, 1], [1, 21, -1]]);
  assertEquals(records(fallBetween(100, 100)("ixt"), curves), [[20, 21, 1], [20, 21, -1]]);
});

Deno.test("moves from an epoch on see nothing of what was before it", () => {
  // Plateaus of 60 records, 300 epochs each: from 0, 300, 600, 900.
  const curves = one(9, 5, 7, 2);
  assertEquals([fall, climb, span, start].map((pick) => of(pick("ixt"), curves, 0)), [7, 0, 7, 9]);
  assertEquals([fall, climb, span, start].map((pick) => of(pick("ixt"), curves, 300)), [
    5,
    2,
    5,
    5,
  ]);
  assertEquals(records(fall("ixt"), curves, 300), [[120, 140, 1], [220, 240, -1]]);
  assertEquals(of(fallBetween(0, 1200)("ixt"), curves, 300), 5);
  // A growth is of all records.
  assertEquals(of(growth("ixt"), curves, 300), -7);
  const layers = curvesOf([plateaus(60, 1, 1, 1), plateaus(60, 3, 8, 6)]);
  assertEquals(of(fall("ixt", 2), layers, 300), 2);
});

Deno.test("fits before and after the valley of I(X;T) are read in I(T;Y)", () => {
  const ixt = plateaus(3 * WINDOW, 4, 6, 3, 7, 1), ity = plateaus(3 * WINDOW, 1, 2, 4, 9, 8);
  const curves = curvesOf([ixt], [ity]);
  // Up to the brim at 6, where I(T;Y) is 2; from the bottom at 3, where it is 4, to its peak.
  assertEquals(of(fitBeforeValley(1), curves), 1);
  assertEquals(of(fitAfterValley(1), curves), 5);
});
