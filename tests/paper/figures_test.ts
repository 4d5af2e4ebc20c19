import { assert, assertEquals } from "@std/assert";
import { estimatorName } from "../../lib/information/estimator.ts";
import { EXPERIMENTS } from "../../lib/paper/experiments.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { type Content, exactFigure, experimentsOf, shownBy } from "../../lib/plan/figure.ts";

const labels = ({ content }: { content: Content }) =>
  "panels" in content ? content.panels.map(({ label }) => label) : [];

Deno.test("FIGURES are the paper's sixteen in its order, then three beside it", () => {
  assertEquals(Object.keys(FIGURES), [
    ...["fig1", "fig2", "fig3", "fig4", "figA5", "figA6", "figB7", "figB8", "figB9", "figC10"],
    ...["figC11", "figD12", "figE13", "figF14", "figF15", "figF16", "output-layer"],
    ...["representation", "authors"],
  ]);
  for (const [id, figure] of Object.entries(FIGURES)) {
    assertEquals([figure.id, figure.spec], [id, id]);
    assert(/^[A-Z0-9][^.]+$/.test(figure.title), figure.title);
  }
  const titles = Object.values(FIGURES).map(({ title }) => title);
  assertEquals(new Set(titles).size, titles.length);
});

Deno.test("every figure shows what its experiments measure, each panel under a label of its own", () => {
  for (const figure of Object.values(FIGURES)) {
    for (const { experiment, estimator } of shownBy(figure)) {
      const measured = EXPERIMENTS[experiment].estimators.map(estimatorName);
      assert(measured.includes(estimatorName(estimator)), `${figure.id} of ${experiment}`);
    }
    assertEquals(new Set(labels(figure)).size, labels(figure).length, figure.id);
    if (figure.content.form === "phases") {
      for (const name of experimentsOf(figure)) {
        assert(EXPERIMENTS[name].training.protocol.prefit > 0, name);
      }
    }
  }
  const shown = new Set(Object.values(FIGURES).flatMap(experimentsOf));
  assertEquals([...shown].sort(), Object.keys(EXPERIMENTS).sort(), "nothing is trained unseen");
});

Deno.test("figures of several panels have them as the paper has", () => {
  const { figA5, figA6, figC10, figC11, figD12, figE13, figF14, figF15, figF16 } = FIGURES;
  assertEquals([figA5, figA6].map(labels), Array(2).fill(["30", "100", "256"]));
  assertEquals([figC10, figC11, figD12].map(labels), Array(3).fill(["Tanh", "ReLU"]));
  const bits = ["4 bit", "8 bit", "32 bit (not quantised)"];
  assertEquals([figF14, figF15].map(labels), [bits, bits]);
  const others = ["Bottleneck-4", "HourGlass", "4x10", "Conv"];
  assertEquals([labels(figE13), labels(figF16)], [others, ["Bottleneck-2", ...others]]);
});

Deno.test("planes, panels, phases and spreads of binned states have an exact twin, others none", () => {
  const twins = Object.values(FIGURES).filter((figure) => exactFigure(figure) !== undefined);
  assertEquals(twins.map(({ id }) => id), [
    ...["fig2", "fig3", "fig4", "figB7", "figB8", "figB9", "figC10", "figC11", "figD12", "figE13"],
    "authors",
  ]);
});
