import { assert, assertEquals } from "@std/assert";
import {
  bandwidths,
  bucketsOf,
  nearestInColumn,
  neighbourOf,
  normal,
  projected,
} from "../../../lib/information/estimators/hashing.ts";
import { assertNear, draws, mapped, matrixOf, normals } from "./support.ts";

Deno.test("normal() draws have mean 0, deviation 1 and few far out", () => {
  const stream = draws("normal"), n = 20000, all = Array.from({ length: n }, () => normal(stream));
  const mean = all.reduce((sum, x) => sum + x, 0) / n;
  assertNear(mean, 0, 4 / Math.sqrt(n));
  assertNear(all.reduce((sum, x) => sum + x * x, 0) / n, 1, 4 * Math.sqrt(2 / n));
  // 4.55% lie beyond 2 deviations.
  assertNear(all.filter((x) => Math.abs(x) > 2).length / n, 0.0455, 4 * Math.sqrt(0.0455 / n));
});

Deno.test("projected() has log2 of a tenth of the rows as columns at most, whatever the layer's scale", () => {
  assertEquals(projected(normals("x", 96, 9), draws("p")).columns, 3);
  assertEquals(projected(normals("x", 4096, 2), draws("p")).columns, 2);
  const layer = normals("x", 200, 3), wide = mapped(layer, (x) => 64 * x);
  const [a, b] = [layer, wide].map((one) => projected(one, draws("p")).values);
  a.forEach((value, k) => assertNear(b[k], value, 1e-12, 1e-12));
});

Deno.test("neighbourOf() is the authors' k", () => {
  // floor(0.43 N^(2/3 + 0.17 d / (d + 1)) exp(-1 / max(10^4, d^4))), computed with Python's math.
  assertEquals(
    [[96, 1], [4096, 1], [4096, 8], [4096, 12], [600, 2], [2, 1]].map(([n, d]) =>
      neighbourOf(n, d)
    ),
    [
      13,
      223,
      386,
      406,
      63,
      0,
    ],
  );
});

Deno.test("nearestInColumn() is the k-th smallest distance, ties and ends included", () => {
  const stream = draws("column");
  for (let n = 1; n < 30; n++) {
    const column = Float64Array.from({ length: n }, () => stream.below(12) / 4).sort();
    for (let k = 1; k <= n; k++) {
      for (const value of column) {
        const distances = Float64Array.from(column, (x) => Math.abs(x - value)).sort();
        assertEquals(nearestInColumn(column, value, k), distances[k - 1], `${n} ${k} ${value}`);
      }
    }
  }
});

Deno.test("bandwidths() are a column's own, never below 1e-4, and scale with it", () => {
  const column = normals("x", 300, 1),
    both = matrixOf(2, [...column.values].flatMap((x) => [x, 8 * x]));
  const [one, eight] = bandwidths(both, draws("b"));
  assertNear(8 * (one - 1e-4), eight - 1e-4, 1e-12);
  assertEquals([...bandwidths(mapped(column, () => 3), draws("b"))], [1e-4]);
});

Deno.test("bucketsOf() shifts, divides, rounds down and numbers by first occurrence", () => {
  const rows = matrixOf(2, [0.1, 0, 0.9, 0, -0.1, 0, 0.2, 0, 0.1, 5]);
  const { of, sizes } = bucketsOf(rows, Float64Array.of(1, 2), 0);
  assertEquals([[...of], sizes], [[0, 0, 1, 0, 2], [3, 1, 1]]);
  assertEquals([...bucketsOf(rows, Float64Array.of(1, 2), 0.5).of], [0, 1, 0, 0, 2]);
  // -0 and 0 are one bucket.
  assert(bucketsOf(matrixOf(1, [-0, 0]), Float64Array.of(1), 0).sizes.length === 1);
});
