import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  around,
  climb,
  climbBeforeValley,
  type Contrast,
  fall,
  fallBehindValley,
  fallBetween,
  first,
  gain,
  increase,
  increaseAtOnce,
  largestDeviation,
  last,
  minus,
  overLayers,
  peak,
  seriesOf,
  span,
  times,
  trough,
  valley,
  valueOf,
  whole,
  WINDOW,
} from "../../../lib/paper/claims/contrast.ts";
import type { Curves } from "../../../lib/study/steps/curves.ts";
import { curvesOf, plateaus } from "./made_up.ts";

const of = (contrast: Contrast, curves: Curves) => valueOf(contrast(curves), curves);
/** One layer with plateaus three windows long. */
const one = (...values: number[]) => curvesOf([plateaus(3 * WINDOW, ...values)]);

Deno.test("seriesOf() takes a layer, counted from 1, and accuracies whole", () => {
  const curves = curvesOf([[1, 2, 3], [4, 5, 6]], [[0, 0, 0], [7, 8, 9]], [0.1, 0.2, 0.3]);
  assertEquals([...seriesOf(curves, "ixt", 2)], [4, 5, 6]);
  assertEquals([...seriesOf(curves, "ity", 2)], [7, 8, 9]);
  assertEquals([...seriesOf(curves, "train", 1)], [0.1, 0.2, 0.3]);
  assertEquals([...seriesOf(curves, "test", 2)], [0.1, 0.2, 0.3]);
});

Deno.test("climb(), fall(), gain() and span() of plateaus are differences of plateaus", () => {
  const curves = one(2, 5, 1, 3);
  const all = [climb, fall, gain, span].map((pick) => of(pick("ixt"), curves));
  assertEquals(all, [3, 2, 1, 4]);
  assertEquals([climb, fall, gain, span].map((pick) => of(pick("ixt"), one(4))), [0, 0, 0, 0]);
  assertEquals([peak, trough, first, last].map((pick) => of(pick("ixt"), curves)), [5, 1, 2, 3]);
});

Deno.test("peak() and last() are means over 100 epochs, so that single records count little", () => {
  const series = plateaus(5 * WINDOW, 1);
  series[30] = 1 + WINDOW;
  series[series.length - 1] = 1 - WINDOW;
  const curves = curvesOf([series]);
  assertEquals(of(peak("ixt"), curves), 2);
  assertEquals(of(last("ixt"), curves), 0);
  assertEquals(of(first("ixt"), curvesOf([[7, ...plateaus(50, 1)]])), 7);
});

Deno.test("contrasts of runs that are shorter than a window use what there is", () => {
  const curves = curvesOf([[1, 2, 6]]);
  assertEquals([last, peak, whole].map((pick) => of(pick("ixt"), curves)), [3, 3, 3]);
  assertEquals(of(climb("ixt"), curvesOf([[4]])), 0);
});

Deno.test("around() is the mean of the window about an epoch, and refuses one that is not reached", () => {
  const series = Array.from({ length: 100 }, (_, k) => k), curves = curvesOf([series]);
  // Record 50 is epoch 250: records 40 to 59.
  assertEquals(of(around(250)("ixt"), curves), 49.5);
  assertEquals(of(around(0)("ixt"), curves), 9.5);
  assertEquals(of(around(495)("ixt"), curves), 89.5);
  assertThrows(() => of(around(500)("ixt"), curves), RangeError, "epoch 500");
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
  const cases: [values: number[], depth: number, before: number, behind: number][] = [
    [[0, 5], 0, 5, 0],
    [[5, 0], 0, 0, 5],
    [[0, 5, 3], 0, 5, 2],
    [[5, 3, 4], 1, 0, 0],
    [[1, 5, 3, 4, 2], 1, 4, 2],
    [[5, 3, 7], 2, 0, 0],
    // The deepest of two, with a brim that was left behind by a lower one.
    [[5, 4, 5, 1, 3], 2, 0, 0],
    [[0, 2, 1, 6, 1, 4, 0], 3, 6, 4],
  ];
  for (const [values, depth, before, behind] of cases) {
    const curves = one(...values), text = values.join(" ");
    assertAlmostEquals(of(valley("ixt"), curves), depth, 1e-12, `depth of ${text}`);
    assertAlmostEquals(of(climbBeforeValley("ixt"), curves), before, 1e-12, `before ${text}`);
    assertAlmostEquals(of(fallBehindValley("ixt"), curves), behind, 1e-12, `behind ${text}`);
  }
});

Deno.test("increase() is the largest growth from a layer to the next, negative where all shrink", () => {
  const flat = (value: number) => plateaus(2 * WINDOW, value);
  assertEquals(of(increase("ixt", [1, 2, 3]), curvesOf([flat(5), flat(3), flat(2)])), -1);
  const series = flat(3);
  series[5] = 7;
  const curves = curvesOf([flat(5), series, flat(2)]);
  assertEquals(of(increaseAtOnce("ixt", [1, 2, 3]), curves), 2);
  assertAlmostEquals(of(increase("ixt", [1, 2, 3]), curves), -1, 1e-12);
  // Only neighbours in the list count.
  assertEquals(of(increaseAtOnce("ixt", [1, 3]), curves), -3);
});

Deno.test("sums, multiples and means over layers", () => {
  const curves = curvesOf([plateaus(30, 8), plateaus(30, 4)]);
  assertEquals(of(minus(whole("ixt", 1), whole("ixt", 2)), curves), 4);
  assertEquals(of(times(-3, whole("ixt", 2)), curves), -12);
  assertEquals(of(overLayers([1, 2], (layer) => whole("ixt", layer)), curves), 6);
});

Deno.test("largestDeviation() adds the deviations of all terms, whatever their sign", () => {
  const mean = one(2, 5, 1), sd = one(0.5, 0.25, 1);
  // Peak 5 with 0.25, end 1 with 1.
  assertAlmostEquals(largestDeviation(fall("ixt")(mean), sd), 1.25, 1e-12);
  assertAlmostEquals(largestDeviation(times(-2, fall("ixt"))(mean), sd), 2.5, 1e-12);
  // A peak at the end: nothing is compared with itself.
  const growing = curvesOf([Array.from({ length: 6 * WINDOW }, (_, k) => k)]);
  assertEquals(largestDeviation(fall("ixt")(growing), one(1, 1)), 0);
  const halves = minus(around(0)("ixt"), around(100)("ixt"));
  // Windows of records 0 to 19 and 10 to 29: ten records of each are left.
  assertAlmostEquals(largestDeviation(halves(one(1, 5)), one(1, 1)), 1, 1e-12);
});

/** The records of a contrast's terms. */
const records = (contrast: Contrast, curves: Curves) =>
  contrast(curves).map(({ from, to, weight }) => [from, to, weight]);

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
