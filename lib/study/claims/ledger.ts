/**
 * The checkable sentences of the paper about the synthetic data (sections 4.1, 4.3, 5, appendices A, B, C, D, F), in our
 * own words, each with a threshold that follows from what the sentence says: "almost constant" is within 0.1 bit, "no
 * or very little" below 0.5 bit, a phase that one can see in a plane of 12 bits at least 0.5 bit.
 *
 * @module
 */
import { BINNED, EXACT, globalBins } from "../../information/estimator.ts";
import type { Phase } from "../../network/training.ts";
import type { View } from "../graph.ts";
import type { Curves } from "../steps/curves.ts";
import { halfInterval } from "../steps/tables/text.ts";
import type { Claim, Part, Uncheckable } from "./claim.ts";
import type { ClaimResults } from "./results.ts";
import {
  at,
  dependentDifference,
  difference,
  dip,
  type Estimate,
  estimateOf,
  fall,
  rise,
  seriesOf,
  span,
} from "./statistics.ts";

const ACTIVATIONS = ["Tanh", "ReLU"] as const;
type Name = typeof ACTIVATIONS[number];
const HIDDEN = [1, 2, 3, 4, 5], OUTPUT = 6;

const view = (phase: Phase = "train"): View => ({ estimator: BINNED, phase, layers: "all" });
const bins = (n: number): View => ({ ...view(), estimator: globalBins(n) });
const EXACT_OUTPUT: View = { estimator: EXACT, phase: "train", layers: "output" };

/** A layer counts as saturated above this many of 12 bits: 1 % of a bit below what its states can hold. */
const SATURATED = 11.99;

/** Means of one statistic for several layers of one experiment. */
async function layers(
  results: ClaimResults,
  name: Name,
  experiment: string,
  which: readonly number[],
  statistic: (curves: Curves, layer: number) => number,
  phase: Phase = "train",
): Promise<Part[]> {
  return await Promise.all(which.map(async (layer) => ({
    name: `${name} T${layer}`,
    estimate: await results.estimate(experiment, view(phase), (one) => statistic(one, layer)),
  })));
}

/** The same for both activations. */
async function both(part: (name: Name) => Promise<Part[]>): Promise<Part[]> {
  return (await Promise.all(ACTIVATIONS.map(part))).flat();
}

const eight = (name: Name): string => `SYN-${name}-8`;
const ixt = (of: (series: Float64Array) => number) => (one: Curves, layer: number) =>
  of(seriesOf(one, "ixt", layer));
const ity = (of: (series: Float64Array) => number) => (one: Curves, layer: number) =>
  of(seriesOf(one, "ity", layer));
const last = (series: ArrayLike<number>): number => series[series.length - 1];
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of an aggregate at one record and layer, with its interval. */
async function aggregated(
  results: ClaimResults,
  experiment: string,
  which: View,
  what: "ixt" | "ity",
  layer: number,
): Promise<Estimate> {
  const { series, layers, repeats } = await results.aggregate(experiment, which);
  const means = series(`${what}_mean`), sds = series(`${what}_sd`);
  const k = means.length - layers + layer - 1;
  return { mean: means[k], half: halfInterval(sds[k], repeats) };
}

/** Accuracy in training over the last recorded epoch. */
const accuracy = (results: ClaimResults, experiment: string): Promise<Estimate> =>
  results.estimate(experiment, view(), ({ trainAccuracy }) => last(trainAccuracy));

/**
 * How far the mean curve of I(X;T), which is what the paper draws, falls from its peak or climbs to it: the mean over the
 * repeats of each one's own difference between those two records.
 */
async function phases(
  results: ClaimResults,
  name: Name,
  which: readonly number[],
  part: "climb" | "fall",
): Promise<Part[]> {
  const curves = await results.curves(eight(name), view());
  return which.map((layer) => {
    const all = curves.map((one) => seriesOf(one, "ixt", layer));
    const means = all[0].map((_, k) => mean(all.map((series) => series[k])));
    const peak = peakOf(means), end = part === "fall" ? means.length - 1 : 0;
    return {
      name: `${name} T${layer}`,
      estimate: estimateOf(all.map((series) => series[peak] - series[end])),
    };
  });
}

/** Index of the first largest value. */
function peakOf(series: Float64Array): number {
  return series.indexOf(series.reduce((most, value) => Math.max(most, value), -Infinity));
}

/** I(X;T) of a mean curve by bins, of which no repeats are published: how far it falls from its peak, or climbs to it, with the deviation at both ends. */
async function meanCurve(
  results: ClaimResults,
  experiment: string,
  which: View,
  layer: number,
  from: "first" | "peak",
): Promise<Estimate> {
  const { series, layers, repeats } = await results.aggregate(experiment, which);
  const pick = (name: string) => series(name).filter((_, k) => k % layers === layer - 1);
  const means = pick("ixt_mean"), sds = pick("ixt_sd");
  const peak = peakOf(means), ends = from === "first" ? [peak, 0] : [peak, means.length - 1];
  if (ends[0] === ends[1]) return { mean: 0, half: 0 };
  const [high, low] = ends.map((k) => ({ mean: means[k], half: halfInterval(sds[k], repeats) }));
  return dependentDifference(high, low);
}

/** Everything that numbers can decide, in the order of the paper. */
export const CLAIMS: readonly Claim[] = [
  {
    id: "4.1-restarts",
    where: "4.1, footnote",
    text: "Trials that have to be repeated are rare",
    quantity: "attempts discarded, share of all",
    side: "at most",
    threshold: 0.05,
    why: "one in twenty is the most that one would call rare",
    measure: (results) =>
      both(async (name) => {
        const { discarded, repeats } = await results.attempts(eight(name));
        return [{ name, estimate: { mean: discarded / (repeats + discarded), half: 0 } }];
      }),
  },
  {
    id: "4.1-accuracy",
    where: "4.1, figures F.14 and F.15",
    text: "The 8-bit networks fit about as well as those that are not quantised",
    quantity: "training accuracy at the end, not quantised less 8 bit",
    side: "at most",
    threshold: 0.02,
    why: "two points of accuracy are hardly seen on the figures' axis",
    measure: (results) =>
      both(async (name) => [{
        name,
        estimate: difference(
          await accuracy(results, `SYN-${name}-32`),
          await accuracy(results, eight(name)),
        ),
      }]),
  },
  {
    id: "4.1-output-fitting",
    where: "4.1, 5",
    text: "The output layer has a fitting phase",
    quantity: "climb of the mean I(X;T6) from the first record to its peak, binned, bits",
    side: "at least",
    threshold: 0.5,
    why: "a phase that one can see",
    measure: (results) => both((name) => phases(results, name, [OUTPUT], "climb")),
  },
  {
    id: "4.1-output-compression",
    where: "4.1, 4.3, 5",
    text: "The output layer has a compression phase, as the released code measures it",
    quantity: "fall of the mean I(X;T6) from its peak to the end, binned, bits",
    side: "at least",
    threshold: 0.5,
    why: "a phase that one can see",
    measure: (results) => both((name) => phases(results, name, [OUTPUT], "fall")),
  },
  {
    id: "4.1-output-compression-exact",
    where: "4.1, 4.3, 5; PROTOCOL 9",
    text: "The output layer has a compression phase in its exact states, too",
    quantity: "fall of I(X;T6) from its peak to the end, exact, bits",
    side: "at least",
    threshold: 0.5,
    why: "a phase that one can see",
    measure: (results) =>
      both(async (name) => [{
        name: `${name} T6`,
        estimate: await results.estimate(
          eight(name),
          EXACT_OUTPUT,
          ({ ixt }) => fall(ixt),
        ),
      }]),
  },
  {
    id: "protocol-9-binning-share",
    where: "PROTOCOL 9",
    text: "Most of the ReLU output layer's fall comes from binning its probabilities",
    quantity: "share of the binned fall of I(X;T6) that exact states have",
    side: "at most",
    threshold: 0.5,
    why: "most is more than half",
    measure: async (results) => {
      const binned = await results.curves(eight("ReLU"), view());
      const exact = await results.curves(eight("ReLU"), EXACT_OUTPUT);
      const falls = binned.map((one) => fall(seriesOf(one, "ixt", OUTPUT)));
      const total = mean(falls),
        own = await results.estimate(
          eight("ReLU"),
          EXACT_OUTPUT,
          ({ ixt }) => fall(ixt),
        );
      if (exact.length !== binned.length) throw new RangeError("Cannot judge: repeats must match");
      return [{ name: "ReLU T6", estimate: { mean: own.mean / total, half: own.half / total } }];
    },
  },
  {
    id: "4.1-tanh-large",
    where: "4.1",
    text: "Tanh: information about the input is large in the hidden layers before the last",
    quantity: "mean of I(X;T) over the epochs, bits of 12",
    side: "at least",
    threshold: 11.5,
    why: "within half a bit of all there is",
    measure: (results) =>
      layers(results, "Tanh", eight("Tanh"), [1, 2, 3, 4], ixt((series) => mean([...series]))),
  },
  {
    id: "4.1-tanh-constant",
    where: "4.1",
    text: "Tanh: in the hidden layers before the last the information hardly changes",
    quantity: "largest less smallest I(X;T) over the epochs, bits",
    side: "at most",
    threshold: 0.1,
    why: "almost constant",
    measure: (results) => layers(results, "Tanh", eight("Tanh"), [1, 2, 3, 4], ixt(span)),
  },
  {
    id: "4.1-tanh-t5-fitting",
    where: "4.1, 5",
    text: "Tanh: the last hidden layer has a fitting phase",
    quantity: "climb of the mean I(X;T5) from the first record to its peak, bits",
    side: "at least",
    threshold: 0.1,
    why: "more than almost constant",
    measure: (results) => phases(results, "Tanh", [5], "climb"),
  },
  {
    id: "4.1-tanh-t5-interrupted",
    where: "4.1",
    text: "Tanh: the last hidden layer's fitting is interrupted by a small compression",
    quantity: "depth of the deepest dip of I(X;T5), of means over 100 epochs, bits",
    side: "at least",
    threshold: 0.1,
    why: "more than almost constant",
    measure: (results) => layers(results, "Tanh", eight("Tanh"), [5], ixt(dip)),
  },
  {
    id: "4.1-tanh-t5-compression",
    where: "4.1, 5",
    text: "Tanh: the last hidden layer has a compression phase",
    quantity: "fall of the mean I(X;T5) from its peak to the end, bits",
    side: "at least",
    threshold: 0.5,
    why: "a phase that one can see",
    measure: (results) => phases(results, "Tanh", [5], "fall"),
  },
  {
    id: "5-tanh-trivial",
    where: "5",
    text: "Tanh: information is trivial in all but the last two layers",
    quantity: "smallest I(X;T) over the epochs, bits of 12",
    side: "at least",
    threshold: 11.9,
    why: "within 0.1 bit of the largest value",
    measure: (results) =>
      layers(results, "Tanh", eight("Tanh"), [1, 2, 3, 4], ixt((series) => Math.min(...series))),
  },
  {
    id: "4.1-relu-fitting",
    where: "4.1, 5",
    text: "ReLU: the hidden layers have a fitting phase",
    quantity: "rise of I(T;Y) from the first record to the end, bits",
    side: "at least",
    threshold: 0.05,
    why: "one twentieth of all there is to know of the label",
    measure: (results) => layers(results, "ReLU", eight("ReLU"), [2, 3, 4, 5], ity(rise)),
  },
  {
    id: "4.1-relu-no-compression",
    where: "4.1, 4.3, 5",
    text: "ReLU: no or very little compression in the hidden layers",
    quantity: "fall of the mean I(X;T) from its peak to the end, bits",
    side: "at most",
    threshold: 0.5,
    why: "very little",
    measure: (results) => phases(results, "ReLU", HIDDEN, "fall"),
  },
  {
    id: "4.1-relu-no-compression-single",
    where: "4.1, B",
    text: "ReLU: neither do single repeats compress their hidden layers",
    quantity: "fall of I(X;T) from each repeat's own peak to the end, bits",
    side: "at most",
    threshold: 0.5,
    why: "very little; a repeat's own peak includes what it jumps about",
    measure: (results) => layers(results, "ReLU", eight("ReLU"), HIDDEN, ixt(fall)),
  },
  {
    id: "4.1-relu-t5-rise",
    where: "4.1",
    text: "ReLU: after about epoch 1800 the last hidden layer's I(T;Y) still rises",
    quantity: "I(T5;Y) at the end less at epoch 1800, bits",
    side: "at least",
    threshold: 0.01,
    why: "a slight increase, a hundredth of a bit",
    measure: (results) =>
      layers(results, "ReLU", eight("ReLU"), [5], (one, layer) => {
        const series = seriesOf(one, "ity", layer);
        return last(series) - at(one, series, 1800);
      }),
  },
  {
    id: "4.1-relu-t5-only",
    where: "4.1",
    text: "ReLU: that rise is seen in the last hidden layer only",
    quantity: "I(T;Y) at the end less at epoch 1800 of the other hidden layers, bits",
    side: "at most",
    threshold: 0.01,
    why: "what is a slight increase in the layer before",
    measure: (results) =>
      layers(results, "ReLU", eight("ReLU"), [1, 2, 3, 4], (one, layer) => {
        const series = seriesOf(one, "ity", layer);
        return last(series) - at(one, series, 1800);
      }),
  },
  {
    id: "5-relu-below-bound",
    where: "5",
    text: "ReLU: information is below its upper bound in all layers",
    quantity: "I(X;T) at the end, bits of 12",
    side: "at most",
    threshold: SATURATED,
    why: "a hundredth of a bit below the bound",
    measure: (results) => layers(results, "ReLU", eight("ReLU"), [...HIDDEN, OUTPUT], ixt(last)),
  },
  {
    id: "A-tanh-30-compression",
    where: "A, figure A.5",
    text: "Tanh, 30 bins: every layer has a compression phase",
    quantity: "fall of the mean I(X;T) from its peak to the end, bits",
    side: "at least",
    threshold: 0.1,
    why: "clearly visible must be more than almost constant",
    measure: async (results) =>
      await Promise.all([...HIDDEN, OUTPUT].map(async (layer) => ({
        name: `Tanh T${layer}`,
        estimate: await meanCurve(results, "SYN-Tanh-32", bins(30), layer, "peak"),
      }))),
  },
  {
    id: "A-tanh-30-fitting",
    where: "A, figure A.5",
    text: "Tanh, 30 bins: every layer has a fitting phase",
    quantity: "climb of the mean I(X;T) from the first record to its peak, bits",
    side: "at least",
    threshold: 0.1,
    why: "clearly visible must be more than almost constant",
    measure: async (results) =>
      await Promise.all([...HIDDEN, OUTPUT].map(async (layer) => ({
        name: `Tanh T${layer}`,
        estimate: await meanCurve(results, "SYN-Tanh-32", bins(30), layer, "first"),
      }))),
  },
  {
    id: "A-more-bins-ixt",
    where: "A",
    text: "More bins, more information about the input",
    quantity: "I(X;T) at the end, with more bins less with fewer, bits",
    side: "at least",
    threshold: 0,
    why: "any increase; saturated layers cannot have one, and stay",
    measure: (results) => moreBins(results, "ixt"),
  },
  {
    id: "A-more-bins-ity",
    where: "A",
    text: "More bins, more information about the label",
    quantity: "I(T;Y) at the end, with more bins less with fewer, bits",
    side: "at least",
    threshold: 0,
    why: "any increase; saturated layers cannot have one, and stay",
    measure: (results) => moreBins(results, "ity"),
  },
  {
    id: "A-more-bins-relu-less",
    where: "A",
    text: "More bins make less of a difference for ReLU than for Tanh",
    quantity:
      "increase of I(X;T) at the end from 30 to 256 bins, mean of the layers, Tanh less ReLU, bits",
    side: "at least",
    threshold: 0,
    why: "less is less",
    measure: async (results) => {
      const [tanh, relu] = await Promise.all(ACTIVATIONS.map(async (name) => {
        const parts = await Promise.all([...HIDDEN, OUTPUT].map(async (layer) => {
          const of = (n: number) => aggregated(results, `SYN-${name}-32`, bins(n), "ixt", layer);
          return dependentDifference(await of(256), await of(30));
        }));
        return {
          mean: mean(parts.map(({ mean }) => mean)),
          half: mean(parts.map(({ half }) => half)),
        };
      }));
      return [{ name: "Tanh less ReLU", estimate: difference(tanh, relu) }];
    },
  },
  {
    id: "A-relu-100-no-compression",
    where: "A, figure A.6",
    text: "ReLU, 100 bins: no compression phase in the hidden layers",
    quantity: "fall of the mean I(X;T) from its peak to the end, bits",
    side: "at most",
    threshold: 0.5,
    why: "less than a phase that one can see",
    measure: async (results) =>
      await Promise.all(HIDDEN.map(async (layer) => ({
        name: `ReLU T${layer}`,
        estimate: await meanCurve(results, "SYN-ReLU-32", bins(100), layer, "peak"),
      }))),
  },
  {
    id: "A-relu-30-dpi",
    where: "A, figure A.6",
    text: "ReLU, 30 bins: the data-processing inequality is violated",
    quantity: "largest gain of I(T;Y) from one layer to a later one at the end, bits",
    side: "at least",
    threshold: 0.01,
    why: "exact information cannot gain at all",
    measure: async (results) => {
      const of = await Promise.all(
        [...HIDDEN, OUTPUT].map((layer) =>
          aggregated(results, "SYN-ReLU-32", bins(30), "ity", layer)
        ),
      );
      const gains = of.flatMap((early, i) =>
        of.slice(i + 1).map((later) => dependentDifference(later, early))
      );
      const most = gains.reduce((a, b) => b.mean > a.mean ? b : a);
      return [{ name: "ReLU", estimate: most }];
    },
  },
  {
    id: "2-dpi-exact",
    where: "2, 4.1",
    text:
      "Exact information never gains from one hidden layer to the next, in any repeat at any epoch",
    quantity:
      "largest gain of I(X;T) or I(T;Y) from a hidden layer to the next over all epochs, bits",
    side: "at most",
    threshold: 1e-9,
    why: "rounding of float64",
    measure: (results) =>
      both(async (name) => [{
        name,
        estimate: {
          mean: Math.max(...(await results.curves(eight(name), view())).map(largestGain)),
          half: 0,
        },
      }]),
  },
  {
    id: "B-low-variance-when-large",
    where: "B, figures B.7 and B.8",
    text: "Where the mean information is large, its variance is low",
    quantity: "mean deviation of I(X;T) over the records with a mean above 11.5 bits, bits",
    side: "at most",
    threshold: 0.5,
    why: "less than what one can see",
    measure: (results) =>
      both(async (name) => {
        const { series } = await results.aggregate(eight(name), view());
        const means = series("ixt_mean"), sds = series("ixt_sd");
        const large = [...sds].filter((_, k) => means[k] > 11.5);
        return [{ name, estimate: { mean: mean(large), half: 0 } }];
      }),
  },
  {
    id: "B-relu-more-variance",
    where: "B",
    text: "Variance is slightly larger for ReLU",
    quantity: "mean deviation of I(X;T) over all records and layers, ReLU less Tanh, bits",
    side: "at least",
    threshold: 0,
    why: "larger is larger",
    measure: async (results) => {
      const [tanh, relu] = await Promise.all(
        ACTIVATIONS.map(async (name) =>
          mean([...(await results.aggregate(eight(name), view())).series("ixt_sd")])
        ),
      );
      return [{ name: "ReLU less Tanh", estimate: { mean: relu - tanh, half: 0 } }];
    },
  },
  {
    id: "C-4-bit-lower",
    where: "4.3, C, figure C.10",
    text: "4 bit: information is lower overall",
    quantity: "I(X;T) at the end, mean of the layers, 8 bit less 4 bit, bits",
    side: "at least",
    threshold: 0.1,
    why: "more than almost the same",
    measure: (results) =>
      both(async (name) => [{
        name,
        estimate: difference(
          await meanInformation(results, eight(name)),
          await meanInformation(results, `SYN-${name}-4`),
        ),
      }]),
  },
  {
    id: "C-4-bit-tanh-distinguishable",
    where: "4.3, C",
    text: "4 bit: more layers of the Tanh network can be told apart",
    quantity: "layers below 11.9 bits at the end, 4 bit less 8 bit",
    side: "at least",
    threshold: 1,
    why: "more is at least one more",
    measure: async (results) => {
      const count = (experiment: string) =>
        results.estimate(
          experiment,
          view(),
          (one) =>
            [...HIDDEN, OUTPUT].filter((layer) => last(seriesOf(one, "ixt", layer)) < 11.9).length,
        );
      const [four, eightBits] = [await count("SYN-Tanh-4"), await count("SYN-Tanh-8")];
      return [{ name: "Tanh", estimate: difference(four, eightBits) }];
    },
  },
  {
    id: "C-4-bit-degraded",
    where: "4.3, C",
    text: "4 bit: the network fits worse than one that is not quantised",
    quantity: "training accuracy at the end, not quantised less 4 bit",
    side: "at least",
    threshold: 0.005,
    why: "half a point of accuracy",
    measure: (results) => fourBits(results),
  },
  {
    id: "F-4-bit-slightly",
    where: "F, figures F.14 and F.15",
    text: "4 bit: the networks suffer only slightly",
    quantity: "training accuracy at the end, not quantised less 4 bit",
    side: "at most",
    threshold: 0.03,
    why: "three points of accuracy",
    measure: (results) => fourBits(results),
  },
  {
    id: "C-32-bit-higher",
    where: "4.3, C, figure C.11",
    text: "32 bit: information is higher overall",
    quantity: "I(X;T) at the end, mean of the layers, 32 bit less 8 bit, bits",
    side: "at least",
    threshold: 0.1,
    why: "more than almost the same",
    measure: (results) =>
      both(async (name) => [{
        name,
        estimate: difference(
          await meanInformation(results, `SYN-${name}-32`),
          await meanInformation(results, eight(name)),
        ),
      }]),
  },
  {
    id: "C-32-bit-slow-drop",
    where: "4.3, C",
    text: "32 bit: information drops only very slowly through the hidden layers",
    quantity: "largest drop of I(X;T) from a hidden layer to the next at the end, bits",
    side: "at most",
    threshold: 0.5,
    why: "less than one can see",
    measure: (results) =>
      both(async (name) => [{
        name,
        estimate: await results.estimate(`SYN-${name}-32`, view(), (one) => {
          const ends = HIDDEN.map((layer) => last(seriesOf(one, "ixt", layer)));
          return Math.max(...ends.slice(1).map((value, k) => ends[k] - value));
        }),
      }]),
  },
  {
    id: "D-ixt-increases",
    where: "D, figure D.12",
    text: "Under random labels I(X;T) grows in all discernible layers",
    quantity: "rise of I(X;T) over the prefit, in layers that start below 11.9 bits, bits",
    side: "at least",
    threshold: 0.1,
    why: "more than almost constant",
    measure: (results) =>
      both(async (name) => {
        const experiment = `SYN-${name}-8-Prefit`;
        const { series } = await results.aggregate(experiment, view("prefit"));
        const means = series("ixt_mean");
        const discernible = [...HIDDEN, OUTPUT].filter((layer) => means[layer - 1] < 11.9);
        return await layers(results, name, experiment, discernible, ixt(rise), "prefit");
      }),
  },
  {
    id: "D-relu-ity-increases",
    where: "D",
    text: "Under random labels I(T;Y) grows in the hidden layers, most notably for ReLU",
    quantity: "rise of I(T;Y) over the prefit, bits",
    side: "at least",
    threshold: 0.01,
    why: "a hundredth of a bit",
    measure: (results) =>
      layers(results, "ReLU", "SYN-ReLU-8-Prefit", [2, 3, 4, 5], ity(rise), "prefit"),
  },
  {
    id: "D-accuracy",
    where: "D",
    text: "Accuracy does not grow on random labels",
    quantity: "rise of the test accuracy over the prefit",
    side: "at most",
    threshold: 0.05,
    why: "five points, of a half that guessing has",
    measure: (results) =>
      both(async (name) => [{
        name,
        estimate: await results.estimate(
          `SYN-${name}-8-Prefit`,
          view("prefit"),
          ({ testAccuracy }) => rise(testAccuracy),
        ),
      }]),
  },
  {
    id: "D-no-lateral-ixt",
    where: "D, figure D.12",
    text: "Under random labels the output layer does not move along I(X;T)",
    quantity: "largest less smallest I(X;T6) over the prefit, bits",
    side: "at most",
    threshold: 0.5,
    why: "less than one can see",
    measure: (results) =>
      both((name) => layers(results, name, `SYN-${name}-8-Prefit`, [OUTPUT], ixt(span), "prefit")),
  },
  {
    id: "D-no-lateral-ity",
    where: "D, figure D.12",
    text:
      "Under random labels the output layer does not move along I(T;Y), as its accuracy does not",
    quantity: "rise of I(T6;Y) over the prefit, bits",
    side: "at most",
    threshold: 0.1,
    why: "less than one can see",
    measure: (results) =>
      both((name) => layers(results, name, `SYN-${name}-8-Prefit`, [OUTPUT], ity(rise), "prefit")),
  },
];

/** Sentences that are no matter of these numbers. */
export const UNCHECKABLE: readonly Uncheckable[] = [
  {
    id: "4.1-similar-plane",
    where: "4.1",
    text: "The planes of the quantised networks look very similar to those by binning",
    why: "similarity of pictures: compare figures 2 and 3 with A.5 and A.6",
  },
  {
    id: "4.3-vital",
    where: "4.3, C",
    text: "Binning in earlier studies has neglected information that is vital to the network",
    why: "an interpretation of accuracies",
  },
  {
    id: "4.3-continuous",
    where: "4.3, 5",
    text:
      "Without quantisation one gets close to the continuous case, where the analysis is trivial",
    why: "an interpretation of figure C.11",
  },
  {
    id: "B-representative",
    where: "B",
    text: "The mean plane represents individual repeats fairly well",
    why: "a judgement of pictures: see the median repeats of figures B.7 and B.8",
  },
];

async function moreBins(results: ClaimResults, what: "ixt" | "ity"): Promise<Part[]> {
  const parts: Part[] = [];
  for (const name of ACTIVATIONS) {
    for (const layer of [...HIDDEN, OUTPUT]) {
      const of = (n: number) => aggregated(results, `SYN-${name}-32`, bins(n), what, layer);
      const [few, some, many] = await Promise.all([30, 100, 256].map(of));
      parts.push(
        { name: `${name} T${layer}, 30 to 100`, estimate: dependentDifference(some, few) },
        { name: `${name} T${layer}, 100 to 256`, estimate: dependentDifference(many, some) },
      );
    }
  }
  // A layer that distinguishes all rows already, or knows all of the label, cannot gain.
  const bound = what === "ixt" ? SATURATED : 0.998;
  const free = await Promise.all(parts.map(async ({ name }) => {
    const [, activation, layer, few] = /^(\w+) T(\d), (\d+)/.exec(name)!;
    const before = await aggregated(
      results,
      `SYN-${activation}-32`,
      bins(Number(few)),
      what,
      Number(layer),
    );
    return before.mean < bound;
  }));
  return parts.filter((_, k) => free[k]);
}

/** Mean over the layers of I(X;T) at the end. */
async function meanInformation(results: ClaimResults, experiment: string): Promise<Estimate> {
  return await results.estimate(
    experiment,
    view(),
    (one) => mean([...HIDDEN, OUTPUT].map((layer) => last(seriesOf(one, "ixt", layer)))),
  );
}

async function fourBits(results: ClaimResults): Promise<Part[]> {
  return await both(async (name) => [{
    name,
    estimate: difference(
      await accuracy(results, `SYN-${name}-32`),
      await accuracy(results, `SYN-${name}-4`),
    ),
  }]);
}

/** The largest gain of either information from a hidden layer to the next, at any epoch of a repeat. */
function largestGain(one: Curves): number {
  let most = -Infinity;
  for (const what of ["ixt", "ity"] as const) {
    for (let k = 0; k < one[what].length; k++) {
      const layer = k % one.layers;
      if (layer === 0 || layer === one.layers - 1) continue;
      most = Math.max(most, one[what][k] - one[what][k - 1]);
    }
  }
  return most;
}
