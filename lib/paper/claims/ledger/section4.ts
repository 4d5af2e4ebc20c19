/**
 * Sections 4.1, 4.3 and 5 of the paper, what they say about the synthetic data.
 *
 * @module
 */
import type { Claim } from "../claim.ts";
import {
  around,
  first,
  increaseAtOnce,
  last,
  minus,
  overLayers,
  peak,
  trough,
  whole,
} from "../contrast.ts";
import {
  climb,
  fall,
  fallBehindValley,
  fitAfterValley,
  fitBeforeValley,
  span,
  valley,
} from "../moves.ts";
import {
  about,
  allDead,
  atLeast,
  atMost,
  binned,
  bins,
  both,
  claim,
  eachLayer,
  EARLY,
  exact,
  GAINED,
  gains,
  HIDDEN,
  informationName,
  informations,
  LABELS,
  LAYERS,
  MOST,
  NAMES,
  OUTPUT,
  PHASE,
  ROUNDING,
  side,
  sideBy,
  VISIBLE,
  WHY_GAINED,
  WHY_PHASE,
  WHY_VISIBLE,
  within,
} from "./vocabulary.ts";

/** The epoch after which the paper sees a rise. */
const TURN = 1800;
/** The epoch at which ranges have warmed up. */
const WARM = 700;

const SECTION_4_1: readonly Claim[] = [
  claim("4.1-restarts-rare", {
    where: "4.1, footnote",
    text: "Attempts that have to be repeated are rare",
    sentence: "4.1-restarts",
    quantity: "share of the attempts that met the restart rule",
    unit: "share",
    why: "one in ten is the most that one would call rare; Wilson's interval",
    parts: [{
      name: "ReLU, 8 bit",
      measure: { discarded: "SYN-ReLU-8", as: "share" },
      claimed: "at most",
      threshold: 0.1,
      origin: 0,
    }],
  }),
  claim("4.1-restarts-relu-only", {
    where: "4.1, footnote",
    text: "It is only ReLU networks that have to be repeated",
    sentence: "4.1-restarts",
    quantity: "attempts of the Tanh networks that met the restart rule",
    unit: "attempts",
    why: "only means that there is none; a count of this run",
    parts: ([8, 4, 32] as const).map((bits) => ({
      name: `Tanh, ${bits} bit`,
      measure: { discarded: `SYN-Tanh-${bits}`, as: "number" },
      claimed: "at most",
      threshold: 0,
      origin: 0,
    })),
  }),
  claim("4.1-restarts-dead", {
    where: "4.1, footnote",
    text: "What was repeated were networks with a layer that is 0 for all inputs",
    sentence: "4.1-restarts",
    quantity: "share of the discarded attempts, trained once more, with a hidden layer of less " +
      "than 0.1 bit of I(X;T) when they were discarded",
    unit: "share",
    why: "all of them; 0.1 bit, 1% of the axis, is as good as 0; attempts are counted, not sampled",
    parts: [
      allDead(
        "with a dead layer",
        ["Tanh", "ReLU"].flatMap((name) => [8, 4, 32].map((bits) => `SYN-${name}-${bits}`)),
      ),
    ],
  }),
  claim("4.1-good-fit", {
    where: "4.1, F, figures F.14 and F.15",
    text: "The 8-bit networks obtain good fits",
    sentence: "4.1-fits",
    quantity: "training accuracy over the last 100 epochs",
    unit: "accuracy",
    why: "the middle of the figures' axis, which goes from 0.8 to 1",
    parts: both((name) => about(1, atLeast(0.9, name, side(binned(name, 8), last("train"))))),
  }),
  claim("4.1-similar-accuracy", {
    where: "4.1, F, figures F.14 and F.15",
    text: "The 8-bit networks are about as accurate as those that are not quantised",
    sentence: "4.1-fits",
    quantity: "accuracy over the last 100 epochs, 8 bit less not quantised",
    unit: "accuracy",
    why: "two points are a tenth of the figures' axis, which goes from 0.8 to 1",
    parts: both((name) =>
      (["train", "test"] as const).flatMap((of) =>
        within(
          0.02,
          `${name}, ${of}`,
          side(binned(name, 8), last(of)),
          side(binned(name, 32), last(of), -1),
        )
      )
    ),
  }),
  ...NAMES.map((name) =>
    claim(`4.1-${name.toLowerCase()}-similar-plane`, {
      where: "4.1",
      text: `${name}: the 8-bit plane looks very much like that by 256 bins without quantisation`,
      quantity: "mean over the epochs, 8 bit less 256 bins",
      why: "0.5 bit of I(X;T) and 0.05 bit of I(T;Y) are 5% of the axes: what is called little " +
        "elsewhere; 256 bins are those that match 8 bits (appendix A)",
      parts: informations((of) =>
        eachLayer(LAYERS, (layer) =>
          within(
            PHASE[of],
            informationName(of, layer),
            side(binned(name, 8), whole(of, layer)),
            side(bins(name, 256), whole(of, layer), -1),
          ))
      ),
    })
  ),
  claim("4.1-output-phases", {
    where: "4.1, 1, 5",
    text: "The output layer has a fitting and a compression phase, as the released code bins it",
    quantity: "I(T6;Y) from the first record to its peak, of the headroom; I(X;T6) from its peak " +
      "to the end, bits",
    why: `a phase is 0.5 bit of I(X;T), and clear, half of the headroom; ${WHY_GAINED}`,
    parts: both((name) => [
      gains(
        GAINED.clear,
        `${name}, climb of I(T6;Y), share`,
        binned(name, 8),
        ["ity", OUTPUT],
        LABELS,
      ),
      atLeast(
        PHASE.ixt,
        `${name}, fall of I(X;T6)`,
        side(binned(name, 8), fall("ixt", OUTPUT)),
      ),
    ]),
  }),
  claim("4.1-tanh-large", {
    where: "4.1",
    text: "Tanh: both informations are large in the hidden layers",
    quantity: "mean over the epochs",
    why: "large is more than half of the most there can be, 12 bits and 1 bit",
    parts: informations((of) =>
      eachLayer(HIDDEN, (layer) =>
        about(
          of === "ixt" ? MOST : 1,
          atLeast(
            of === "ixt" ? MOST / 2 : 0.5,
            informationName(of, layer),
            side(binned("Tanh", 8), whole(of, layer)),
          ),
        ))
    ),
  }),
  claim("4.1-tanh-constant", {
    where: "4.1",
    text: "Tanh: the hidden layers before the last stay almost where they are",
    quantity: "largest less smallest mean over 100 epochs",
    why: WHY_VISIBLE,
    parts: informations((of) =>
      eachLayer(
        EARLY,
        (layer) =>
          atMost(VISIBLE[of], informationName(of, layer), side(binned("Tanh", 8), span(of, layer))),
      )
    ),
  }),
  claim("4.1-tanh-t5-fitting", {
    where: "4.1, 5",
    text: "Tanh: the last hidden layer has a fitting phase",
    sentence: "4.1-tanh-t5",
    quantity: "I(T5;Y) from the first record to its peak, of the headroom",
    unit: "share",
    why: WHY_GAINED,
    parts: [gains(GAINED.seen, "I(T5;Y)", binned("Tanh", 8), ["ity", 5], LABELS)],
  }),
  claim("4.1-tanh-t5-interrupted", {
    where: "4.1",
    text:
      "Tanh: the last hidden layer fits, compresses a little, and fits again before it compresses",
    sentence: "4.1-tanh-t5",
    quantity:
      "I(T5;Y), of its headroom, up to where I(X;T5) first falls into its deepest valley, " +
      "and from the bottom of that on; depth of the valley, fall behind it, and that fall less " +
      "the depth, bits",
    why: "fitting is what I(T;Y) gains, a tenth of the headroom; the valley must be seen (0.1 " +
      "bit), the last fall be a phase (0.5 bit), and larger than the valley, which is called small",
    parts: [
      gains(
        GAINED.seen,
        "fits before, share",
        binned("Tanh", 8),
        ["ity", 5],
        LABELS,
        fitBeforeValley(5),
      ),
      atLeast(VISIBLE.ixt, "depth", side(binned("Tanh", 8), valley("ixt", 5))),
      gains(
        GAINED.seen,
        "fits again, share",
        binned("Tanh", 8),
        ["ity", 5],
        LABELS,
        fitAfterValley(5),
      ),
      atLeast(PHASE.ixt, "fall behind", side(binned("Tanh", 8), fallBehindValley("ixt", 5))),
      atLeast(
        0,
        "fall behind less depth",
        side(binned("Tanh", 8), fallBehindValley("ixt", 5)),
        side(binned("Tanh", 8), valley("ixt", 5), -1),
      ),
    ],
  }),
  claim("4.1-tanh-t5-compression", {
    where: "4.1, 5",
    text: "Tanh: the last hidden layer compresses",
    sentence: "4.1-tanh-t5",
    quantity: "I(X;T5) from its peak to the end",
    why: WHY_PHASE,
    parts: [atLeast(PHASE.ixt, "I(X;T5)", side(binned("Tanh", 8), fall("ixt", 5)))],
  }),
  claim("4.1-relu-higher-than-bins", {
    where: "4.1",
    text: "ReLU: information is slightly higher than by 256 bins without quantisation",
    sentence: "4.1-relu-differences",
    quantity: "I(X;T), mean over epochs and layers, 8 bit less 256 bins",
    why: "higher is above 0, slightly at most what is called little elsewhere, 0.5 bit",
    parts: (() => {
      const sides = [
        side(binned("ReLU", 8), overLayers(LAYERS, (layer) => whole("ixt", layer))),
        side(bins("ReLU", 256), overLayers(LAYERS, (layer) => whole("ixt", layer)), -1),
      ];
      return [atLeast(0, "higher", ...sides), atMost(PHASE.ixt, "slightly", ...sides)];
    })(),
  }),
  claim("4.1-relu-t5-rise", {
    where: "4.1, figure 3",
    text: "ReLU: after about epoch 1800 I(T5;Y) rises a little more",
    sentence: "4.1-relu-differences",
    quantity: "mean over the last 100 epochs less that around epoch 1800",
    why: WHY_VISIBLE,
    parts: [
      atLeast(
        VISIBLE.ity,
        "I(T5;Y)",
        side(binned("ReLU", 8), minus(last("ity", 5), around(TURN)("ity", 5))),
      ),
    ],
  }),
  claim("4.1-relu-t5-rise-only", {
    where: "4.1, figure 3",
    text: "ReLU: that rise is seen in the last hidden layer only",
    sentence: "4.1-relu-differences",
    quantity: "mean over the last 100 epochs less that around epoch 1800, other hidden layers",
    why: WHY_VISIBLE,
    parts: eachLayer(EARLY, (layer) =>
      atMost(
        VISIBLE.ity,
        informationName("ity", layer),
        side(binned("ReLU", 8), minus(last("ity", layer), around(TURN)("ity", layer))),
      )),
  }),
  claim("4.1-relu-t5-rise-ixt", {
    where: "4.1, figure 3",
    text: "ReLU: after about epoch 1800 I(X;T5) rises, too, as that of no other hidden layer",
    aside: "reading",
    quantity: "mean over the last 100 epochs less that around epoch 1800",
    why: `our copy of the sentence does not show which information it means; ${WHY_VISIBLE}`,
    parts: eachLayer(HIDDEN, (layer) =>
      (layer === 5 ? atLeast : atMost)(
        VISIBLE.ixt,
        informationName("ixt", layer),
        side(binned("ReLU", 8), minus(last("ixt", layer), around(TURN)("ixt", layer))),
      )),
  }),
  claim("4.1-relu-fitting", {
    where: "4.1, 1, 5",
    text: "ReLU: every hidden layer has a fitting phase",
    sentence: "4.1-relu-hidden",
    quantity: "I(T;Y) from the first record to its peak, of the headroom",
    unit: "share",
    why: WHY_GAINED,
    parts: eachLayer(HIDDEN, (layer) =>
      gains(
        GAINED.seen,
        informationName("ity", layer),
        binned("ReLU", 8),
        ["ity", layer],
        LABELS,
      )),
  }),
  claim("4.1-relu-no-compression", {
    where: "4.1, 1, 4.3, 5",
    text: "ReLU: no or very little compression in the hidden layers",
    sentence: "4.1-relu-hidden",
    quantity: "I(X;T) from its peak to the end",
    why: WHY_PHASE,
    parts: eachLayer(HIDDEN, (layer) =>
      atMost(
        PHASE.ixt,
        informationName("ixt", layer),
        side(binned("ReLU", 8), fall("ixt", layer)),
      )),
  }),
];

const SECTION_4_3: readonly Claim[] = [
  claim("4.3-higher-than-bins", {
    where: "4.3",
    text: "Information is generally higher than by binning without quantisation",
    quantity: "I(X;T), mean over epochs and layers, 8 bit less bins",
    why: WHY_VISIBLE,
    parts: both((name) =>
      ([30, 100, 256] as const).map((n) =>
        atLeast(
          VISIBLE.ixt,
          `${name}, ${n} bins`,
          side(binned(name, 8), overLayers(LAYERS, (layer) => whole("ixt", layer))),
          side(bins(name, n), overLayers(LAYERS, (layer) => whole("ixt", layer)), -1),
        )
      )
    ),
  }),
  claim("4.3-no-loss-by-estimation", {
    where: "4.3, 1; docs/protocol.md, section 9",
    text: "No information is lost by the way in which it is measured, the output layer included",
    quantity: "I(X;T6), mean over the epochs, exact less as the released code bins it",
    why: WHY_VISIBLE,
    parts: both((name) =>
      atMost(
        VISIBLE.ixt,
        name,
        side(exact(name), whole("ixt", OUTPUT)),
        side(binned(name, 8), whole("ixt", OUTPUT), -1),
      )
    ),
  }),
  claim("4.3-32-bit-almost-no-loss", {
    where: "4.3, C, figure C.11",
    text: "Without quantisation almost no information is lost from layer to layer",
    quantity: "I(X;T) over the last 100 epochs, a layer's less the next one's",
    why: `almost none; ${WHY_VISIBLE}`,
    parts: both((name) =>
      eachLayer(LAYERS.slice(1), (layer) =>
        atMost(
          VISIBLE.ixt,
          `${name}, T${layer - 1} to T${layer}`,
          side(binned(name, 32), minus(last("ixt", layer - 1), last("ixt", layer))),
        ))
    ),
  }),
  claim("4.3-4-bit-more-loss", {
    where: "4.3",
    text: "With lower precision more information is lost from layer to layer",
    quantity: "I(X;T1) less I(X;T6), mean over the epochs, 4 bit less 8 bit",
    why: WHY_VISIBLE,
    parts: both((name) => {
      const loss = minus(whole("ixt", 1), whole("ixt", OUTPUT));
      return atLeast(
        VISIBLE.ixt,
        name,
        side(binned(name, 4), loss),
        side(binned(name, 8), loss, -1),
      );
    }),
  }),
  claim("2-data-processing", {
    where: "2, A",
    text:
      "Exact information never grows from a layer to the next, in any repeat, at any recorded epoch",
    quantity: "largest growth in all repeats",
    why: "the inequality is a law: only rounding may break it, in any run of any length",
    epochs: 0,
    parts: both((name) =>
      informations((of) => [
        atMost(
          ROUNDING,
          `${name}, 8 bit, ${of === "ixt" ? "I(X;T)" : "I(T;Y)"}`,
          sideBy(exact(name), { worst: increaseAtOnce(of, LAYERS) }),
        ),
        atMost(
          ROUNDING,
          `${name}, 4 bit, hidden layers, ${of === "ixt" ? "I(X;T)" : "I(T;Y)"}`,
          sideBy(binned(name, 4), { worst: increaseAtOnce(of, HIDDEN) }),
        ),
      ])
    ),
  }),
];

const SECTION_5: readonly Claim[] = [
  claim("5-fitting", {
    where: "5, 1",
    text: "Both 8-bit networks have a fitting phase in the last two layers",
    quantity: "I(T;Y) from the first record to its peak, of the headroom",
    unit: "share",
    why: WHY_GAINED,
    parts: both((name) =>
      eachLayer([5, OUTPUT], (layer) =>
        gains(
          GAINED.seen,
          `${name}, ${informationName("ity", layer)}`,
          binned(name, 8),
          ["ity", layer],
          LABELS,
        ))
    ),
  }),
  claim("5-tanh-trivial", {
    where: "5",
    text: "Tanh: I(X;T) is all there can be in the hidden layers before the last, and less in " +
      "the last two",
    quantity: "smallest mean of I(X;T) over 100 epochs, of 12 bits",
    why: "trivial is within 0.1 bit, 1% of the axis, of 12 bits, at all times",
    parts: eachLayer(LAYERS, (layer) =>
      about(
        MOST,
        (layer < 5 ? atLeast : atMost)(
          MOST - VISIBLE.ixt,
          informationName("ixt", layer),
          side(binned("Tanh", 8), trough("ixt", layer)),
        ),
      )),
  }),
  claim("5-relu-below-bound", {
    where: "5",
    text: "ReLU: I(X;T) is below its upper bound in all layers",
    quantity: "largest mean of I(X;T) over 100 epochs, of 12 bits",
    why: "by the measure that calls Tanh layers trivial: more than 0.1 bit below 12 bits",
    parts: eachLayer(LAYERS, (layer) =>
      about(
        MOST,
        atMost(
          MOST - VISIBLE.ixt,
          informationName("ixt", layer),
          side(binned("ReLU", 8), peak("ixt", layer)),
        ),
      )),
  }),
  claim("5-depends-on-activation", {
    where: "5, abstract",
    text: "Whether the last hidden layer compresses depends on the activation",
    quantity: "I(X;T5) from its peak to the end, Tanh less ReLU",
    why: WHY_PHASE,
    parts: [
      atLeast(
        PHASE.ixt,
        "T5",
        side(binned("Tanh", 8), fall("ixt", 5)),
        side(binned("ReLU", 8), fall("ixt", 5), -1),
      ),
    ],
  }),
];

/** What docs/protocol.md reports beside the paper, by few runs of a model in another language. */
const OWN: readonly Claim[] = [
  claim("own-relu-early-climb", {
    where: "docs/protocol.md, section 2; 4.1",
    text: "ReLU: most of the fitting phase is over while the ranges still warm up",
    aside: "own",
    quantity: "I(T;Y) around epoch 700 less at the first record, less half of what it climbs",
    why: "most is more than half: above 0; T1 has nothing to climb; whether the ranges are what " +
      "makes it climb is not said by that",
    parts: eachLayer(HIDDEN.slice(1), (layer) =>
      atLeast(
        0,
        informationName("ity", layer),
        side(binned("ReLU", 8), minus(around(WARM)("ity", layer), first("ity", layer))),
        side(binned("ReLU", 8), climb("ity", layer).from(0), -0.5),
      )),
  }),
  claim("own-relu-start", {
    where: "docs/protocol.md, section 2; 4.1",
    text: "ReLU: while the ranges warm up I(X;T) of the hidden layers behind the first climbs, too",
    aside: "own",
    quantity: "I(X;T) around epoch 700 less at the first record",
    why: WHY_PHASE,
    parts: eachLayer(HIDDEN.slice(1), (layer) =>
      atLeast(
        PHASE.ixt,
        informationName("ixt", layer),
        side(binned("ReLU", 8), minus(around(WARM)("ixt", layer), first("ixt", layer))),
      )),
  }),
  claim("own-output-compression-exact", {
    where: "docs/protocol.md, section 9; 4.1, 5",
    text: "The output layer compresses in its exact states, too",
    aside: "own",
    quantity: "I(X;T6) from its peak to the end, exact",
    why: WHY_PHASE,
    parts: both((name) => atLeast(PHASE.ixt, name, side(exact(name), fall("ixt", OUTPUT)))),
  }),
  claim("own-output-binning-deepens", {
    where: "docs/protocol.md, section 9",
    text: "Binning the probabilities deepens the output layer's fall",
    aside: "own",
    quantity: "fall of I(X;T6), binned less exact, repeat by repeat",
    why: WHY_PHASE,
    parts: NAMES.map((name) =>
      atLeast(
        PHASE.ixt,
        name,
        side(binned(name, 8), fall("ixt", OUTPUT)),
        side(exact(name), fall("ixt", OUTPUT), -1),
      )
    ),
  }),
  claim("own-output-mostly-binning", {
    where: "docs/protocol.md, section 9",
    text: "Of the ReLU network's fall in the output layer most comes from binning",
    aside: "own",
    quantity: "fall of I(X;T6), binned less twice exact, repeat by repeat",
    why: "most is more than half: above 0",
    parts: [
      atLeast(
        0,
        "ReLU",
        side(binned("ReLU", 8), fall("ixt", OUTPUT)),
        side(exact("ReLU"), fall("ixt", OUTPUT), -2),
      ),
    ],
  }),
];

/** Claims of sections 4.1, 4.3 and 5, and of docs/protocol.md, section 9, about the same results. */
export const SECTIONS: readonly Claim[] = [...SECTION_4_1, ...SECTION_4_3, ...SECTION_5, ...OWN];
