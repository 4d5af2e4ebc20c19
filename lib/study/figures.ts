/**
 * The figures of the paper: which experiment each shows, and the steps that draw it.
 *
 * @module
 */
import type { Ref, Resolver, Source, Step } from "../steps/step.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { aggregateStep, type Repeat, type Run, settleRepeat } from "./graph.ts";
import type { Estimator } from "./steps/measure.ts";
import { type PresetName, PRESETS } from "./presets.ts";

/** A figure: an experiment's table in a Vega-Lite spec of the repo. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly experiment: string;
}

/** Figures by id, in the paper's order; the spec of each is figures/<id>.vl.json. */
export const FIGURES: Readonly<Record<string, Figure>> = {
  fig2: {
    id: "fig2",
    title: "Information plane of the 8-bit Tanh network",
    experiment: "SYN-Tanh-8",
  },
  fig3: {
    id: "fig3",
    title: "Information plane of the 8-bit ReLU network",
    experiment: "SYN-ReLU-8",
  },
};

/** What drawing needs from outside: the figure's spec, the theme, fonts and the rasteriser. */
export interface DrawingSources {
  readonly spec: Source;
  readonly theme: Source;
  readonly regular: Source;
  readonly bold: Source;
  readonly rasteriser: Source;
}

/** The steps that end in a figure's files. */
export interface FigureSteps {
  readonly figure: Figure;
  readonly table: Step;
  /** The same table with the output layer's exact states. */
  readonly exact: Step;
  readonly svg: Step;
  readonly png: Step;
}

/** The run that a figure shows under a preset. */
export function runOf(figure: Figure, preset: PresetName): Run {
  return { training: EXPERIMENTS[figure.experiment], ...PRESETS[preset] };
}

/** A step that ends in a figure. */
function stepOf(figure: Figure, preset: string, kind: string, inputs: Record<string, Ref>): Step {
  const folder = kind === "table" ? "" : "render/";
  return {
    kind,
    id: `${folder}${kind}/${figure.id}/${preset}`,
    params: kind === "svg" ? { table: `${figure.id}.csv` } : kind === "png" ? { scale: 2 } : {},
    inputs,
    weight: 0,
    rank: 0,
  };
}

/**
 * The table of a figure over a run. The resolver settles which attempt of each repeat counts; with one that
 * runs, all training is done when this returns.
 *
 * @param preset Name of the run, for the step's id.
 */
export async function tableStep(
  figure: Figure,
  run: Run,
  preset: string,
  resolver: Resolver,
): Promise<Step> {
  return tableOf(figure, run, preset, await settled(run, resolver), "binned");
}

function settled(run: Run, resolver: Resolver): Promise<Repeat[]> {
  return Promise.all(
    Array.from({ length: run.repeats }, (_, repeat) => settleRepeat(run, repeat, resolver)),
  );
}

/** A table of one estimator; the exact one stands beside the drawn one (PROTOCOL section 12). */
function tableOf(
  figure: Figure,
  run: Run,
  preset: string,
  repeats: readonly Repeat[],
  estimator: Estimator,
): Step {
  const aggregate: Ref = { step: aggregateStep(run, repeats, estimator), output: "aggregate" };
  const step = { ...stepOf(figure, preset, "table", { aggregate }), params: { estimator } };
  return estimator === "binned" ? step : { ...step, id: `${step.id}/${estimator}` };
}

/** A table's bytes, made by a step or at hand. */
export interface TableRefs {
  readonly csv: Ref;
  readonly caption: Ref;
}

/** The steps that draw a table. */
export function drawingSteps(
  figure: Figure,
  preset: string,
  { csv, caption }: TableRefs,
  sources: DrawingSources,
): { svg: Step; png: Step } {
  const fonts = { regular: { source: sources.regular }, bold: { source: sources.bold } };
  const svg = stepOf(figure, preset, "svg", {
    csv,
    caption,
    spec: { source: sources.spec },
    theme: { source: sources.theme },
    ...fonts,
  });
  const png = stepOf(figure, preset, "png", {
    svg: { step: svg, output: "svg" },
    rasteriser: { source: sources.rasteriser },
    ...fonts,
  });
  return { svg, png };
}

/** Steps of a figure under a preset; as {@linkcode tableStep} does, with a resolver that runs it trains. */
export async function figureSteps(
  figure: Figure,
  preset: PresetName,
  sources: DrawingSources,
  resolver: Resolver,
): Promise<FigureSteps> {
  const run = runOf(figure, preset), repeats = await settled(run, resolver);
  const table = tableOf(figure, run, preset, repeats, "binned");
  const exact = tableOf(figure, run, preset, repeats, "exact");
  const refs = {
    csv: { step: table, output: "csv" },
    caption: { step: table, output: "caption" },
  };
  return { figure, table, exact, ...drawingSteps(figure, preset, refs, sources) };
}
