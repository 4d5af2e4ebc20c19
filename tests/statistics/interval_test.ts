import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Bounds,
  byStudent,
  dependentSumOf,
  estimateOf,
  exactly,
  meanOf,
  medianOf,
  pseudoValues,
  ratioOf,
  shareOf,
  sumOf,
  times,
} from "../../lib/statistics/interval.ts";
import golden from "../golden/statistics.json" with { type: "json" };

/** Ends of scipy, of which null is none; t of 95% has four places. */
function assertEnds(found: Bounds, ends: readonly (number | null)[], text: string, miss: number) {
  ends.forEach((end, k) => {
    const tolerance = miss === 0.05 ? 3e-4 : 1e-8;
    if (end === null) assertEquals(Math.abs(found[k]), Infinity, text);
    else assertAlmostEquals(found[k], end, tolerance * Math.max(1, Math.abs(end)), text);
  });
}

Deno.test("meanOf() is scipy's interval by Student's t at any level", () => {
  for (const { values, miss, ends } of golden.mean) {
    assertEnds(meanOf(values).at(miss), ends, `${values.length} at ${miss}`, miss);
  }
  assertEquals(estimateOf(meanOf([2, 2])), { value: 2, low: 2, high: 2 });
});

Deno.test("medianOf() is scipy's interval between two repeats in their order, in whatever order they come", () => {
  for (const { values, miss, ends } of golden.median) {
    assertEnds(medianOf(values).at(miss), ends, `${values.length} at ${miss}`, 1);
    assertEquals(medianOf(values.toReversed()).at(miss), medianOf(values).at(miss));
  }
  assertEquals([medianOf([5, 1, 2]).value, medianOf([4, 1, 2, 9]).value], [2, 3]);
  // One that has collapsed moves nothing.
  const [low, high] = medianOf([0.6, 0.94, 0.95, 0.95, 0.96, 0.96, 0.97, 0.97, 0.98, 0.98]).at(
    0.05,
  );
  assertEquals([low, high], [0.94, 0.98]);
});

Deno.test("ratioOf() is Fieller's interval, by root finding in scipy", () => {
  for (const { above, below, miss, ends } of golden.ratio) {
    assertEnds(ratioOf(above, below).at(miss), ends, `${above.length} at ${miss}`, miss);
  }
  // Below cannot be told from 0: nothing bounds it.
  assertEquals(ratioOf([1, 2, 3], [1, -1, 0.1]).at(0.05), [-Infinity, Infinity]);
  assertEquals(estimateOf(ratioOf([10, 11], [20, 22])), { value: 0.5, low: 0.5, high: 0.5 });
  assertEquals(ratioOf([1], [2]).at(0.05), [-Infinity, Infinity]);
  assertThrows(() => ratioOf([1, 2], [0, 0]), RangeError, "ratio of means must be finite");
});

Deno.test("shareOf() is scipy's Wilson interval at any level, and holds the share", () => {
  for (const { hits, all, miss, ends } of golden.share) {
    assertEnds(shareOf(hits, all).at(miss), ends, `${hits} of ${all} at ${miss}`, miss);
  }
  for (let all = 1; all <= 60; all++) {
    for (let hits = 0; hits <= all; hits++) {
      const { value, low, high } = estimateOf(shareOf(hits, all));
      assert(0 <= low && low <= value && value <= high && high <= 1, `${hits} of ${all}`);
      assertEquals([low === 0, high === 1], [hits === 0, hits === all]);
    }
  }
});

Deno.test("sumOf() adds the squares of the distances to the ends, each of its own degrees", () => {
  for (const { samples, miss, ends } of golden.sum) {
    assertEnds(sumOf(samples.map(meanOf)).at(miss), ends, `sum at ${miss}`, miss);
  }
  const lopsided = [{ value: 1, at: (): Bounds => [-2, 2] }, {
    value: 5,
    at: (): Bounds => [1, 6],
  }];
  assertEquals(estimateOf(sumOf(lopsided)), { value: 6, low: 1, high: 6 + Math.SQRT2 });
  assertEquals(estimateOf(dependentSumOf(lopsided)), { value: 6, low: -1, high: 8 });
});

Deno.test("times() turns an interval round where the factor is negative", () => {
  const one = { value: 1, at: (): Bounds => [0, 3] };
  assertEquals(estimateOf(times(-2, one)), { value: -2, low: -6, high: -0 });
  assertEquals(estimateOf(times(2, one)), { value: 2, low: 0, high: 6 });
});

Deno.test("one repeat has no interval; none, or one that is no number, is refused", () => {
  for (const  of of[meanOf, medianOf]) {
    assertEquals(estimateOf(of([5])), { value: 5, low: -Infinity, high: Infinity });
    assertThrows(() => of([]), RangeError, "at least 1");
    assertThrows(() => of([1, NaN]), RangeError, "repeat 1 must be finite, current value is NaN");
    assertThrows(() => of([Infinity]), RangeError, "Infinity");
  }
  assertEquals(byStudent(1, 0.5, 0).at(0.05), [-Infinity, Infinity]);
  assertEquals(estimateOf(exactly(3)), { value: 3, low: 3, high: 3 });
});

Deno.test("pseudoValues() of a mean are the values; their mean is the value, their error the jackknife's", () => {
  const values = [1, 2, 6, 7], sum = 16;
  pseudoValues(4, values.map((one) => (sum - one) / 3)).forEach((one, k) => {
    assertAlmostEquals(one, values[k], 1e-12);
  });
  // Of a deviation: errors by hand, sqrt((n - 1) / n * sum of squares).
  const without = [1, 1.5, 3];
  const { value, low } = estimateOf(meanOf(pseudoValues(2, without)));
  const centre = 5.5 / 3, squares = without.reduce((all, x) => all + (x - centre) ** 2, 0);
  assertAlmostEquals(value, 2, 1e-12);
  assertAlmostEquals(2 - low, 4.3027 * Math.sqrt(2 / 3 * squares), 1e-9);
  assertEquals(pseudoValues(3, []), [3]);
  assertThrows(() => pseudoValues(NaN, [1, 2]), RangeError, "NaN");
});
