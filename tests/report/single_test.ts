import { assert, assertEquals } from "@std/assert";
import { singleRows } from "../../lib/report/single.ts";
import { rowsOf } from "../../lib/report/tables.ts";
import { runAggregate } from "../../lib/study/steps/aggregate.ts";
import { type Curves, encodeCurves } from "../../lib/study/steps/curves.ts";
import { accuracyTable } from "../../lib/study/steps/tables/accuracy.ts";
import { panelsTable, phasesTable, planeTable } from "../../lib/study/steps/tables/plane.ts";
import { spreadTable } from "../../lib/study/steps/tables/spread.ts";

/** Curves of so many layers at three epochs. */
function curvesOf(layers: number, at: number): Curves {
  const values = (shift: number) =>
    Float64Array.from({ length: 3 * layers }, (_, k) => Math.sin(k + at + shift) + 2);
  return {
    ...{ epochs: Uint32Array.of(0, 5, 10), layers, ixt: values(0), ity: values(9) },
    trainAccuracy: values(3).slice(0, 3),
    testAccuracy: values(4).slice(0, 3),
  };
}

const binned = curvesOf(3, 0), exact = curvesOf(1, 50), other = curvesOf(2, 20);

/** The table of one repeat is the repeat's own. */
function aggregated(curves: Curves): Uint8Array {
  const params = {
    estimator: "binned",
    repeats: ["r00"],
    discarded: [],
    epochs: 11,
    restartFrom: 99,
  };
  return runAggregate(params, { r00: encodeCurves(curves) }).aggregate;
}

function assertSame(form: string, csv: Uint8Array, panels: Parameters<typeof singleRows>[2]) {
  const { columns, rows } = rowsOf(new TextDecoder().decode(csv));
  assert(rows.length > 5);
  assertEquals(singleRows(form, columns, panels), rows);
}

const one = { panel: undefined, phase: "train" } as const;

Deno.test("singleRows() of a repeat is the table of a run that has this repeat alone", () => {
  const inputs = { aggregate: aggregated(binned), "exact-r00": encodeCurves(exact) };
  const both = [{ ...one, states: "binned", curves: binned }, {
    ...one,
    states: "exact",
    curves: exact,
  }] as const;
  assertSame("plane", planeTable({ aggregate: inputs.aggregate }).csv, [both[0]]);
  assertSame("plane", planeTable(inputs, ["exact-r00"]).csv, both);
  const labels = ["a", "b"],
    panels = [
      { ...both[0], panel: "a" },
      { ...both[1], panel: "a" },
      { ...one, panel: "b", states: "binned", curves: other },
    ] as const;
  const sides = {
    ...{ "train-1": aggregated(binned), "train-2": aggregated(other) },
    ...{ "exact-1-r00": encodeCurves(exact) },
  };
  assertSame("panels", panelsTable(labels, sides, [["exact-1-r00"], []]).csv, panels);
  const phases = { ...sides, "prefit-1": aggregated(other), "prefit-2": aggregated(other) };
  assertSame("phases", phasesTable(labels, phases).csv, [
    { panel: "a", phase: "prefit", states: "binned", curves: other },
    { panel: "a", phase: "train", states: "binned", curves: binned },
    { panel: "b", phase: "prefit", states: "binned", curves: other },
    { panel: "b", phase: "train", states: "binned", curves: other },
  ]);
  assertSame("accuracy", accuracyTable(["a"], { "train-1": aggregated(binned) }).csv, [{
    ...both[0],
    panel: "a",
  }]);
});

Deno.test("singleRows() of a spread has the repeat's own value wherever several repeats have several", () => {
  const inputs = {
    aggregate: aggregated(binned),
    r00: encodeCurves(binned),
    "exact-r00": encodeCurves(exact),
  };
  const params = { repeats: ["r00"], exact: ["exact-r00"] };
  assertSame("spread", spreadTable(params.repeats, inputs, params.exact).csv, [
    { ...one, states: "binned", curves: binned },
    { ...one, states: "exact", curves: exact },
  ]);
});
