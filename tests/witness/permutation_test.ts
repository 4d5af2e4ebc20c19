import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream, streamKey } from "../../lib/bits/random.ts";
import { momentsOf, permutationTest, powerOf, type Sample } from "./permutation.ts";

const OPTIONS = { permutations: 1000, resolution: 1e-6 };

function streamOf(purpose: string): Stream {
  return new Stream(
    streamKey({ seed: "permutation-test", repeat: 0, attempt: 0, purpose, epoch: 0 }),
  );
}

/** Rows of quantities about normal (sums of 12 uniform numbers), moved by `by` in the first one. */
function drawn(stream: Stream, rows: number, quantities: number, by = 0): number[][] {
  const one = () => Array.from({ length: 12 }, () => stream.unit()).reduce((a, b) => a + b) - 6;
  return Array.from(
    { length: rows },
    () => Array.from({ length: quantities }, (_, q) => one() + (q === 0 ? by : 0)),
  );
}

/** Exact p-value of the statistic of one quantity: all choices of the first sample, one by one. */
function enumerated(first: readonly number[], second: readonly number[]): number {
  const all = [...first, ...second],
    mean = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length;
  const distance = (chosen: number) => {
    const is = (k: number) => (chosen >> k & 1) === 1;
    return Math.abs(mean(all.filter((_, k) => is(k))) - mean(all.filter((_, k) => !is(k))));
  };
  const ones = (n: number) => n.toString(2).replaceAll("0", "").length;
  const choices = Array.from({ length: 1 << all.length }, (_, k) => k)
    .filter((k) => ones(k) === first.length);
  const observed = distance((1 << first.length) - 1) - 1e-9;
  return choices.filter((k) => distance(k) >= observed).length / choices.length;
}

Deno.test("momentsOf() gives mean and standard deviation of a quantity", () => {
  assertEquals(momentsOf([[0, 1], [0, 2], [0, 6]], 1), { mean: 3, sd: Math.sqrt(7) });
});

Deno.test("permutationTest() approximates the share of all choices that are as far apart", () => {
  for (const first of [[1, 5, 2, 8], [7, 8, 9, 6.5], [3, 3, 4, 5]]) {
    const second = [0, 1.5, 2.5, 4, 6, 3.25], exact = enumerated(first, second);
    const column = (x: number[]) => x.map((value) => [value]);
    const options = { ...OPTIONS, permutations: 20000 };
    const { p } = permutationTest(column(first), column(second), streamOf("exact"), options);
    // Five standard deviations of a share of 20000 draws.
    assert(Math.abs(p - exact) < 5 * Math.sqrt(0.25 / 20000), `${p} for ${exact}`);
  }
});

Deno.test("permutationTest() names the quantity that is farthest apart, in standard deviations", () => {
  const first = [[0, 10], [1, 11], [0, 10], [1, 11]], second = [[0, 0], [1, 1], [0, 0], [1, 1]];
  const { statistic, quantity, p } = permutationTest(first, second, streamOf("named"), OPTIONS);
  assertEquals(quantity, 1);
  assert(Math.abs(statistic - 10 / momentsOf([...first, ...second], 1).sd) < 1e-9);
  // 2 of the 70 choices are as far apart.
  assert(p > 0.01 && p < 0.06, `${p}`);
});

Deno.test("permutationTest() passes over quantities without spread, up to rounding", () => {
  const stream = streamOf("flat"), flat = 0.999157120850235;
  const rows = (n: number, last: number): Sample =>
    drawn(stream, n, 1).map((row) => [...row, 1, last]);
  const all = permutationTest(rows(10, flat), rows(40, flat + 3e-16), stream, OPTIONS);
  assertEquals(all.quantity, 0);
  assert(all.p > 0.01 && all.p <= 1, `${all.p}`);
  const none = permutationTest([[1], [1]], [[1], [1], [1]], stream, OPTIONS);
  assertEquals(none, { p: 1, statistic: 0, quantity: 0 });
  // Without spread within either sample, but apart: that is a difference.
  const apart = permutationTest(rows(10, flat), rows(40, flat + 0.01), stream, OPTIONS);
  assertEquals([apart.quantity, apart.p], [2, 1 / 1001]);
});

Deno.test("permutationTest() is the same for the same stream, and refuses rows that do not match", () => {
  const [a, b] = [drawn(streamOf("a"), 5, 3), drawn(streamOf("b"), 9, 3)];
  const test = (first: Sample) => permutationTest(first, b, streamOf("same"), OPTIONS);
  assertEquals(test(a), test(a));
  assertThrows(() => test([[1, 2]]), RangeError, "2 finite numbers");
  assertThrows(() => test([[1, 2, NaN], ...a]), RangeError, "finite");
});

Deno.test("powerOf() is the level without a shift, and grows with it", () => {
  const sample = drawn(streamOf("power"), 50, 8);
  const power = (shift: number, level: number) =>
    powerOf(sample, streamOf("trials"), {
      ...{ permutations: 199, resolution: 1e-6, trials: 400, size: 10, shift, level },
    });
  // 400 trials: five standard deviations are 0.075 at a level of 0.1.
  const [none, some, much] = [power(0, 0.1), power(1, 0.1), power(3, 0.1)];
  assert(Math.abs(none - 0.1) < 0.075, `${none}`);
  assert(some > none + 0.2 && some < 0.9, `${some}`);
  assertEquals(much, 1);
});
