import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Knn,
  knnEntropy,
  knnInformation,
  ksg,
} from "../../../lib/information/estimators/knn.ts";
import { neighbours } from "../../../lib/information/estimators/nearest.ts";
import { referencePairs } from "../../../lib/information/estimators/pairs_reference.ts";
import { type Matrix, orderOf } from "../../../lib/information/estimators/rows.ts";
import {
  assertNear,
  CASES,
  columnsOf,
  inTurn,
  mapped,
  matrixOf,
  normals,
  rowsOf,
} from "./support.ts";

const settings = (k = 3, noise = 0): Knn => ({ kind: "knn", k, noise, seed: "test" });

/** I(A;B) of two matrices. */
function between(
  a: Matrix,
  b: Matrix,
  k: number,
  kernels = undefined as typeof referencePairs | undefined,
) {
  const order = orderOf(inTurn(a.rows, 2));
  return ksg("B", neighbours(a, [b], order, k, kernels)[0], order, k);
}

Deno.test("entropy, KSG and mixed information have NPEET's values", () => {
  let compared = 0;
  for (const { name, matrix, classes, knn } of CASES) {
    for (const [k, values] of Object.entries(knn ?? {})) {
      const near = (found: number, value: number) =>
        assertNear(found, value, 1e-12, 1e-9, `${name} ${k}`);
      near(knnEntropy(matrix, settings(Number(k))), values.entropy);
      const [{ ity }] = knnInformation(matrix, [matrix], classes, settings(Number(k)));
      near(Math.abs(ity), values.mixed);
      if ("ksg" in values) {
        const half = matrix.columns >> 1, all = Array.from({ length: matrix.columns }, (_, c) => c);
        const [a, b] = [all.slice(0, half), all.slice(half)].map((some) => columnsOf(matrix, some));
        near(between(a, b, Number(k)), values.ksg);
        assertEquals(between(a, b, Number(k), referencePairs), between(a, b, Number(k)));
      }
      compared++;
    }
  }
  assertEquals(compared, 6);
});

Deno.test("of correlated Gaussians KSG has the known information within its standard error", () => {
  const samples = 12, rows = 300;
  for (const correlation of [0, 0.6, 0.95]) {
    const found = Array.from({ length: samples }, (_, s) => {
      const [a, e] = [`a${s}`, `e${s}`].map((name) => normals(name, rows, 1));
      const rest = Math.sqrt(1 - correlation * correlation);
      const b = mapped(a, (x) => correlation * x);
      b.values.forEach((x, r, all) => all[r] = x + rest * e.values[r]);
      return between(a, b, 3);
    });
    const mean = found.reduce((sum, x) => sum + x, 0) / samples;
    const variance = found.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (samples - 1);
    const exact = -Math.log2(1 - correlation * correlation) / 2;
    assertNear(mean, exact, 3.5 * Math.sqrt(variance / samples), 0, `${correlation}`);
  }
});

Deno.test("entropy of a Gaussian is that of the textbook, and scaling adds its own", () => {
  // Deviation of the estimate below 1.5 / sqrt(rows) bits.
  const rows = 1200, exact = Math.log2(2 * Math.PI * Math.E) / 2;
  assertNear(knnEntropy(normals("entropy", rows, 1), settings()), exact, 4 * 1.5 / Math.sqrt(rows));
  const three = normals("scale", 80, 3), wide = mapped(three, (x) => 4 * x);
  assertNear(knnEntropy(wide, settings()) - knnEntropy(three, settings()), 3 * 2, 1e-12);
});

Deno.test("information stays where rows, neurons, units and origins change", () => {
  const inputs = normals("inputs", 90, 4), layer = normals("layer", 90, 3), classes = inTurn(90, 3);
  const [before] = knnInformation(inputs, [layer], classes, settings());
  const same = (x: Matrix, t: Matrix, of = classes) => {
    const [found] = knnInformation(x, [t], of, settings());
    assertNear(found.ixt, before.ixt, 1e-12);
    assertNear(found.ity, before.ity, 1e-12);
  };
  same(columnsOf(inputs, [3, 1, 0, 2]), columnsOf(layer, [1, 2, 0]));
  // Powers of two and small shifts: distances are scaled without being rounded.
  same(mapped(inputs, (x) => 8 * x), mapped(layer, (x) => 8 * x));
  const order = Array.from({ length: 90 }, (_, r) => (7 * r + 11) % 90);
  const labels = order.map((r) => classes.labels[r]);
  same(rowsOf(inputs, order), rowsOf(layer, order), { labels, classes: 3 });
  // The difference of entropies does not know the layer's scale.
  const [scaled] = knnInformation(inputs, [mapped(layer, (x) => 1024 * x)], classes, settings());
  assertNear(scaled.ity, before.ity, 1e-12);
});

Deno.test("layers of a record are each what they are alone", () => {
  const inputs = normals("x", 40, 2),
    layers = [1, 2, 5].map((d) => normals(`t${d}`, 40, d)),
    classes = inTurn(40, 2);
  const together = knnInformation(inputs, layers, classes, settings());
  layers.forEach((layer, l) =>
    assertEquals(knnInformation(inputs, [layer], classes, settings()), [together[l]])
  );
});

Deno.test("equal rows are refused without noise, which tells them apart by its own stream", () => {
  const inputs = normals("x", 40, 2),
    ties = matrixOf(1, Array.from({ length: 40 }, (_, r) => r % 4));
  const run = (one: Knn) => knnInformation(inputs, [ties], inTurn(40, 2), one);
  assertThrows(
    () => run(settings()),
    RangeError,
    "Cannot estimate layer 1 by knn: row 0 must be different from 3 other rows",
  );
  assertThrows(() => knnEntropy(ties, settings()), RangeError, "noise tells equal rows apart");
  const [noisy] = run(settings(3, 1e-10));
  assert(Number.isFinite(noisy.ixt) && Number.isFinite(noisy.ity));
  assertEquals(run(settings(3, 1e-10)), [noisy]);
  assert(run({ ...settings(3, 1e-10), seed: "other" })[0].ity !== noisy.ity);
});

Deno.test("settings and sizes are refused in one line that names them", () => {
  const rows = normals("x", 8, 1), classes = inTurn(8, 2);
  const refused = (one: Knn, rule: string, of = classes) =>
    assertThrows(() => knnInformation(rows, [rows], of, one), RangeError, rule);
  refused(settings(0), "k must be a whole number from 1 to 100, current value is 0");
  refused(settings(4), "rows of class 0 must be more than k = 4, current value is 4");
  refused(settings(3, -1), "noise must be 0 or more, current value is -1");
  refused(settings(), "inputs: rows must be 9, one a label", inTurn(9, 2));
  const short = matrixOf(1, [1]);
  assertThrows(
    () => knnInformation(rows, [short], classes, settings()),
    RangeError,
    "layer 1: rows must be 8",
  );
});

Deno.test("a class without rows takes no part", () => {
  const rows = normals("x", 30, 1), two = inTurn(30, 2);
  const gaps = { labels: Array.from(two.labels, (label) => 2 * label), classes: 4 };
  assertEquals(
    knnInformation(rows, [rows], gaps, settings()),
    knnInformation(rows, [rows], two, settings()),
  );
});
