import { assert, assertEquals, assertThrows } from "@std/assert";
import { estimateRecord, seriesNames } from "../../../lib/information/estimators/estimate.ts";
import {
  activationEstimator,
  ESTIMATOR_KINDS,
} from "../../../lib/information/estimators/settings.ts";
import { assertNear, CASES, inTurn, mapped, matrixOf, normals } from "./support.ts";

const inputs = normals("inputs", 96, 4);

Deno.test("every estimator has an answer for every layer of the golden cases, the degenerate ones included", () => {
  const layers = CASES.map(({ matrix }) => matrix), { classes } = CASES[0];
  for (const kind of ESTIMATOR_KINDS) {
    const estimator = activationEstimator({ kind });
    const found = estimateRecord({ layers, inputs, extent: [-1, 8], ...classes }, estimator);
    assertEquals(found.map(({ name }) => name), seriesNames(estimator));
    for (const { name, information } of found) {
      assertEquals(information.length, layers.length);
      for (const { ixt, ity } of information) {
        assert(Number.isFinite(ixt) && Number.isFinite(ity), name);
      }
    }
  }
});

Deno.test("of a constant layer nothing is known: 0, or EDGE's least", () => {
  const layers = [matrixOf(2, Array(192).fill(0.25))],
    record = { layers, inputs, extent: [0, 1], ...inTurn(96, 2) } as const;
  for (const kind of ["exact", "binned", "uniform", "adaptive", "width", "kde"] as const) {
    for (const { information } of estimateRecord(record, activationEstimator({ kind }))) {
      assertEquals(information.length, 1);
      for (const what of ["ixt", "ity"] as const) {
        assertNear(information[0][what], 0, 1e-14, 0, kind);
      }
    }
  }
  const [{ information: [edge] }] = estimateRecord(record, activationEstimator({ kind: "edge" }));
  assertEquals(edge, { ixt: 0.001, ity: 0.001 });
});

Deno.test("exact counts codes in place of values, where they are at hand", () => {
  const values = matrixOf(1, [0.1, 0.1000001, 0.2, 0.2]), codes = matrixOf(1, [1, 1, 2, 2]);
  const of = (layer: typeof values & { codes?: typeof codes }) =>
    estimateRecord({ layers: [layer], ...inTurn(4, 1) }, { kind: "exact" })[0].information[0].ixt;
  assertEquals([of(values), of({ ...values, codes })], [1.5, 1]);
});

Deno.test("what an estimator lacks is named", () => {
  const record = { layers: [matrixOf(1, [1, 2, 3, 4])], ...inTurn(4, 2) };
  const refused = (words: Parameters<typeof activationEstimator>[0], rule: string) =>
    assertThrows(() => estimateRecord(record, activationEstimator(words)), RangeError, rule);
  refused({ kind: "edge" }, "Cannot estimate by edge: the rows of the data set must be given");
  refused(
    { kind: "uniform" },
    "Cannot estimate by uniform-30: the extent of all epochs and layers must be given",
  );
  const nan = {
    ...record,
    layers: [record.layers[0], mapped(record.layers[0], (x) => x === 3 ? NaN : x)],
  };
  assertThrows(
    () => estimateRecord(nan, { kind: "exact" }),
    RangeError,
    "layer 2: row 2, column 0 must be finite",
  );
});
