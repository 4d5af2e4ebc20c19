import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { halfWidth, studentQuantile } from "../../lib/statistics/student.ts";

Deno.test("studentQuantile() agrees with published tables, and falls to the normal one", () => {
  const table = [[1, 12.706], [2, 4.303], [19, 2.093], [30, 2.042], [40, 2.021], [49, 2.010]];
  for (const [freedom, quantile] of [...table, [60, 2.000], [120, 1.980]]) {
    assertAlmostEquals(studentQuantile(freedom), quantile, 6e-4, String(freedom));
  }
  assertEquals(studentQuantile(0), Infinity);
  for (let n = 1; n < 200; n++) assert(studentQuantile(n + 1) < studentQuantile(n), String(n));
  assertAlmostEquals(studentQuantile(1e6), 1.96, 1e-4);
});

Deno.test("halfWidth() takes a deviation with ddof 0, and knows nothing of one repeat", () => {
  // Repeats 1 and 3: deviation 1 with ddof 0, error 1 with ddof 1 over 2 repeats.
  assertEquals(halfWidth(1, 2), 12.7062);
  assertEquals(halfWidth(3, 10), 2.2622);
  assertEquals(halfWidth(0, 1), Infinity);
});
/**
 * The integral of Student's density from 0 to t, by 10000 steps of Simpson's rule: for t of a 95 % quantile 0.475. Only
 * ratios of gamma functions at half steps are needed: G(1/2) = sqrt(pi), G(1) = 1, G(x + 1) = x G(x).
 */
function probabilityBelow(t: number, freedom: number): number {
  let ratio = freedom % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
  for (let n = freedom % 2 === 1 ? 1 : 2; n < freedom; n += 2) ratio *= (n + 1) / n;
  const density = (x: number) =>
    ratio / Math.sqrt(freedom * Math.PI) * Math.pow(1 + x * x / freedom, -(freedom + 1) / 2);
  const steps = 10_000, width = t / steps;
  let sum = density(0) + density(t);
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * density(k * width);
  return sum * width / 3;
}

Deno.test("studentQuantile() is right to the fourth place, by the integral of the density", () => {
  for (let freedom = 1; freedom <= 120; freedom++) {
    const t = studentQuantile(freedom);
    // A table of four places: the integral passes 0.475 within half a place on either side; the series is as close.
    const [below, above] = [t - 5.1e-5, t + 5.1e-5].map((x) => probabilityBelow(x, freedom));
    assert(below < 0.475 && 0.475 < above, `t of ${freedom}: ${t}, ${below} to ${above}`);
  }
});

Deno.test("studentQuantile() has the table's own digits up to 30 degrees, the series behind it", () => {
  assertEquals([1, 2, 4, 29, 30].map(studentQuantile), [12.7062, 4.3027, 2.7764, 2.0452, 2.0423]);
  const freedom = 31;
  const series = 1.959964 + (2.372306 + (2.822564 + 2.555852 / freedom) / freedom) / freedom;
  assertEquals(studentQuantile(freedom), series);
});
