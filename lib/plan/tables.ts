/**
 * From settled runs to the steps of a figure's tables. Pure: whatever had to be trained to know them has been trained.
 *
 * @module
 */
import { EXACT } from "../information/estimator.ts";
import type { Phase } from "../network/training.ts";
import type { Ref, Step } from "../steps/step.ts";
import { lightStep } from "./attempt.ts";
import { exactFigure, experimentsOf, type Figure, type Panel, type Shown } from "./figure.ts";
import { idText, repeatName, segmentInput } from "./ids.ts";
import { aggregateStep, informationStep, type View } from "./results.ts";
import { engineParams } from "./run.ts";
import type { Repeat } from "./settle.ts";
import type { SettledRun, SettledRuns } from "./settled_runs.ts";

/** Parameters and inputs of a table. */
interface Content {
  readonly params: object;
  readonly inputs: Record<string, Ref>;
}

/** The name of a repeat in a table. */
const nameOf = ({ repeat }: Repeat): string => repeatName(repeat);

const viewOf = ({ estimator }: Shown, phase: Phase = "train"): View => ({
  estimator,
  phase,
  layers: "all",
});

/**
 * The table of a figure.
 *
 * @param preset Name of the runs, for the id.
 * @param settled The runs behind the figure.
 */
export function tableStep(figure: Figure, preset: string, settled: SettledRuns): Step {
  return stepOf(figure, preset, settled, false);
}

/** The table with the exact states beside it (docs/protocol.md, section 12); undefined where there is none. */
export function exactTableStep(
  figure: Figure,
  preset: string,
  settled: SettledRuns,
): Step | undefined {
  const exact = exactFigure(figure);
  return exact && stepOf(exact, preset, settled, true);
}

function stepOf(figure: Figure, preset: string, settled: SettledRuns, exact: boolean): Step {
  const { params, inputs } = contentOf(figure, settled), [experiment] = experimentsOf(figure);
  const estimators = exact ? "exact" : "drawn", { run } = settled.get(experiment)!;
  return lightStep({
    role: "table",
    id: idText({ role: "table", figure: figure.id, preset, exact }),
    params: { ...params, estimators, ...engineParams(run) },
    inputs,
  });
}

function contentOf({ content }: Figure, settled: SettledRuns): Content {
  const behind = ({ experiment }: Shown) => settled.get(experiment)!;
  switch (content.form) {
    case "plane": {
      const { of, exactOutput } = content,
        exact = exactOutput ? exactOutputs(behind(of), "exact") : {};
      return {
        params: { form: content.form, ...(exactOutput && { exact: Object.keys(exact) }) },
        inputs: { aggregate: aggregateRef(of, behind(of)), ...exact },
      };
    }
    case "spread":
      return spread(content.of, behind(content.of), content.exactOutput);
    case "representation":
      return representation(behind(content.of), content.repeat);
    case "output":
      return output(content.panels, behind);
    case "runs":
      return runs(content.panels, behind);
    default: {
      const phases: Phase[] = content.form === "phases" ? ["prefit", "train"] : ["train"];
      const inputs = content.panels.flatMap((panel, k) =>
        phases.map((phase) => [`${phase}-${k + 1}`, aggregateRef(panel, behind(panel), phase)])
      );
      const labels = content.panels.map(({ label }) => label);
      const params = { form: content.form, labels }, own = Object.fromEntries(inputs);
      if (!("exactOutput" in content)) return { params, inputs: own };
      const exact = content.panels.map((panel, k) => exactOutputs(behind(panel), `exact-${k + 1}`));
      return {
        params: { ...params, exact: exact.map((one) => Object.keys(one)) },
        inputs: Object.assign(own, ...exact),
      };
    }
  }
}

/** Curves of the repeats' output layers by exact states, in training with the true labels. */
function exactOutputs({ run, repeats }: SettledRun, prefix: string): Record<string, Ref> {
  // Of the exact states only the output layer's are others than those of `binned`.
  const view: View = { estimator: EXACT, phase: "train", layers: "output" };
  return Object.fromEntries(
    repeats.map((repeat) => {
      const step = informationStep(run, repeat, view);
      return [`${prefix}-${nameOf(repeat)}`, { step, output: "curves" }];
    }),
  );
}

/** Curves of the repeats by an estimator. */
function curvesOf(shown: Shown, { run, repeats }: SettledRun, prefix: string): Record<string, Ref> {
  return Object.fromEntries(
    repeats.map((repeat) => {
      const step = informationStep(run, repeat, viewOf(shown));
      return [`${prefix}${nameOf(repeat)}`, { step, output: "curves" }];
    }),
  );
}

function aggregateRef(shown: Shown, { run, repeats }: SettledRun, phase?: Phase): Ref {
  return { step: aggregateStep(run, repeats, viewOf(shown, phase)), output: "aggregate" };
}

function spread(shown: Shown, settled: SettledRun, exactOutput?: true): Content {
  const { repeats } = settled, exact = exactOutput ? exactOutputs(settled, "exact") : {};
  return {
    params: {
      form: "spread",
      repeats: repeats.map(nameOf),
      ...(exactOutput && { exact: Object.keys(exact) }),
    },
    inputs: {
      aggregate: aggregateRef(shown, settled),
      ...curvesOf(shown, settled, ""),
      ...exact,
    },
  };
}

/** Of one repeat, or the last one where there are fewer: what the other ones look like is another picture. */
function representation({ run, repeats }: SettledRun, wanted: number): Content {
  const repeat = repeats.find(({ repeat }) => repeat === wanted) ?? repeats[repeats.length - 1];
  const inputs: Record<string, Ref> = {}, { epochs } = run.representation!;
  for (const { number, extent: { from, to }, measures } of repeat.survivor.segments) {
    if (!epochs.some((epoch) => from <= epoch && epoch < to)) continue;
    inputs[segmentInput("occupied", number)] = {
      step: measures.representation,
      output: "occupied",
    };
  }
  return { params: { form: "representation", repeat: nameOf(repeat) }, inputs };
}

function output(panels: readonly Panel[], behind: (shown: Shown) => SettledRun): Content {
  const inputs: Record<string, Ref> = {}, networks = [];
  for (const [k, panel] of panels.entries()) {
    const settled = behind(panel), { repeats } = settled;
    inputs[`aggregate-${k + 1}`] = aggregateRef(panel, settled);
    Object.assign(inputs, curvesOf(panel, settled, `binned-${k + 1}-`));
    Object.assign(inputs, exactOutputs(settled, `exact-${k + 1}`));
    networks.push({ label: panel.label, repeats: repeats.map(nameOf) });
  }
  return { params: { form: "output", networks }, inputs };
}

function runs(panels: readonly Panel[], behind: (shown: Shown) => SettledRun): Content {
  const inputs: Record<string, Ref> = {}, networks = [];
  for (const [k, panel] of panels.entries()) {
    const settled = behind(panel);
    inputs[`aggregate-${k + 1}`] = aggregateRef(panel, settled);
    Object.assign(inputs, curvesOf(panel, settled, `curves-${k + 1}-`));
    networks.push({ label: panel.label, repeats: settled.repeats.map(nameOf) });
  }
  return { params: { form: "runs", networks }, inputs };
}
