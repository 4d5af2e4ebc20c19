import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  assurances,
  type Draw,
  faultsOf,
  seenAtLeast,
} from "../../../lib/published/verify/probability.ts";

/** All subsets of k of the numbers below n. */
function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  if (n < k) return [];
  return [...subsets(n - 1, k), ...subsets(n - 1, k - 1).map((rest) => [...rest, n - 1])];
}

/** All samples of the units of all strata, units numbered through. */
function samples(draws: readonly Draw[]): number[][] {
  let first = 0, all: number[][] = [[]];
  for (const { units, drawn } of draws) {
    const own = subsets(units, drawn).map((some) => some.map((unit) => first + unit));
    all = all.flatMap((head) => own.map((tail) => [...head, ...tail]));
    first += units;
  }
  return all;
}

/** What the best hiding place of so many faults leaves, by every set of faults and every sample. */
function leastSeen(draws: readonly Draw[], faults: number): number {
  const segments = draws.flatMap(({ units, size }) => Array<number>(units).fill(size))
    .flatMap((size, unit) => Array<number>(size).fill(unit));
  const all = samples(draws);
  return Math.min(
    ...subsets(segments.length, faults).map((wrong) => {
      const bad = new Set(wrong.map((segment) => segments[segment]));
      return all.filter((sample) => sample.some((unit) => bad.has(unit))).length / all.length;
    }),
  );
}

const shapes: [number, number][][] = [[[4, 1]], [[3, 2]], [[2, 3], [2, 1]], [[2, 1], [3, 2]], [
  [2, 2],
  [1, 1],
  [2, 1],
]];

for (const shape of shapes) {
  Deno.test(`seenAtLeast() is what the best hiding place leaves, counted one by one: ${shape}`, () => {
    const [first, ...rest] = shape, segments = shape.reduce((sum, [n, size]) => sum + n * size, 0);
    for (let drawn = 0; drawn <= first[0]; drawn++) {
      for (let other = 0; other <= Math.min(...rest.map(([n]) => n), 2); other++) {
        const draws = shape.map(([units, size], k) => ({
          ...{ units, size },
          drawn: k === 0 ? drawn : other,
        }));
        for (let faults = 1; faults <= segments; faults++) {
          const seen = seenAtLeast(draws, faults);
          // A product of at most 4 rounded quotients.
          assertAlmostEquals(seen, leastSeen(draws, faults), 1e-14, JSON.stringify(draws));
        }
      }
    }
  });
}

Deno.test("assurances() speak of one wrong segment and of growing fractions", () => {
  const of = assurances([{ units: 100, size: 17, drawn: 20 }]);
  assertEquals(of.map(({ faults }) => faults), [1, 17, 85, 170]);
  assertAlmostEquals(of[0].seen, 0.2, 1e-14);
  // 17 segments may lie in one unit.
  assertAlmostEquals(of[1].seen, 0.2, 1e-14);
  assert(of[2].seen > of[1].seen && of[3].seen > of[2].seen);
  assertEquals(assurances([{ units: 2, size: 1, drawn: 2 }]).map(({ seen }) => seen), [1]);
});

Deno.test("assurances() count on the stratum of which the least was drawn", () => {
  const [one] = assurances([{ units: 50, size: 17, drawn: 10 }, { units: 4, size: 2, drawn: 0 }]);
  assertEquals(one, { faults: 1, segments: 858, seen: 0 });
  const even = assurances([{ units: 50, size: 17, drawn: 25 }, { units: 4, size: 2, drawn: 3 }]);
  assertAlmostEquals(even[0].seen, 0.5, 1e-14);
});

Deno.test("assurances() of a whole paper are probabilities", () => {
  const draws = Array.from({ length: 60 }, (_, k) => ({ units: 150 + k, size: 1, drawn: 9 + k }));
  const all = assurances(draws);
  assert(all.every(({ seen }) => seen > 0 && seen <= 1));
});

Deno.test("faultsOf() is no fewer segments than the share says, and one at least", () => {
  assertEquals([0.01, 0.05, 0.1].map((share) => faultsOf(share, 150)), [2, 8, 15]);
  assertEquals([0.01, 0.05, 0.1].map((share) => faultsOf(share, 100)), [1, 5, 10]);
  assertEquals([faultsOf(0.01, 1), faultsOf(0.1, 11), faultsOf(1, 7)], [1, 2, 7]);
  const faults = assurances([{ units: 150, size: 1, drawn: 10 }]).map((one) => one.faults);
  assertEquals(faults, [1, 2, 8, 15]);
});
