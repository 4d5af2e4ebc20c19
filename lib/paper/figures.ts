/**
 * The figures of the paper, and those beside it: what each shows.
 *
 * @module
 */
import { BINNED, globalBins } from "../information/estimator.ts";
import type { Content, Figure, Panel, Shown } from "../plan/figure.ts";

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

/** The median repeat of the twenty of Bottleneck-2 that are published: the caption of figB9 says so. */
export const MEDIAN_REPEAT = 10;

type Row = readonly [id: string, title: string, content: Content, facts?: string];

const LIST: readonly Row[] = [
  ["fig1", "The network, and an information plane by binning", {
    form: "plane",
    of: { experiment: "SYN-Tanh-32", estimator: globalBins(30) },
  }],
  ["fig2", "Information plane of the 8-bit Tanh network", {
    form: "plane",
    of: binned("SYN-Tanh-8"),
    exactOutput: true,
  }],
  ["fig3", "Information plane of the 8-bit ReLU network", {
    form: "plane",
    of: binned("SYN-ReLU-8"),
    exactOutput: true,
  }],
  ["fig4", "Information plane of the Bottleneck-2 network on MNIST", {
    form: "plane",
    of: binned("MNIST-Bottleneck-2"),
    exactOutput: true,
  }],
  ["figA5", "Information planes by binning, Tanh network", bins("Tanh")],
  ["figA6", "Information planes by binning, ReLU network", bins("ReLU")],
  ["figB7", "Spread over the repeats, 8-bit Tanh network", {
    form: "spread",
    of: binned("SYN-Tanh-8"),
    exactOutput: true,
  }],
  ["figB8", "Spread over the repeats, 8-bit ReLU network", {
    form: "spread",
    of: binned("SYN-ReLU-8"),
    exactOutput: true,
  }],
  ["figB9", "Spread over the repeats, Bottleneck-2 on MNIST", {
    form: "spread",
    of: binned("MNIST-Bottleneck-2"),
    exactOutput: true,
  }],
  ["figC10", "Information planes of the 4-bit networks", both("panels", "4")],
  ["figC11", "Information planes of the 32-bit networks", both("panels", "32")],
  ["figD12", "Information planes after fitting to random labels", both("phases", "8-Prefit")],
  ["figE13", "Information planes of other networks on MNIST", {
    form: "panels",
    panels: MNIST.slice(1),
    exactOutput: true,
  }],
  ["figF14", "Accuracies of the Tanh networks", accuracies("Tanh")],
  ["figF15", "Accuracies of the ReLU networks", accuracies("ReLU")],
  ["figF16", "Accuracies on MNIST", { form: "runs", panels: MNIST }],
  ["output-layer", "The output layer, binned and exact", {
    form: "output",
    panels: [...synthetic("8"), ...MNIST],
  }],
  ["representation", "Digits in the layer of two neurons", {
    form: "representation",
    of: binned("MNIST-Bottleneck-2"),
    repeat: MEDIAN_REPEAT,
  }],
  ["authors", "Bottleneck-2 beside the released code's surviving plot", {
    form: "spread",
    of: binned("MNIST-Bottleneck-2"),
  }, "authors-fig4"],
];

/** Figures by id, in the paper's order. */
export const FIGURES: Readonly<Record<string, Figure>> = Object.fromEntries(
  LIST.map(([id, title, content, facts]) => [id, {
    ...{ id, title, content, spec: id },
    ...(facts !== undefined && { facts }),
  }]),
);
