import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  exactly,
  intervalOf,
  jackknife,
  meanOf,
  shareOf,
  studentQuantile,
  sumOf,
} from "../../../lib/paper/claims/interval.ts";

Deno.test("studentQuantile() agrees with published tables, and falls to the normal one", () => {
  const table = [[1, 12.706], [2, 4.303], [19, 2.093], [30, 2.042], [40, 2.021], [49, 2.010]];
  for (const [freedom, quantile] of [...table, [60, 2.000], [120, 1.980]]) {
    assertAlmostEquals(studentQuantile(freedom), quantile, 6e-4, String(freedom));
  }
  assertEquals(studentQuantile(0), Infinity);
  for (let n = 1; n < 200; n++) assert(studentQuantile(n + 1) < studentQuantile(n), String(n));
  assertAlmostEquals(studentQuantile(1e6), 1.96, 1e-4);
});

Deno.test("meanOf() has the error of ddof 1; intervalOf() is t times it", () => {
  const { value, error, freedom } = meanOf([1, 2, 6]);
  // Squares 4 + 1 + 9 = 14, variance 7, over 3 repeats.
  assertEquals([value, freedom], [3, 2]);
  assertAlmostEquals(error, Math.sqrt(7 / 3), 1e-12);
  const { low, high } = intervalOf(meanOf([1, 2, 6]));
  assertAlmostEquals(low, 3 - 4.3027 * Math.sqrt(7 / 3), 1e-9);
  assertAlmostEquals(high, 3 + 4.3027 * Math.sqrt(7 / 3), 1e-9);
  assertEquals(intervalOf(meanOf([2, 2])), { value: 2, low: 2, high: 2 });
});

Deno.test("one repeat has no interval; none, or one that is no number, is refused", () => {
  assertEquals(intervalOf(meanOf([5])), { value: 5, low: -Infinity, high: Infinity });
  assertThrows(() => meanOf([]), RangeError, "at least 1");
  assertThrows(() => meanOf([1, NaN]), RangeError, "repeat 1 must be finite, current value is NaN");
  assertThrows(() => meanOf([Infinity]), RangeError, "Infinity");
});

Deno.test("sumOf() adds errors as squares, with the fewest degrees of freedom", () => {
  const sum = sumOf([{ value: 5, error: 3, freedom: 49 }, { value: -1, error: 4, freedom: 19 }]);
  assertEquals(sum, { value: 4, error: 5, freedom: 19 });
});

Deno.test("shareOf() holds the share, of any number of repeats", () => {
  for (let all = 1; all <= 60; all++) {
    for (let hits = 0; hits <= all; hits++) {
      const { value, low, high } = shareOf(hits, all);
      assert(0 <= low && low <= value && value <= high && high <= 1, `${hits} of ${all}`);
      assertEquals([low === 0, high === 1], [hits === 0, hits === all]);
    }
  }
});

Deno.test("shareOf() is Wilson's interval", () => {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20.
  for (
    const [hits, all, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
    ]
  ) {
    const share = shareOf(hits, all);
    assertAlmostEquals(share.value, hits / all, 1e-12);
    assertAlmostEquals(share.low, low, 1e-4);
    assertAlmostEquals(share.high, high, 1e-4);
  }
  assertEquals(exactly(3), { value: 3, low: 3, high: 3 });
});

Deno.test("jackknife() of a mean is its standard error", () => {
  const values = [1, 2, 6, 7], sum = 16;
  const { value, error, freedom } = jackknife(4, values.map((one) => (sum - one) / 3));
  assertEquals([value, freedom], [4, 3]);
  assertAlmostEquals(error, meanOf(values).error, 1e-12);
  assertEquals(jackknife(4, []), { value: 4, error: Infinity, freedom: 0 });
  assertThrows(() => jackknife(NaN, [1, 2]), RangeError, "NaN");
  assertThrows(() => jackknife(1, [1, NaN]), RangeError, "NaN");
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
