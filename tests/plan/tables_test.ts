import { assertEquals } from "@std/assert";
import { BINNED, EXACT } from "../../lib/information/estimator.ts";
import { runOf } from "../../lib/paper/experiments.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { segmentsOf } from "../../lib/network/training.ts";
import { engineOf } from "../../lib/plan/engine.ts";
import type { Content, Figure } from "../../lib/plan/figure.ts";
import type { Run } from "../../lib/plan/run.ts";
import { Settling } from "../../lib/plan/settled_runs.ts";
import { exactTableStep, tableStep } from "../../lib/plan/tables.ts";
import { closure, inputsOf } from "./support.ts";

const runs = (experiment: string): Run => ({ ...runOf(experiment, "smoke"), repeats: 2 });
/** With nothing known: all attempts survive. */
const unknown = { resolve: () => Promise.resolve(undefined) };
const settled = (figure: Figure, of = runs) => new Settling(of, unknown).settleBehind(figure);
const figureOf = (content: Content): Figure => ({ id: "f", title: "", content, spec: "plane" });
const SYN = "syn-relu-8/r0", E = "e50";

Deno.test("tableStep() of a plane reads the aggregate of its estimator", async () => {
  const figure = figureOf({ form: "plane", of: { experiment: "SYN-ReLU-8", estimator: BINNED } });
  const step = tableStep(figure, "p", await settled(figure));
  assertEquals([step.kind, step.id], ["table", "table/f/p"]);
  assertEquals(step.params, { form: "plane", estimators: "drawn" });
  assertEquals(inputsOf(step), { aggregate: `aggregate/syn-relu-8/n2/${E}/binned aggregate` });
});

Deno.test("exactTableStep() shows exact states under an id of its own, where the table shows binned ones", async () => {
  const binned = figureOf({ form: "plane", of: { experiment: "SYN-ReLU-8", estimator: BINNED } });
  const step = exactTableStep(binned, "p", await settled(binned))!;
  assertEquals(step.id, "table/f/p/exact");
  assertEquals(step.params, { form: "plane", estimators: "exact" });
  assertEquals(inputsOf(step), { aggregate: `aggregate/syn-relu-8/n2/${E}/exact aggregate` });
  const exact = figureOf({ form: "plane", of: { experiment: "SYN-ReLU-8", estimator: EXACT } });
  assertEquals(exactTableStep(exact, "p", await settled(exact)), undefined);
});

Deno.test("tableStep() of a spread reads the curves of each repeat as well", async () => {
  const figure = figureOf({ form: "spread", of: { experiment: "SYN-ReLU-8", estimator: BINNED } });
  const step = tableStep(figure, "p", await settled(figure));
  assertEquals(step.params, { form: "spread", estimators: "drawn", repeats: ["r00", "r01"] });
  assertEquals(inputsOf(step), {
    aggregate: `aggregate/syn-relu-8/n2/${E}/binned aggregate`,
    r00: `information/${SYN}0/a0/${E}/binned curves`,
    r01: `information/${SYN}1/a0/${E}/binned curves`,
  });
});

Deno.test("tableStep() of panels has an input a panel, of phases one for the prefit too", async () => {
  const panels = ["SYN-ReLU-8-Prefit", "SYN-Tanh-8-Prefit"].map((experiment) => {
    return { experiment, estimator: BINNED, label: experiment };
  });
  const labels = panels.map(({ label }) => label), names = ["syn-relu-8", "syn-tanh-8"];
  const aggregate = (name: string, extent: string) =>
    `aggregate/${name}-prefit/n2/${extent}/binned aggregate`;
  const alone = figureOf({ form: "panels", panels });
  const step = tableStep(alone, "p", await settled(alone));
  assertEquals(step.params, { form: "panels", labels, estimators: "drawn" });
  assertEquals(inputsOf(step), {
    "train-1": aggregate(names[0], E),
    "train-2": aggregate(names[1], E),
  });
  const both = figureOf({ form: "phases", panels });
  assertEquals(inputsOf(tableStep(both, "p", await settled(both))), {
    "prefit-1": aggregate(names[0], "prefit"),
    "train-1": aggregate(names[0], E),
    "prefit-2": aggregate(names[1], "prefit"),
    "train-2": aggregate(names[1], E),
  });
});

Deno.test("tableStep() of a representation reads the segments of the repeat that it names, or of the last one there is", async () => {
  const { content } = FIGURES.representation, figure = figureOf(content);
  const step = tableStep(figure, "p", await settled(figure));
  assertEquals((step.params as { repeat: string }).repeat, "r01");
  assertEquals(Object.keys(step.inputs).every((name) => /^occupied-\d\d$/.test(name)), true);
  assertEquals(
    inputsOf(step)["occupied-01"],
    "measure/mnist-bottleneck-2/r01/a0/s01/representation occupied",
  );
  const first = figureOf({ ...content, repeat: 0 } as typeof content);
  const own = tableStep(first, "p", await settled(first));
  assertEquals((own.params as { repeat: string }).repeat, "r00");
});

Deno.test("tableStep() of the output layer reads binned curves, and exact ones of the output alone", async () => {
  const panel = { experiment: "SYN-ReLU-8", estimator: BINNED, label: "ReLU" };
  const figure = figureOf({ form: "output", panels: [panel] });
  const step = tableStep(figure, "p", await settled(figure));
  assertEquals(
    step.params,
    { form: "output", networks: [{ label: "ReLU", repeats: ["r00", "r01"] }], estimators: "drawn" },
  );
  assertEquals(inputsOf(step), {
    "aggregate-1": `aggregate/syn-relu-8/n2/${E}/binned aggregate`,
    "binned-1-r00": `information/${SYN}0/a0/${E}/binned curves`,
    "binned-1-r01": `information/${SYN}1/a0/${E}/binned curves`,
    "exact-1-r00": `information/${SYN}0/a0/${E}/exact-output curves`,
    "exact-1-r01": `information/${SYN}1/a0/${E}/exact-output curves`,
  });
});

Deno.test("tableStep() says which engine trained, and every id behind it is its own", async () => {
  const engine = engineOf({ engine: "tfjs", backend: "wasm", version: "4.22.0" });
  const figure = FIGURES.fig3,
    step = tableStep(
      figure,
      "p@tfjs-wasm",
      await settled(figure, (name) => ({ ...runs(name), engine })),
    );
  assertEquals((step.params as { engine: string }).engine, "tfjs-wasm");
  const default_ = closure(tableStep(figure, "p", await settled(figure)));
  const shared = [...closure(step).keys()].filter((id) => default_.has(id));
  assertEquals(shared, [
    "dataset/synthetic",
    "split/synthetic",
    "init/syn-relu-8/r00/a0",
    "init/syn-relu-8/r01/a0",
  ]);
});

Deno.test("tableStep() of a representation reads the segments that have its epochs, and no other", async () => {
  const { content } = FIGURES.representation, figure = figureOf(content);
  const run = runOf("MNIST-Bottleneck-2", "paper"), { protocol } = run.training;
  const [first, second, third] = segmentsOf(protocol, run.epochs);
  const inputs = async (...epochs: number[]) => {
    const of = () => ({ ...run, repeats: 2, representation: { ...run.representation!, epochs } });
    return Object.keys(tableStep(figure, "p", await settled(figure, of)).inputs);
  };
  assertEquals(await inputs(first.to - 1), ["occupied-01"]);
  assertEquals(await inputs(first.to), ["occupied-02"]);
  assertEquals(await inputs(0, second.to), ["occupied-01", "occupied-03"]);
  assertEquals(await inputs(third.from, third.to - 1), ["occupied-03"]);
});
