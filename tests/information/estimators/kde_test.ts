import { assert, assertEquals, assertThrows } from "@std/assert";
import { kdeBy, kdeInformation } from "../../../lib/information/estimators/kde.ts";
import { referencePairs } from "../../../lib/information/estimators/pairs_reference.ts";
import type { Matrix } from "../../../lib/information/estimators/rows.ts";
import {
  assertNear,
  CASES,
  columnsOf,
  draws,
  inTurn,
  mapped,
  matrixOf,
  normals,
  rowsOf,
} from "./support.ts";

const QUANTITIES = ["ixt", "ity"] as const, SIDES = ["upper", "lower"] as const;

/** Fails unless both bounds of two layers agree. */
function assertSame(
  found: Matrix,
  layer: Matrix,
  classes = inTurn(layer.rows, 3),
  variance = 0.01,
) {
  const [a, b] = [found, layer].map((one) => kdeInformation(one, classes, variance));
  for (const side of SIDES) {
    for (const what of QUANTITIES) {
      assertNear(a[side][what], b[side][what], 1e-11, 0, `${side} ${what}`);
    }
  }
}

Deno.test("kdeInformation() has the values of the formulas in float64, and its plain twin's bits", () => {
  for (const { name, matrix, classes, kde } of CASES) {
    for (const [variance, bounds] of Object.entries(kde)) {
      const found = kdeInformation(matrix, classes, Number(variance));
      for (const side of SIDES) {
        for (const what of QUANTITIES) {
          assertNear(
            found[side][what],
            bounds[side][what],
            1e-12,
            1e-9,
            `${name} ${variance} ${side} ${what}`,
          );
        }
      }
      assertEquals(kdeBy(referencePairs, matrix, classes, Number(variance)), found);
    }
  }
});

Deno.test("of Gaussians it comes to the closed form", () => {
  // Of x normal with deviation s and many rows, -ln of the mean kernel is that of a normal density with s^2 + v.
  const rows = 3000, s = 0.5, layer = mapped(normals("kde", rows, 1), (x) => s * x);
  for (const v of [0.01, 0.1]) {
    const { upper, lower } = kdeInformation(layer, inTurn(rows, 2), v);
    for (const [found, noise] of [[upper.ixt, v], [lower.ixt, 4 * v]]) {
      const spread = s * s + noise,
        exact = (Math.log(spread / noise) + s * s / spread) / 2 / Math.LN2;
      // Deviation of the mean of x^2 / 2 (s^2 + v) over the rows is below 0.71 / sqrt(rows); 4 of them, in bits.
      assertNear(found, exact, 4 * 0.71 / Math.sqrt(rows) / Math.LN2, 0, `${v}`);
    }
    // Labels in turn tell nothing: what is left are the classes' smaller samples.
    assertNear(upper.ity, 0, 0.02);
  }
});

Deno.test("distances alone count: moved, turned, rows and neurons in another order", () => {
  const layer = normals("laws", 60, 3), classes = inTurn(60, 3), [c, s] = [0.6, 0.8];
  assertSame(mapped(layer, (x) => x + 8), layer);
  const turned = layer.values.map((x, k, all) =>
    k % 3 === 0 ? c * x - s * all[k + 1] : k % 3 === 1 ? s * all[k - 1] + c * x : x
  );
  assertSame(matrixOf(3, turned), layer);
  assertSame(columnsOf(layer, [2, 0, 1]), layer);
  const order = Array.from({ length: 60 }, (_, r) => (7 * r + 3) % 60);
  const moved = { labels: order.map((r) => classes.labels[r]), classes: 3 };
  const [a, b] = [
    kdeInformation(rowsOf(layer, order), moved, 0.01),
    kdeInformation(layer, classes, 0.01),
  ];
  for (const side of SIDES) {
    for (const what of QUANTITIES) assertNear(a[side][what], b[side][what], 1e-11);
  }
});

Deno.test("bounds lie where they must: lower below upper, both between 0 and log2 of the states", () => {
  for (const { name, matrix, classes } of CASES) {
    for (const variance of [1e-6, 1e-3, 0.1, 10]) {
      const { upper, lower } = kdeInformation(matrix, classes, variance);
      for (const what of QUANTITIES) assert(lower[what] > -1e-9, name);
      assert(lower.ixt <= upper.ixt + 1e-9 && upper.ixt <= Math.log2(96) + 1e-9, name);
      assert(upper.ity <= upper.ixt + 1e-9, name);
    }
  }
});

Deno.test("equal rows are one state: a constant layer tells nothing, far states are counted", () => {
  const classes = inTurn(6, 2);
  for (const side of SIDES) {
    assertEquals(kdeInformation(matrixOf(2, Array(12).fill(0.25)), classes, 1e-3)[side], {
      ixt: 0,
      ity: 0,
    });
  }
  const { upper, lower } = kdeInformation(matrixOf(1, [0, 9, 0, 9, 0, 9]), classes, 1e-3);
  for (const { ixt, ity } of [upper, lower]) {
    assertNear(ixt, 1, 1e-12);
    assertNear(ity, 1, 1e-12);
  }
});

Deno.test("classes without rows, one class and one row are no trouble", () => {
  const layer = normals("few", 5, 2), stream = draws("few");
  const gaps = { labels: Array.from({ length: 5 }, () => 2 * stream.below(2)), classes: 4 };
  assert(Number.isFinite(kdeInformation(layer, gaps, 0.1).upper.ity));
  const { upper } = kdeInformation(layer, inTurn(5, 1), 0.1);
  assertNear(upper.ity, 0, 1e-12);
  assertEquals(kdeInformation(matrixOf(3, [1, 2, 3]), inTurn(1, 1), 0.1).lower, { ixt: 0, ity: 0 });
});

Deno.test("what cannot be estimated is refused in one line that names it", () => {
  const layer = matrixOf(2, [1, 2, 3, NaN]), two = inTurn(2, 2);
  assertThrows(
    () => kdeInformation(layer, two, 0.1),
    RangeError,
    "row 1, column 1 must be finite, current value is NaN",
  );
  assertThrows(
    () => kdeInformation(layer, inTurn(3, 2), 0.1),
    RangeError,
    "rows must be 3, one a label",
  );
  for (const variance of [0, -1, NaN, Infinity, 1e-13]) {
    assertThrows(
      () => kdeInformation(layer, two, variance),
      RangeError,
      "variance must be from 1e-12",
    );
  }
});
