import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  bandOf,
  differenceOf,
  meanOf,
  permutationTest,
  quantile,
} from "../../lib/runs/statistics.ts";

Deno.test("meanOf() is the mean of each element", () => {
  assertEquals(meanOf([Float64Array.of(1, 2), Float64Array.of(2, 6)]), Float64Array.of(1.5, 4));
  assertEquals(meanOf([Float64Array.of(3)]), Float64Array.of(3));
});

Deno.test("quantile() is linear between the ranks, as numpy's default", () => {
  // numpy.quantile([3, 1, 2, 10], q): 1, 1.75, 2.5, 7.9, 10.
  const at = [0, 0.25, 0.5, 0.9, 1].map((p) => quantile([3, 1, 2, 10], p));
  at.forEach((value, k) => assertAlmostEquals(value, [1, 1.75, 2.5, 7.9, 10][k], 1e-12));
  assertEquals(quantile([4], 0.3), 4);
});

Deno.test("bandOf() is the t interval of the mean, or the quantiles; none of a single value", () => {
  // Student's t of 2 degrees of freedom, 4.3027, times sqrt(7 / 3) for 1, 2, 6.
  const { mean, low, high } = bandOf([1, 2, 6], "t");
  assertEquals(mean, 3);
  assertAlmostEquals(high - 3, 4.3027 * Math.sqrt(7 / 3), 1e-9);
  assertAlmostEquals(3 - low, high - 3, 1e-12);
  assertEquals(bandOf([1, 2, 3], "quantiles"), { mean: 2, low: 1.2, high: 2.8 });
  for (const band of ["t", "quantiles"] as const) {
    assertEquals(bandOf([5], band), { mean: 5, low: 5, high: 5 });
  }
});

Deno.test("differenceOf() has Welch's interval", () => {
  // scipy.stats.ttest_ind(b, a, equal_var=False): df 4.0, standard error sqrt(2 / 3).
  const { mean, low, high } = differenceOf([1, 2, 3], [4, 5, 6]);
  assertEquals(mean, 3);
  assertAlmostEquals(high - 3, 2.7764 * Math.sqrt(2 / 3), 1e-9);
  assertAlmostEquals(low + high, 6, 1e-12);
  assertEquals(differenceOf([1, 1], [1, 1]), { mean: 0, low: 0, high: 0 });
  assertEquals(differenceOf([1], [4, 5]), { mean: 3.5, low: -Infinity, high: Infinity });
});

Deno.test("permutationTest() is exact of few values, drawn of many, and two-sided", () => {
  // Of 20 ways only two are as far apart.
  assertEquals(permutationTest([1, 2, 3], [4, 5, 6]), 0.1);
  assertEquals(permutationTest([4, 5, 6], [1, 2, 3]), 0.1);
  assertEquals(permutationTest([1, 1, 1], [1, 1, 1]), 1);
  // A sum in another order must not make the seen one extreme no more.
  assertEquals(permutationTest([0.1, 0.2, 0.3], [0.7, 0.8, 0.9]), 0.1);
  const low = Array.from({ length: 12 }, (_, k) => k), high = low.map((k) => k + 100);
  assertEquals(permutationTest(low, high), 1 / 5000);
  const same = permutationTest(low, low.map((k) => k + 0.5));
  assert(same > 0.7 && same <= 1, `${same}`);
  assertEquals(permutationTest(low, low.map((k) => k + 0.5)), same);
});
