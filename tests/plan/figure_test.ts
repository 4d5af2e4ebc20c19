import { assertEquals } from "@std/assert";
import { BINNED, type Estimator, EXACT, globalBins } from "../../lib/information/estimator.ts";
import { type Content, exactFigure, experimentsOf, type Figure } from "../../lib/plan/figure.ts";

const panel = (label: string, experiment: string, estimator: Estimator) => ({
  label,
  experiment,
  estimator,
});
const figure = (content: Content): Figure => ({ id: "fig", title: "Title", content, spec: "fig" });
const panels = (...all: ReturnType<typeof panel>[]) => figure({ form: "panels", panels: all });

Deno.test("experimentsOf() names each experiment once, in the order of panels", () => {
  assertEquals(
    experimentsOf(panels(panel("1", "B", BINNED), panel("2", "A", EXACT), panel("3", "B", EXACT))),
    ["B", "A"],
  );
  assertEquals(experimentsOf(figure({ form: "plane", of: panel("", "C", BINNED) })), ["C"]);
});

Deno.test("exactFigure() is there where every panel is binned as released, and has all of them exact", () => {
  const one = panel("1", "A", BINNED), two = panel("2", "B", BINNED);
  assertEquals(exactFigure(panels(one, two))?.content, {
    form: "panels",
    panels: [{ ...one, estimator: EXACT }, { ...two, estimator: EXACT }],
  });
  const other = panel("3", "B", globalBins(30));
  for (const mixed of [[one, other], [other, one], [other], [panel("4", "A", EXACT), one]]) {
    assertEquals(exactFigure(panels(...mixed)), undefined);
  }
  const twin = exactFigure(figure({ form: "plane", of: one }));
  assertEquals(twin?.content, { form: "plane", of: { ...one, estimator: EXACT } });
  for (const form of ["accuracy", "output"] as const) {
    assertEquals(exactFigure(figure({ form, panels: [one] })), undefined);
  }
  assertEquals(exactFigure(figure({ form: "representation", of: one, repeat: 0 })), undefined);
});
