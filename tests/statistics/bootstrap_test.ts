import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrapOf, quantileOf } from "../../lib/statistics/bootstrap.ts";
import golden from "../golden/statistics.json" with { type: "json" };

const meanBy = (values: readonly number[]) => (times: Uint16Array) =>
  values.reduce((sum, one, k) => sum + times[k] * one, 0) / values.length;

Deno.test("bootstrapOf() of a mean comes near to all resamples, counted out", () => {
  const { values, ends } = golden.bootstrap;
  const found = bootstrapOf(values.length, meanBy(values)), [low, high] = found.at(0.05);
  assertAlmostEquals(found.value, meanBy(values)(new Uint16Array(6).fill(1)), 1e-12);
  assertAlmostEquals(low, ends[0], 0.06);
  assertAlmostEquals(high, ends[1], 0.06);
});

Deno.test("bootstrapOf() draws the same every time, as many repeats as there are, and holds its value", () => {
  const sums = new Set<number>();
  const of = () => {
    return bootstrapOf(5, (times) => {
      sums.add(times.reduce((sum, one) => sum + one, 0));
      return times[0];
    }).at(0.05);
  };
  assertEquals(of(), of());
  assertEquals([...sums], [5]);
  // A number that every resample but the whole falls short of.
  const [low, high] = bootstrapOf(5, (times) => times.every((one) => one === 1) ? 9 : 1).at(0.05);
  assertEquals([low, high], [1, 9]);
  assertEquals(bootstrapOf(1, () => 3).at(0.05), [-Infinity, Infinity]);
  assertThrows(() => bootstrapOf(2, () => NaN), RangeError, "NaN");
  assert(low < high);
});

Deno.test("quantileOf() is NumPy's", () => {
  for (const [sorted, share, value] of golden.quantile as [number[], number, number][]) {
    assertAlmostEquals(quantileOf(Float64Array.from(sorted), share), value, 1e-12);
  }
});
