/**
 * The figures of the paper: what each shows, and the steps that draw it.
 *
 * @module
 */
import {
  BINNED,
  type Estimator,
  estimatorName,
  EXACT,
  globalBins,
} from "../information/estimator.ts";
import type { Ref, Source, Step } from "../steps/step.ts";

/** An experiment as an estimator measures it. */
export interface Shown {
  readonly experiment: string;
  readonly estimator: Estimator;
}

/** A panel with its label. */
export interface Panel extends Shown {
  readonly label: string;
}

/** What a figure's table holds: see the tables of the same names in `steps/tables`. */
export type Content =
  | { readonly form: "plane" | "spread" | "representation"; readonly of: Shown }
  | {
    readonly form: "panels" | "phases" | "accuracy" | "output";
    readonly panels: readonly Panel[];
  };

/** A figure: experiments' results in a Vega-Lite spec of the repo. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
  /** Name of the spec, figures/<spec>.vl.json. */
  readonly spec: string;
}

const binned = (experiment: string): Shown => ({ experiment, estimator: BINNED });

const bins = (activation: string): Content => ({
  form: "panels",
  panels: [30, 100, 256].map((n) => ({
    label: String(n),
    experiment: `SYN-${activation}-32`,
    estimator: globalBins(n),
  })),
});

const synthetic = (suffix: string): Panel[] =>
  ["Tanh", "ReLU"].map((label) => ({ label, ...binned(`SYN-${label}-${suffix}`) }));

const both = (form: "panels" | "phases", suffix: string): Content => ({
  form,
  panels: synthetic(suffix),
});

const MNIST = ["Bottleneck-2", "Bottleneck-4", "HourGlass", "4x10", "Conv"]
  .map((label): Panel => ({ label, ...binned(`MNIST-${label}`) }));

const accuracies = (activation: string): Content => ({
  form: "accuracy",
  panels: [
    { label: "4 bit", ...binned(`SYN-${activation}-4`) },
    { label: "8 bit", ...binned(`SYN-${activation}-8`) },
    { label: "32 bit (not quantised)", ...binned(`SYN-${activation}-32`) },
  ],
});

const LIST: readonly (readonly [id: string, title: string, content: Content])[] = [
  ["fig1", "The network, and an information plane by binning", {
    form: "plane",
    of: { experiment: "SYN-Tanh-32", estimator: globalBins(30) },
  }],
  ["fig2", "Information plane of the 8-bit Tanh network", {
    form: "plane",
    of: binned("SYN-Tanh-8"),
  }],
  ["fig3", "Information plane of the 8-bit ReLU network", {
    form: "plane",
    of: binned("SYN-ReLU-8"),
  }],
  ["fig4", "Information plane of the Bottleneck-2 network on MNIST", {
    form: "plane",
    of: binned("MNIST-Bottleneck-2"),
  }],
  ["figA5", "Information planes by binning, Tanh network", bins("Tanh")],
  ["figA6", "Information planes by binning, ReLU network", bins("ReLU")],
  ["figB7", "Spread over the repeats, 8-bit Tanh network", {
    form: "spread",
    of: binned("SYN-Tanh-8"),
  }],
  ["figB8", "Spread over the repeats, 8-bit ReLU network", {
    form: "spread",
    of: binned("SYN-ReLU-8"),
  }],
  ["figB9", "Spread over the repeats, Bottleneck-2 on MNIST", {
    form: "spread",
    of: binned("MNIST-Bottleneck-2"),
  }],
  ["figC10", "Information planes of the 4-bit networks", both("panels", "4")],
  ["figC11", "Information planes of the 32-bit networks", both("panels", "32")],
  ["figD12", "Information planes after fitting to random labels", both("phases", "8-Prefit")],
  ["figE13", "Information planes of other networks on MNIST", {
    form: "panels",
    panels: MNIST.slice(1),
  }],
  ["figF14", "Accuracies of the Tanh networks", accuracies("Tanh")],
  ["figF15", "Accuracies of the ReLU networks", accuracies("ReLU")],
  ["figF16", "Accuracies on MNIST", { form: "accuracy", panels: MNIST }],
  ["output-layer", "The output layer, binned and exact", {
    form: "output",
    panels: [...synthetic("8"), ...MNIST],
  }],
  ["representation", "Digits in the layer of two neurons", {
    form: "representation",
    of: binned("MNIST-Bottleneck-2"),
  }],
];

/** Figures by id, in the paper's order. */
export const FIGURES: Readonly<Record<string, Figure>> = Object.fromEntries(
  LIST.map(([id, title, content]) => [id, { id, title, content, spec: id }]),
);

/** Everything that a figure shows, panel by panel. */
export function shownBy({ content }: Figure): readonly Shown[] {
  return "of" in content ? [content.of] : content.panels;
}

/** Experiments behind a figure, each once. */
export function experimentsOf(figure: Figure): string[] {
  return [...new Set(shownBy(figure).map(({ experiment }) => experiment))];
}

/**
 * The figure with exact states where it shows binned ones, for the table beside its own (PROTOCOL section 12);
 * undefined where the information is the same, or not shown, or both are shown already.
 */
export function exactTwin(figure: Figure): Figure | undefined {
  const { content } = figure,
    exact = <T extends Shown>(one: T): T => ({ ...one, estimator: EXACT });
  if (["accuracy", "output", "representation"].includes(content.form)) return undefined;
  if (!shownBy(figure).every(({ estimator }) => estimator.kind === "binned")) return undefined;
  return {
    ...figure,
    content: "of" in content
      ? { ...content, of: exact(content.of) }
      : { ...content, panels: content.panels.map(exact) },
  };
}

/** Logical id of a figure's table. */
export function tableId({ id }: Figure, preset: string, twin = false): string {
  return `table/${id}/${preset}${twin ? `/${estimatorName(EXACT)}` : ""}`;
}

/** Formats that a figure is drawn in. */
export const FORMATS = ["svg", "png", "pdf"] as const;

/** A format of a picture. */
export type Format = typeof FORMATS[number];

/** What drawing needs from outside: the figure's spec, the theme, fonts and the rasteriser. */
export interface DrawingSources {
  readonly spec: Source;
  readonly theme: Source;
  readonly regular: Source;
  readonly bold: Source;
  readonly rasteriser: Source;
}

/** A table's bytes by name of the output, made by a step or at hand: `csv`, `caption` and what else the form has. */
export type TableRefs = Readonly<Record<string, Ref>>;

/** File name of a table: `fig3.csv`; of another one beside it `fig3-<output>.csv`. */
export function tableFile({ id }: Figure, output: string): string {
  return output === "csv" ? `${id}.csv` : `${id}-${output}.csv`;
}

/** Outputs of a figure's table that are tables. */
export function tableOutputs({ content }: Figure): string[] {
  return content.form === "output" ? ["csv", "summary"] : ["csv"];
}

/** The steps that draw a table, by format. */
export function drawingSteps(
  figure: Figure,
  preset: string,
  table: TableRefs,
  sources: DrawingSources,
): Readonly<Record<Format, Step>> {
  const step = (kind: Format, params: Step["params"], inputs: Step["inputs"]): Step => {
    return {
      kind,
      id: `render/${kind}/${figure.id}/${preset}`,
      params,
      inputs,
      weight: 0,
      rank: 0,
    };
  };
  const { regular, bold, rasteriser, spec, theme } = sources;
  const fonts = { regular: { source: regular }, bold: { source: bold } };
  const drawing = { ...table, spec: { source: spec }, theme: { source: theme }, ...fonts };
  // A spec may be shared by figures: it names the tables by its own name.
  const named = { ...figure, id: figure.spec };
  const params = {
    tables: Object.fromEntries(tableOutputs(figure).map((name) => [tableFile(named, name), name])),
  };
  const svg = step("svg", params, drawing);
  return {
    svg,
    png: step("png", { scale: 2 }, {
      svg: { step: svg, output: "svg" },
      rasteriser: { source: rasteriser },
      ...fonts,
    }),
    pdf: step("pdf", params, drawing),
  };
}
