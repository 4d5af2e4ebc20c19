import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  around,
  type Contrast,
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
  times,
  valueOf,
  whole,
  WINDOW,
} from "../../../lib/paper/claims/contrast.ts";
import { fall } from "../../../lib/paper/claims/moves.ts";
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
  assertEquals(of(gain("ixt"), curvesOf([[4]])), 0);
});

Deno.test("around() is the mean of the window about an epoch, and refuses one that is not reached", () => {
  const series = Array.from({ length: 100 }, (_, k) => k), curves = curvesOf([series]);
  // Record 50 is epoch 250: records 40 to 59.
  assertEquals(of(around(250)("ixt"), curves), 49.5);
  assertEquals(of(around(0)("ixt"), curves), 9.5);
  assertEquals(of(around(495)("ixt"), curves), 89.5);
  assertThrows(() => of(around(500)("ixt"), curves), RangeError, "epoch 500");
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
  assertAlmostEquals(largestDeviation(fall("ixt").from(0)(mean), sd), 1.25, 1e-12);
  assertAlmostEquals(largestDeviation(times(-2, fall("ixt").from(0))(mean), sd), 2.5, 1e-12);
  // A peak at the end: nothing is compared with itself.
  const growing = curvesOf([Array.from({ length: 6 * WINDOW }, (_, k) => k)]);
  assertEquals(largestDeviation(fall("ixt").from(0)(growing), one(1, 1)), 0);
  const halves = minus(around(0)("ixt"), around(100)("ixt"));
  // Windows of records 0 to 19 and 10 to 29: ten records of each are left.
  assertAlmostEquals(largestDeviation(halves(one(1, 5)), one(1, 1)), 1, 1e-12);
});
