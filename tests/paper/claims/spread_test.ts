import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  average,
  averageDeviation,
  explainedBy,
  meanCurves,
  spreadBelowMedian,
  spreadOf,
  spreadWithout,
  sumCurves,
} from "../../../lib/paper/claims/spread.ts";
import { meanAndDeviation } from "../../../lib/study/steps/aggregate.ts";
import { curvesOf } from "./made_up.ts";

const f64 = (...values: number[]) => Float64Array.from(values);

Deno.test("spreadBelowMedian() compares deviations where the mean is small and large", () => {
  assertEquals(spreadBelowMedian(f64(9, 1, 2, 8), f64(1, 5, 7, 3)), 4);
  assertEquals(spreadBelowMedian(f64(1, 2, 3), f64(5, 1, 3)), 3);
});

Deno.test("meanCurves() is the mean of every series, record by record and layer by layer", () => {
  const one = curvesOf([[1, 2], [3, 4]], [[5, 6], [7, 8]], [0, 0.5]);
  const other = curvesOf([[3, 2], [1, 0]], [[5, 8], [9, 8]], [1, 0.5]);
  const mean = curvesOf([[2, 2], [2, 2]], [[5, 7], [8, 8]], [0.5, 0.5]),
    sum = sumCurves([one, other]);
  assertEquals(meanCurves(sum, 2), mean);
  assertEquals(meanCurves(sum, 1, [[other, -1]]), one);
  assertEquals(meanCurves(sum, 3, [[one, 1]]).ixt[0], 5 / 3);
});

Deno.test("explainedBy() is 1 for the mean itself, 0 for what its average tells as well", () => {
  assertEquals(explainedBy(f64(1, 2, 3), f64(1, 2, 3)), 1);
  assertEquals(explainedBy(f64(1, 2, 3), f64(2, 2, 2)), 0);
  assertEquals(explainedBy(f64(1, 2, 3), f64(1, 2, 4)), 0.5);
  assert(Number.isNaN(explainedBy(f64(1, 1), f64(1, 1))));
});

Deno.test("spreadWithout() sees mean and deviation (ddof 0) of all, and without each", () => {
  const repeats = [f64(1, 8), f64(3, 8), f64(8, 8.5)];
  const direct = (of: Float64Array[]) => average(meanAndDeviation(of).sd);
  const { value, without } = spreadWithout(repeats, averageDeviation);
  assertAlmostEquals(value, direct(repeats), 1e-12);
  without.forEach((one, k) => {
    assertAlmostEquals(one, direct(repeats.filter((_, j) => j !== k)), 1e-9);
  });
  assertEquals(spreadWithout(repeats, ([mean]) => mean).value, 4);
  // A deviation of nothing is 0, not the root of a rounding below it; one repeat has none without it.
  const equal = spreadWithout([f64(0.1), f64(0.1), f64(0.1)], (_, sd) => sd[0]);
  assert(equal.value >= 0 && equal.value < 1e-8, String(equal.value));
  assertEquals(spreadWithout([f64(1)], ([mean]) => mean), { value: 1, without: [] });
});

Deno.test("spreadOf() takes each repeat as often as it is told", () => {
  const repeats = [f64(1), f64(3), f64(8)],
    of = spreadOf(repeats, ([mean], [sd]) => mean + 10 * sd);
  assertAlmostEquals(of([1, 1, 0]), 2 + 10, 1e-12);
  assertAlmostEquals(of([0, 2, 1]), 14 / 3 + 10 * Math.sqrt(82 / 3 - (14 / 3) ** 2), 1e-9);
});

Deno.test("spreadBelowMedian() puts the middle record, and of equal means the later one, above", () => {
  assertEquals(spreadBelowMedian(f64(1, 2, 3), f64(9, 1, 1)), 8);
  assertEquals(spreadBelowMedian(f64(2, 2, 2, 2), f64(1, 2, 4, 8)), 1.5 - 6);
  assertEquals(spreadBelowMedian(f64(2, 1, 2, 1), f64(1, 2, 4, 8)), 5 - 2.5);
});

Deno.test("spreadBelowMedian() is as by a sort, of many values with equal ones among them", () => {
  for (let n = 2; n < 60; n++) {
    const mean = Float64Array.from({ length: n }, (_, k) => (k * k * 7919) % (n % 2 ? 11 : 1009));
    const sd = mean.map((_, k) => k * k);
    const order = [...mean.keys()].sort((a, b) => mean[a] - mean[b] || a - b);
    const half = Math.floor(n / 2), of = (places: number[]) => average(places.map((k) => sd[k]));
    assertAlmostEquals(
      spreadBelowMedian(mean, sd),
      of(order.slice(0, half)) - of(order.slice(half)),
      1e-9,
      String(n),
    );
  }
});
