/**
 * Abstract and introduction of the paper, what they say of all its experiments. These rows were added when results were known.
 *
 * @module
 */
import type { Claim, CurveSource, Part } from "../claim.ts";
import { fall } from "../moves.ts";
import { BOUNDS, DEPTHS } from "./mnist.ts";
import {
  atLeast,
  atMost,
  binned,
  claim,
  eachLayer,
  EARLY,
  GAINED,
  gains,
  informationName,
  LABELS,
  LAYERS,
  PHASE,
  side,
  WHY_GAINED,
  WHY_PHASE,
} from "./vocabulary.ts";

/** An experiment with its number of layers and what its labels are worth, bits. */
interface Network {
  readonly experiment: string;
  readonly depth: number;
  readonly labels: number;
  readonly epochs: number;
}

const SYNTHETIC = (["Tanh", "ReLU"] as const).flatMap((name) =>
  ["8", "4", "32", "8-Prefit"].map((which): Network => ({
    experiment: `SYN-${name}-${which}`,
    ...{ depth: LAYERS.length, labels: LABELS, epochs: 8000 },
  }))
);

const MNIST = Object.entries(DEPTHS).map(([name, depth]): Network => ({
  experiment: `MNIST-${name}`,
  ...{ depth, labels: BOUNDS.ity, epochs: 3000 },
}));

/** All experiments of the paper. */
const ALL: readonly Network[] = [...SYNTHETIC, ...MNIST];

const SHORT = /^(SYN|MNIST)-/;

function sourceOf({ experiment }: Network, states: "binned" | "exact"): CurveSource {
  return { experiment, states, phase: "train" };
}

/** Falls of the output layer of all experiments. */
function outputs(states: "binned" | "exact"): Part[] {
  return ALL.map((network) =>
    atLeast(
      PHASE.ixt,
      network.experiment,
      side(sourceOf(network, states), fall("ixt", network.depth)),
    )
  );
}

const COMPRESSION = {
  where: "abstract, 1",
  quantity: "I(X;T) of the output from its peak to the end",
  why: WHY_PHASE,
  epochs: 3000,
} as const;

/** In the order of the paper. */
export const ABSTRACT: readonly Claim[] = [
  // What is fitted to random labels first does not begin with this fit.
  ...ALL.filter(({ experiment }) => !experiment.endsWith("-Prefit")).map((network) =>
    claim(`abstract-fitting-${network.experiment.toLowerCase()}`, {
      where: "abstract, 1",
      text: `${network.experiment.replace(SHORT, "")}${
        network.experiment.startsWith("SYN") ? " bit" : ""
      }: all layers have a fitting phase`,
      sentence: "abstract-fitting",
      quantity: "I(T;Y) from the first record to its peak, of the headroom",
      unit: "share",
      why: WHY_GAINED,
      epochs: network.epochs,
      parts: eachLayer(
        Array.from({ length: network.depth }, (_, k) => k + 1),
        (layer) =>
          gains(
            GAINED.seen,
            informationName("ity", layer),
            sourceOf(network, "binned"),
            ["ity", layer],
            network.labels,
          ),
      ),
    })
  ),
  claim("abstract-output-compression", {
    ...COMPRESSION,
    text: "The output layer has a compression phase in all experiments, as the released code " +
      "bins it",
    parts: outputs("binned"),
  }),
  claim("abstract-output-compression-exact", {
    ...COMPRESSION,
    text: "The output layer has a compression phase in all experiments, in its exact states",
    aside: "reading",
    parts: outputs("exact"),
  }),
  claim("1-tanh-last-only", {
    where: "1",
    text: "Tanh: of the hidden layers only the last one compresses",
    quantity: "I(X;T) from its peak to the end",
    why: WHY_PHASE,
    parts: [
      ...eachLayer(EARLY, (layer) =>
        atMost(
          PHASE.ixt,
          informationName("ixt", layer),
          side(binned("Tanh", 8), fall("ixt", layer)),
        )),
      atLeast(PHASE.ixt, "I(X;T5)", side(binned("Tanh", 8), fall("ixt", 5))),
    ],
  }),
  claim("1-complex-no-compression", {
    where: "1, 4.3",
    text: "4x10 and Conv: the hidden layers do not compress, as they lose no information",
    quantity: "I(X;T) from its peak to the end",
    why: WHY_PHASE,
    epochs: 3000,
    parts: (["4x10", "Conv"] as const).flatMap((name) => {
      const source = { experiment: `MNIST-${name}`, states: "binned", phase: "train" } as const;
      const hidden = Array.from({ length: DEPTHS[name] - 1 }, (_, k) => k + 1);
      return eachLayer(hidden, (layer) =>
        atMost(
          PHASE.ixt,
          `${name}, ${informationName("ixt", layer)}`,
          side(source, fall("ixt", layer)),
        ));
    }),
  }),
];
