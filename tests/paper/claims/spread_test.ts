import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  average,
  explainedBy,
  meanCurves,
  spreadBelowMedian,
  spreadOf,
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
  const mean = curvesOf([[2, 2], [2, 2]], [[5, 7], [8, 8]], [0.5, 0.5]);
  assertEquals(meanCurves([one, other]), mean);
  assertEquals(meanCurves([one]), one);
});

Deno.test("explainedBy() is 1 for the mean itself, 0 for what its average tells as well", () => {
  assertEquals(explainedBy(f64(1, 2, 3), f64(1, 2, 3)), 1);
  assertEquals(explainedBy(f64(1, 2, 3), f64(2, 2, 2)), 0);
  assertEquals(explainedBy(f64(1, 2, 3), f64(1, 2, 4)), 0.5);
  assert(Number.isNaN(explainedBy(f64(1, 1), f64(1, 1))));
});

Deno.test("spreadOf() sees mean and deviation (ddof 0), and jackknifes what is made of them", () => {
  const repeats = [f64(1, 8), f64(3, 8), f64(8, 8.5)];
  const direct = (of: Float64Array[]) => average(meanAndDeviation(of).sd);
  const { value, error, freedom } = spreadOf(repeats, (_, sd) => average(sd));
  assertAlmostEquals(value, direct(repeats), 1e-12);
  const without = repeats.map((_, k) => direct(repeats.filter((_, j) => j !== k)));
  const centre = average(without);
  const squares = without.reduce((sum, one) => sum + (one - centre) * (one - centre), 0);
  assertAlmostEquals(error, Math.sqrt(squares * 2 / 3), 1e-9);
  assertEquals(freedom, 2);
  assertEquals(spreadOf(repeats, ([mean]) => mean).value, 4);
  // A deviation of nothing is 0, not the root of a rounding below it; one repeat has no error.
  const equal = spreadOf([f64(0.1), f64(0.1), f64(0.1)], (_, sd) => sd[0]);
  assert(equal.value >= 0 && equal.value < 1e-8, String(equal.value));
  assertEquals(spreadOf([f64(1)], ([mean]) => mean), { value: 1, error: Infinity, freedom: 0 });
});

Deno.test("spreadBelowMedian() puts the middle record, and of equal means the later one, above", () => {
  assertEquals(spreadBelowMedian(f64(1, 2, 3), f64(9, 1, 1)), 8);
  assertEquals(spreadBelowMedian(f64(2, 2, 2, 2), f64(1, 2, 4, 8)), 1.5 - 6);
  assertEquals(spreadBelowMedian(f64(2, 1, 2, 1), f64(1, 2, 4, 8)), 5 - 2.5);
});
