/**
 * Titles of the figures of one's own: what tells a picture from another when it lies alone in a folder.
 *
 * @module
 */
import type { Estimator } from "../information/estimator.ts";
import { isConv } from "../network/mnist.ts";
import type { DenseLayer, Training } from "../network/training.ts";
import type { OwnExperiment } from "./experiment.ts";

const INPUTS: Readonly<Record<string, number>> = { synthetic: 12, mnist: 784 };
/** Activations as people write them. */
export const ACTIVATIONS: Readonly<Record<DenseLayer["activation"], string>> = {
  relu: "ReLU",
  tanh: "Tanh",
  softmax: "softmax",
};

const BOUNDS = {
  global: "global bounds",
  layer: "bounds of each layer",
  neuron: "bounds of each neuron",
} as const;

const DATA: Readonly<Record<string, string>> = { synthetic: "synthetic data", mnist: "MNIST" };

/** A run as titles begin: `wide~2: 12-5-3-2 Tanh, ReLU, 8 bit, synthetic data`. */
export function runText({ name, training }: OwnExperiment): string {
  const { data } = training, text = Object.hasOwn(DATA, data) ? DATA[data] : data;
  return `${name}: ${networkText(training)}, ${bitsText(training)}, ${text}`;
}

/** Neurons of all layers, filters marked, and the activations of the hidden ones, once if they are alike. */
function networkText({ data, network: { layers } }: Training): string {
  const sizes = layers.map((layer) => isConv(layer) ? `conv ${layer.units}` : layer.units);
  const used = layers.slice(0, -1).map(({ activation }) => ACTIVATIONS[activation]);
  const activations = new Set(used).size === 1 ? used[0] : used.join(", ");
  return `${[INPUTS[data], ...sizes].join("-")} ${activations}`;
}

function bitsText({ quantization }: Training): string {
  return quantization === null ? "not quantised" : `${quantization.bits} bit`;
}

/** An estimator as titles have it: `30 uniform bins, global bounds`. */
export function estimatorText(estimator: Estimator): string {
  const per = estimator.per === "neuron" ? ", per neuron" : "";
  switch (estimator.kind) {
    case "exact":
      return `exact states${per}`;
    case "binned":
      return `binned as released${per}`;
    case "adaptive":
      return `${counted(estimator.bins, "adaptive bin")}${per}`;
    case "uniform": {
      const { bins, bounds } = estimator;
      const range = typeof bounds === "string"
        ? `, ${BOUNDS[bounds]}`
        : ` from ${bounds.join(" to ")}`;
      return `${counted(bins, "uniform bin")}${range}${per}`;
    }
  }
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
