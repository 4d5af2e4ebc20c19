import { assertAlmostEquals, assertEquals } from "@std/assert";
import { encodeCounts } from "../../../lib/information/codec.ts";
import type { LayerCounts } from "../../../lib/information/counts.ts";
import { decodeCurves } from "../../../lib/study/steps/curves.ts";
import { type InformationParams, runInformation } from "../../../lib/study/steps/information.ts";
import { traceOf } from "./samples.ts";

const pairs = (...flat: number[]) => Uint32Array.from(flat);

// Four rows, two of each class.
/** Every row its own state: 2 bits about X, and all about Y. */
const ALL: LayerCounts = { total: pairs(1, 4), classes: [pairs(1, 2), pairs(1, 2)] };
/** A state for each class: 1 bit about X, and all of it about Y. */
const CLASS: LayerCounts = { total: pairs(2, 2), classes: [pairs(2, 1), pairs(2, 1)] };
/** Two states that each class has once: 1 bit about X, nothing about Y. */
const MIXED: LayerCounts = { total: pairs(2, 2), classes: [pairs(1, 2), pairs(1, 2)] };
/** One state: nothing about anything. */
const ONE: LayerCounts = { total: pairs(4, 1), classes: [pairs(2, 1), pairs(2, 1)] };

const exact = (epochs: number[], ...counts: LayerCounts[][]) =>
  encodeCounts({ epochs: Uint32Array.from(epochs), layers: ["T1", "T2"], counts });
const binned = (epochs: number[], ...counts: LayerCounts[][]) =>
  encodeCounts({ epochs: Uint32Array.from(epochs), layers: ["T2"], counts });

const EXACT: InformationParams = { segments: ["01", "02"], counts: ["exact"], layers: "all" };

// Segments of epochs 0 to 2 and 3 to 6; every third epoch is recorded.
const inputs = {
  "trace-01": traceOf({ trainCorrect: [5, 6, 7], testCorrect: [2] }),
  "exact-01": exact([0], [ALL, CLASS]),
  "binned-01": binned([0], [ONE]),
  "trace-02": traceOf({ from: 3, trainCorrect: [8, 0, 1, 9], testCorrect: [3, 4] }),
  "exact-02": exact([3, 6], [CLASS, MIXED], [ALL, ONE]),
  "binned-02": binned([3, 6], [MIXED], [CLASS]),
};

Deno.test("runInformation() computes exact curves over all segments", () => {
  const { curves } = runInformation(EXACT, inputs);
  const found = decodeCurves(curves);
  assertEquals([...found.epochs], [0, 3, 6]);
  assertEquals(found.layers, 2);
  assertEquals([...found.ixt], [2, 1, 1, 1, 2, 0]);
  assertEquals([...found.ity], [1, 1, 1, 0, 1, 0]);
});

Deno.test("runInformation() replaces the output layer alone when binned", () => {
  const { curves } = runInformation({ ...EXACT, counts: ["binned", "exact"] }, inputs);
  const found = decodeCurves(curves);
  assertEquals([...found.ixt], [2, 0, 1, 1, 2, 1]);
  assertEquals([...found.ity], [1, 0, 1, 0, 1, 1]);
});

Deno.test("runInformation() gives accuracies of recorded epochs as fractions of the rows", () => {
  const { curves } = runInformation(EXACT, inputs);
  const found = decodeCurves(curves);
  assertEquals([...found.trainAccuracy], [0.5, 0.8, 0.9]);
  assertEquals([...found.testAccuracy], [0.5, 0.75, 1]);
});

Deno.test("runInformation() of counts that are no powers of two", () => {
  // States of 3 rows and 1 row, the lone one of the second class.
  const uneven: LayerCounts = { total: pairs(1, 1, 3, 1), classes: [pairs(2, 1), pairs(1, 2)] };
  const one = { "trace-01": inputs["trace-01"], "exact-01": exact([0], [uneven, uneven]) };
  const { ixt, ity } = decodeCurves(
    runInformation({ ...EXACT, segments: ["01"] }, one).curves,
  );
  // H(1/4) = 0.8112781244591328; H(T | second class) is 1 bit for half of the rows.
  assertAlmostEquals(ixt[0], 0.8112781244591328, 1e-14);
  assertAlmostEquals(ity[0], 0.3112781244591328, 1e-14);
});

Deno.test("runInformation() of the output layer alone", () => {
  const { curves } = runInformation({ ...EXACT, layers: "output" }, inputs);
  const found = decodeCurves(curves);
  assertEquals(found.layers, 1);
  assertEquals([...found.ixt], [1, 1, 0]);
});

Deno.test("runInformation() of neurons is their mean, layer by layer", () => {
  const neurons = (counts: LayerCounts[]) =>
    encodeCounts({ epochs: Uint32Array.of(0), layers: ["T1.1", "T1.2", "T2.1"], counts: [counts] });
  const one = {
    "trace-01": inputs["trace-01"],
    "uniform-30-layer-neurons-01": neurons([ALL, CLASS, MIXED]),
  };
  const params = { ...EXACT, segments: ["01"], counts: ["uniform-30-layer-neurons"] };
  const found = decodeCurves(runInformation(params, one).curves);
  assertEquals(found.layers, 2);
  assertEquals([...found.ixt], [1.5, 1]);
  assertEquals([...found.ity], [1, 0]);
});
