import { assert, assertEquals } from "@std/assert";
import { decodeTensors } from "../../../lib/bits/safetensors.ts";
import {
  meanAndDeviation,
  medianRepeat,
  runAggregate,
} from "../../../lib/study/steps/aggregate.ts";
import { encodeCurves } from "../../../lib/study/steps/curves.ts";
import { curvesOf, traceOf } from "./samples.ts";

const f64 = (...values: number[]) => Float64Array.from(values);

Deno.test("meanAndDeviation() divides by the number of repeats", () => {
  // Deviations 3, 1, 1, 3 from the mean 4: variance 20 / 4.
  const series = [1, 3, 5, 7].map((x) => f64(x, 10));
  assertEquals(meanAndDeviation(series), { mean: f64(4, 10), sd: f64(Math.sqrt(5), 0) });
});

Deno.test("meanAndDeviation() of one repeat is the repeat, without deviation", () => {
  assertEquals(meanAndDeviation([f64(0.1, -2)]), { mean: f64(0.1, -2), sd: f64(0, 0) });
});

Deno.test("meanAndDeviation() adds repeats in ascending order", () => {
  // (1e16 + 1) - 1e16 is 0 in float64, (1e16 - 1e16) + 1 is 1.
  const mean = (...of: number[]) => meanAndDeviation(of.map((x) => f64(x))).mean[0] * of.length;
  assertEquals(mean(1e16, 1, -1e16), 0);
  assertEquals(mean(1e16, -1e16, 1), 1);
});

Deno.test("medianRepeat() is the repeat at place floor(R / 2) by distance from the mean", () => {
  const at = (...xs: number[]) => {
    const mean = xs.reduce((a, b) => a + b) / xs.length;
    return medianRepeat(xs.map((x) => curvesOf({ ixt: [x], ity: [0] })), f64(mean), f64(0));
  };
  assertEquals(at(5), 0);
  // Squared distances from the mean 4: 16, 1, 9, 36; sorted repeats 1 2 0 3, place 2.
  assertEquals(at(0, 5, 1, 10), 0);
  // From the mean 3: 9, 0, 9: repeats 1 0 2, place 1; equal distances go to the earlier repeat.
  assertEquals(at(0, 3, 6), 0);
  assertEquals(at(6, 0), 1);
});

Deno.test("medianRepeat() adds squares over both curves and all of their points", () => {
  const curves = [
    curvesOf({ ixt: [3, 0], ity: [0, 0] }),
    curvesOf({ ixt: [0, 2], ity: [2, 2] }),
    curvesOf({ ixt: [0, 0], ity: [0, 1] }),
  ];
  // Squared distances 9, 12, 1. By the largest or the absolute difference repeat 1 would not be the farthest.
  assertEquals(medianRepeat(curves, f64(0, 0), f64(0, 0)), 0);
});

Deno.test("runAggregate() gives statistics of every curve, the run and what was discarded", () => {
  const inputs = {
    r00: encodeCurves(curvesOf({ ixt: [1, 2], ity: [0, 1], train: [0.5], test: [0.25] })),
    r01: encodeCurves(curvesOf({ ixt: [3, 2], ity: [0.5, 0], train: [0.75], test: [0.75] })),
    "r01-discarded-a0": traceOf({ from: 1000, trainRows: 10, trainCorrect: [9, 4], stopped: 1001 }),
  };
  const params = {
    repeats: ["r00", "r01"],
    discarded: ["r01-discarded-a0"],
    epochs: 2000,
    restartFrom: 1000,
    estimator: "exact",
  };
  const { tensors } = decodeTensors(runAggregate(params, inputs).aggregate);
  const found = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, [shape, [...data]]]),
  );
  assertEquals(found, {
    epochs: [[1], [0]],
    ixt_mean: [[1, 2], [2, 2]],
    ixt_sd: [[1, 2], [1, 0]],
    ity_mean: [[1, 2], [0.25, 0.5]],
    ity_sd: [[1, 2], [0.25, 0.5]],
    train_accuracy_mean: [[1], [0.625]],
    train_accuracy_sd: [[1], [0.125]],
    test_accuracy_mean: [[1], [0.5]],
    test_accuracy_sd: [[1], [0.25]],
    repeats: [[1], [2]],
    median_repeat: [[1], [1]],
    discarded_epoch_and_accuracy: [[1, 2], [1001, 0.4]],
    run: [[2], [2000, 1000]],
  });
});

Deno.test("runAggregate() keeps a table of nothing discarded", () => {
  const inputs = { r00: encodeCurves(curvesOf({ ixt: [1], ity: [0] })) };
  const params = {
    repeats: ["r00"],
    discarded: [],
    epochs: 5,
    restartFrom: 1000,
    estimator: "exact",
  };
  const { tensors } = decodeTensors(runAggregate(params, inputs).aggregate);
  assertEquals(tensors.discarded_epoch_and_accuracy.shape, [0, 2]);
  assert(tensors.ixt_sd.data.every((sd) => sd === 0));
});
