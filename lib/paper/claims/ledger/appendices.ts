/**
 * Appendices A, B, C, D and F of the paper, what they say about the synthetic data.
 *
 * @module
 */
import type { Claim, Side } from "../claim.ts";
import { gain, increase, last, minus, overLayers, seriesOf, whole } from "../contrast.ts";
import { climb, fall } from "../moves.ts";
import type { Curves } from "../../../study/steps/curves.ts";
import { averageDeviation, explainedBy, spreadBelowMedian } from "../spread.ts";
import {
  about,
  atLeast,
  atMost,
  binned,
  bins,
  both,
  claim,
  eachLayer,
  GAINED,
  grows,
  HIDDEN,
  informationName,
  informations,
  LAYERS,
  MOST,
  type Name,
  OUTPUT,
  PHASE,
  prefit,
  side,
  sideBy,
  VISIBLE,
  WHY_GAINED,
  WHY_PHASE,
  WHY_VISIBLE,
  within,
} from "./vocabulary.ts";

/** Layers that are not trivial (section 5). */
const DISCERNIBLE: Readonly<Record<Name, readonly number[]>> = { Tanh: [5, OUTPUT], ReLU: LAYERS };

const STEPS = [[30, 100], [100, 256]] as const;

function twoPhases(name: Name, n: 30 | 100 | 256, layers: readonly number[]) {
  return eachLayer(layers, (layer) => [
    atLeast(
      VISIBLE.ity,
      `${n} bins, climb of ${informationName("ity", layer)}`,
      side(bins(name, n), climb("ity", layer)),
    ),
    atLeast(
      PHASE.ixt,
      `${n} bins, fall of ${informationName("ixt", layer)}`,
      side(bins(name, n), fall("ixt", layer)),
    ),
  ]);
}

function moreBins(name: Name) {
  return informations((of) =>
    STEPS.flatMap(([few, many]) =>
      eachLayer(LAYERS, (layer) =>
        atLeast(
          0,
          `${informationName(of, layer)}, ${few} to ${many} bins`,
          side(bins(name, many), whole(of, layer)),
          side(bins(name, few), whole(of, layer), -1),
        ))
    )
  );
}

/** I(X;T), mean over epochs and layers, by 256 bins less by 30. */
function dependence(name: Name, weight = 1): Side[] {
  const all = overLayers(LAYERS, (layer) => whole("ixt", layer));
  return [side(bins(name, 256), all, weight), side(bins(name, 30), all, -weight)];
}

const WHY_BINS = "the sentence states a direction, so 0; intervals of mean curves are as wide as " +
  "they can be, for no repeats of them are published";

const APPENDIX_A: readonly Claim[] = [
  claim("A-tanh-30-phases", {
    where: "A, figure A.5",
    text: "Tanh, 30 bins: every layer has a fitting and a compression phase",
    quantity: "I(T;Y) from the first record to its peak; I(X;T) from its peak to the end",
    why: `${WHY_VISIBLE}; ${WHY_PHASE}`,
    parts: twoPhases("Tanh", 30, LAYERS),
  }),
  claim("A-tanh-phases-stay", {
    where: "A, figure A.5",
    text: "Tanh, 100 and 256 bins: both phases are still seen in the last two layers",
    sentence: "A-tanh-more-bins",
    quantity: "I(T;Y) from the first record to its peak; I(X;T) from its peak to the end",
    why: `the layers that section 5 calls not trivial; ${WHY_VISIBLE}; ${WHY_PHASE}`,
    parts: ([100, 256] as const).flatMap((n) => twoPhases("Tanh", n, DISCERNIBLE.Tanh)),
  }),
  claim("A-tanh-more-bins", {
    where: "A, figure A.5",
    text: "Tanh: both informations grow with the number of bins, in every layer",
    quantity: "mean over the epochs, with more bins less with fewer",
    why: WHY_BINS,
    parts: moreBins("Tanh"),
  }),
  claim("A-relu-more-bins", {
    where: "A, figure A.6",
    text: "ReLU: both informations grow with the number of bins, in every layer",
    quantity: "mean over the epochs, with more bins less with fewer",
    why: WHY_BINS,
    parts: moreBins("ReLU"),
  }),
  claim("A-relu-more-bins-less", {
    where: "A",
    text: "The number of bins matters less for ReLU than for Tanh",
    sentence: "A-relu-more-bins",
    quantity: "I(X;T), mean over epochs and layers, by 256 bins less by 30: Tanh less ReLU",
    why: WHY_VISIBLE,
    parts: [
      atLeast(VISIBLE.ixt, "Tanh less ReLU", ...dependence("Tanh"), ...dependence("ReLU", -1)),
    ],
  }),
  claim("A-relu-100-no-compression", {
    where: "A, 4.1, figure A.6",
    text: "ReLU, 100 bins: no compression phase in the hidden layers",
    quantity: "I(X;T) from its peak to the end",
    why: WHY_PHASE,
    parts: eachLayer(HIDDEN, (layer) =>
      atMost(
        PHASE.ixt,
        informationName("ixt", layer),
        side(bins("ReLU", 100), fall("ixt", layer)),
      )),
  }),
  claim("A-relu-30-monotone", {
    where: "A, figure A.6",
    text: "ReLU, 30 bins: the data-processing inequality is violated, I(X;T) grows with depth",
    quantity: "largest growth of the mean I(X;T) over 100 epochs from a layer to the next",
    why: WHY_VISIBLE,
    parts: [atLeast(VISIBLE.ixt, "ReLU", side(bins("ReLU", 30), increase("ixt", LAYERS)))],
  }),
  claim("A-depends-on-bins", {
    where: "A, abstract, 5",
    text: "The estimate depends much on the number of bins, for either network",
    quantity: "I(X;T), mean over epochs and layers, by 256 bins less by 30",
    why: "more than what is called little elsewhere, 0.5 bit",
    parts: both((name) => atLeast(PHASE.ixt, name, ...dependence(name))),
  }),
];

const APPENDIX_B: readonly Claim[] = [
  claim("B-low-where-large", {
    where: "B, figures B.7 and B.8",
    text: "Where the mean information is large, its spread is usually low",
    quantity: "mean standard deviation where the mean is below its median over records and " +
      "layers, less that where it is above",
    why: `${WHY_VISIBLE}; interval by the jackknife`,
    parts: both((name) =>
      informations((of) =>
        atLeast(
          VISIBLE[of],
          `${name}, ${of === "ixt" ? "I(X;T)" : "I(T;Y)"}`,
          sideBy(binned(name, 8), { spread: spreadBelowMedian, of }),
        )
      )
    ),
  }),
  claim("B-relu-larger", {
    where: "B, figures B.7 and B.8",
    text: "The spread is similar in both networks, slightly larger for ReLU",
    quantity: "mean standard deviation over records and layers, ReLU less Tanh",
    why: "larger is above 0; similar and slightly are at most what is called little elsewhere, " +
      "0.5 bit of I(X;T) and 0.05 bit of I(T;Y); interval by the jackknife",
    parts: informations((of) => {
      const sides = [
        sideBy(binned("ReLU", 8), { spread: averageDeviation, of }),
        sideBy(binned("Tanh", 8), { spread: averageDeviation, of }, -1),
      ];
      const name = of === "ixt" ? "I(X;T)" : "I(T;Y)";
      return [
        atLeast(0, `${name}, larger`, ...sides),
        atMost(PHASE[of], `${name}, slightly`, ...sides),
      ];
    }),
  }),
  claim("B-mean-represents", {
    where: "B, figures B.7 and B.8",
    text: "The mean plane represents single repeats fairly well",
    quantity: "share of a repeat's variance over records and layers that the mean explains",
    unit: "share",
    why: "nine tenths: what is left of a repeat is small against what the plane shows",
    parts: both((name) =>
      informations((of) =>
        about(
          1,
          atLeast(
            0.9,
            `${name}, ${of === "ixt" ? "I(X;T)" : "I(T;Y)"}`,
            sideBy(binned(name, 8), { likeness: explainedBy, of }),
          ),
        )
      )
    ),
  }),
];

/** Layers that one can tell from the one before, or from the input, at the end: 0.1 bit of I(X;T) apart. */
function distinguishable(curves: Curves): number {
  const ends = LAYERS.map((layer) => {
    const series = seriesOf(curves, "ixt", layer);
    return series[series.length - 1];
  });
  return ends.filter((end, k) => (k === 0 ? MOST : ends[k - 1]) - end >= VISIBLE.ixt).length;
}

/** More bits less fewer, mean over epochs and layers. */
function moreBits(name: Name, many: 8 | 32, few: 4 | 8) {
  return informations((of) => {
    const all = overLayers(LAYERS, (layer) => whole(of, layer));
    return atLeast(
      VISIBLE[of],
      `${name}, ${of === "ixt" ? "I(X;T)" : "I(T;Y)"}`,
      side(binned(name, many), all),
      side(binned(name, few), all, -1),
    );
  });
}

const APPENDIX_C: readonly Claim[] = [
  claim("C-4-bit-lower", {
    where: "C, figure C.10",
    text: "4 bit: information is lower overall",
    quantity: "mean over epochs and layers, 8 bit less 4 bit",
    why: WHY_VISIBLE,
    parts: both((name) => moreBits(name, 8, 4)),
  }),
  claim("C-4-bit-distinguishable", {
    where: "C, 4.3, figure C.10",
    text: "4 bit: several more layers of the Tanh network can be told apart",
    quantity: "layers 0.1 bit of I(X;T) apart from the one before at the end, 4 bit less 8 bit",
    unit: "layers",
    why: "several are at least two",
    parts: [
      atLeast(
        2,
        "Tanh",
        sideBy(binned("Tanh", 4), { number: distinguishable }),
        sideBy(binned("Tanh", 8), { number: distinguishable }, -1),
      ),
    ],
  }),
  claim("C-4-bit-degraded", {
    where: "C, 4.3, figures F.14 and F.15",
    text: "4 bit: the networks fit worse than those that are not quantised",
    quantity: "training accuracy over the last 100 epochs, not quantised less 4 bit",
    unit: "accuracy",
    why: "a point is a twentieth of the figures' axis, which goes from 0.8 to 1: less is not " +
      "called degraded",
    parts: both((name) =>
      atLeast(
        0.01,
        name,
        side(binned(name, 32), last("train")),
        side(binned(name, 4), last("train"), -1),
      )
    ),
  }),
  claim("C-32-bit-higher", {
    where: "C, 4.3, figure C.11",
    text: "32 bit: information is higher overall",
    sentence: "C-32-bit",
    quantity: "I(X;T), mean over epochs and layers, 32 bit less 8 bit",
    why: WHY_VISIBLE,
    parts: both((name) => moreBits(name, 32, 8).slice(0, 1)),
  }),
  claim("C-32-bit-slow-drop", {
    where: "C, figure C.11",
    text: "32 bit: information drops only very slowly through the network",
    sentence: "C-32-bit",
    quantity: "I(X;T) over the last 100 epochs, a layer's less the next one's",
    why: "very slowly: at most what is called very little elsewhere, 0.5 bit a layer",
    parts: both((name) =>
      eachLayer(LAYERS.slice(1), (layer) =>
        atMost(
          PHASE.ixt,
          `${name}, T${layer - 1} to T${layer}`,
          side(binned(name, 32), minus(last("ixt", layer - 1), last("ixt", layer))),
        ))
    ),
  }),
];

const APPENDIX_D: readonly Claim[] = [
  claim("D-ixt-grows", {
    where: "D, figure D.12",
    text: "On random labels I(X;T) grows in all discernible layers",
    quantity: "I(X;T) over the last 100 epochs of the prefit less at its first record, of the " +
      "headroom",
    unit: "share",
    why: `discernible are those that section 5 calls not trivial; ${WHY_GAINED}`,
    parts: both((name) =>
      eachLayer(DISCERNIBLE[name], (layer) =>
        grows(
          GAINED.seen,
          `${name}, ${informationName("ixt", layer)}`,
          prefit(name),
          ["ixt", layer],
        ))
    ),
  }),
  claim("D-ity-grows", {
    where: "D, figure D.12",
    text: "On random labels I(T;Y) grows in the discernible hidden layers, too",
    quantity: "I(T;Y) over the last 100 epochs of the prefit less at its first record, of the " +
      "headroom",
    unit: "share",
    why: WHY_GAINED,
    parts: both((name) =>
      eachLayer(DISCERNIBLE[name].filter((layer) => layer < OUTPUT), (layer) =>
        grows(
          GAINED.seen,
          `${name}, ${informationName("ity", layer)}`,
          prefit(name),
          ["ity", layer],
        ))
    ),
  }),
  claim("D-relu-most-notable", {
    where: "D, figure D.12",
    text: "That growth of I(T;Y) is the most notable in the ReLU network",
    sentence: "D-ity-grows",
    quantity: "growth of I(T;Y), mean of the hidden layers, ReLU less Tanh",
    why: WHY_VISIBLE,
    parts: [
      atLeast(
        VISIBLE.ity,
        "ReLU less Tanh",
        side(prefit("ReLU"), overLayers(HIDDEN, (layer) => gain("ity", layer))),
        side(prefit("Tanh"), overLayers(HIDDEN, (layer) => gain("ity", layer)), -1),
      ),
    ],
  }),
  claim("D-accuracy", {
    where: "D",
    text: "Accuracy does not rise while the network is fitted to random labels",
    quantity: "test accuracy, on true labels, over the last 100 epochs of the prefit less at its " +
      "first record",
    unit: "accuracy",
    why: "two points, as what is called similar elsewhere: a tenth of the axis of figures F.14 " +
      "and F.15; on the random labels themselves a network learns some by heart, which is not " +
      "what is said",
    parts: both((name) => atMost(0.02, name, side(prefit(name), gain("test")))),
  }),
  claim("D-output-ity-still", {
    where: "D, figure D.12",
    text: "On random labels the output layer does not move along I(T;Y), which is what follows " +
      "from its accuracy",
    sentence: "D-accuracy",
    quantity: "I(T6;Y) over the last 100 epochs of the prefit less at its first record",
    why: WHY_VISIBLE,
    parts: both((name) => within(VISIBLE.ity, name, side(prefit(name), gain("ity", OUTPUT)))),
  }),
  claim("D-output-ixt-still", {
    where: "D, figure D.12",
    text: "On random labels the output layer does not move along I(X;T), which is what lateral " +
      "says, against D-ixt-grows",
    aside: "reading",
    quantity: "I(X;T6) over the last 100 epochs of the prefit less at its first record",
    why: WHY_VISIBLE,
    parts: both((name) => within(VISIBLE.ixt, name, side(prefit(name), gain("ixt", OUTPUT)))),
  }),
];

const APPENDIX_F: readonly Claim[] = [
  claim("F-4-bit-slightly", {
    where: "F, figures F.14 and F.15",
    text: "4 bit: the networks suffer only slightly",
    quantity: "accuracy over the last 100 epochs, not quantised less 4 bit",
    unit: "accuracy",
    why: "five points, a quarter of the figures' axis, which goes from 0.8 to 1",
    parts: both((name) =>
      (["train", "test"] as const).map((of) =>
        atMost(
          0.05,
          `${name}, ${of}`,
          side(binned(name, 32), last(of)),
          side(binned(name, 4), last(of), -1),
        )
      )
    ),
  }),
];

/** Claims of appendices A, B, C, D and F. */
export const APPENDICES: readonly Claim[] = [
  ...APPENDIX_A,
  ...APPENDIX_B,
  ...APPENDIX_C,
  ...APPENDIX_D,
  ...APPENDIX_F,
];
