import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  at,
  dependentDifference,
  difference,
  dip,
  estimateOf,
  fall,
  rise,
  seriesOf,
  span,
} from "../../../lib/study/claims/statistics.ts";
import type { Curves } from "../../../lib/study/steps/curves.ts";

const series = (...values: number[]) => Float64Array.from(values);

Deno.test("estimateOf() is the mean with 1.96 deviations (ddof 0) over root R", () => {
  const { mean, half } = estimateOf([1, 3]);
  assertEquals(mean, 2);
  assertAlmostEquals(half, 1.96 / Math.SQRT2, 1e-12);
  assertEquals(estimateOf([5]), { mean: 5, half: 0 });
  assertThrows(() => estimateOf([]), RangeError, "at least one");
  assertThrows(() => estimateOf([1, NaN]), RangeError, "finite");
});

Deno.test("differences widen intervals: by squares where independent, by sums where not known", () => {
  const a = { mean: 5, half: 3 }, b = { mean: 1, half: 4 };
  assertEquals(difference(a, b), { mean: 4, half: 5 });
  assertEquals(dependentDifference(a, b), { mean: 4, half: 7 });
});

Deno.test("rise(), fall() and span() of a series", () => {
  const one = series(2, 5, 1, 3);
  assertEquals([rise(one), fall(one), span(one)], [1, 2, 4]);
  assertEquals([rise(series(4)), fall(series(4)), span(series(4))], [0, 0, 0]);
  assertEquals(fall(series(1, 2, 3)), 0);
});

Deno.test("dip() is what was fallen and made up for, whichever is less, of means over 21 records", () => {
  const flat = (value: number) => Array<number>(60).fill(value);
  const plateaus = (...values: number[]) => series(...values.flatMap(flat));
  const cases: [number[], number][] = [
    [[0, 5], 0],
    [[5, 0], 0],
    [[0, 5, 3], 0],
    [[5, 3, 4], 1],
    [[5, 3, 4, 2], 1],
    [[5, 3, 7], 2],
    [[5, 4, 5, 1, 3], 2],
  ];
  for (const [values, depth] of cases) assertAlmostEquals(dip(plateaus(...values)), depth, 1e-9);
  assertEquals(dip(series(1, 2)), 0);
});

Deno.test("seriesOf() picks a layer, at() the last record up to an epoch", () => {
  const curves: Curves = {
    epochs: Uint32Array.of(0, 5, 10),
    layers: 2,
    ixt: series(1, 2, 3, 4, 5, 6),
    ity: series(0, 0, 0, 1, 0, 2),
    trainAccuracy: series(0, 0, 0),
    testAccuracy: series(0, 0, 0),
  };
  assertEquals([...seriesOf(curves, "ixt", 2)], [2, 4, 6]);
  assertEquals([...seriesOf(curves, "ity", 2)], [0, 1, 2]);
  const of = (epoch: number) => at(curves, seriesOf(curves, "ixt", 1), epoch);
  assertEquals([0, 4, 5, 9, 10, 99].map(of), [1, 1, 3, 3, 5, 5]);
});
