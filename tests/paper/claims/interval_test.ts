import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  exactly,
  intervalOf,
  jackknife,
  meanOf,
  shareOf,
  sumOf,
} from "../../../lib/paper/claims/interval.ts";

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
