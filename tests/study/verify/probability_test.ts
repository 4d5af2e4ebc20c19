import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { assurances, fewestUnits, seenWithin } from "../../../lib/study/verify/probability.ts";

/** All subsets of k of the numbers below n. */
function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  if (n < k) return [];
  return [...subsets(n - 1, k), ...subsets(n - 1, k - 1).map((rest) => [...rest, n - 1])];
}

Deno.test("seenWithin() is the share of samples that hold a bad unit, counted one by one", () => {
  for (let all = 1; all <= 7; all++) {
    for (let bad = 0; bad <= all; bad++) {
      for (let drawn = 0; drawn <= all; drawn++) {
        const samples = subsets(all, drawn);
        const seen = samples.filter((sample) => sample.some((unit) => unit < bad)).length;
        // A product of at most 7 rounded quotients.
        assertAlmostEquals(seenWithin(all, bad, drawn), seen / samples.length, 1e-14);
      }
    }
  }
});

Deno.test("assurances() are what the best hiding place leaves, by every set of faults and every sample", () => {
  const sizes = [3, 1, 2, 2],
    segments = sizes.flatMap((size, u) => Array(size).fill(u) as number[]);
  for (let drawn = 0; drawn <= sizes.length; drawn++) {
    const samples = subsets(sizes.length, drawn);
    for (let faults = 1; faults <= segments.length; faults++) {
      const least = Math.min(
        ...subsets(segments.length, faults).map((wrong) => {
          const units = new Set(wrong.map((segment) => segments[segment]));
          return samples.filter((sample) => sample.some((unit) => units.has(unit))).length /
            samples.length;
        }),
      );
      const said = seenWithin(sizes.length, fewestUnits(sizes, faults), drawn);
      assertAlmostEquals(said, least, 1e-14);
    }
  }
});

Deno.test("assurances() speak of one wrong segment and of growing fractions", () => {
  const of = assurances(Array(100).fill(17), 20);
  assertEquals(of.map(({ faults }) => faults), [1, 17, 85, 170]);
  assertAlmostEquals(of[0].seen, 0.2, 1e-14);
  // 17 segments may lie in one unit.
  assertAlmostEquals(of[1].seen, 0.2, 1e-14);
  assert(of[2].seen > of[1].seen && of[3].seen > of[2].seen);
  assertEquals(assurances([1, 1], 2).map(({ seen }) => seen), [1]);
});
