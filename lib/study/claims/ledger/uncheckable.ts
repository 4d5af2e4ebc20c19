/**
 * Sentences of the same sections that no number of this study decides, and why.
 *
 * @module
 */
import type { Uncheckable } from "../claim.ts";

/** In the order of the paper. */
export const UNCHECKABLE: readonly Uncheckable[] = [
  {
    id: "4.1-restarts-dead",
    where: "4.1, footnote",
    text: "What was repeated were networks with a layer that is 0 for all inputs, for good",
    why:
      "states of discarded attempts are not kept, only their accuracies; the rule itself looks " +
      "at accuracy alone (PROTOCOL 10, rows 12 and 13)",
  },
  {
    id: "4.1-restarts-initialisation",
    where: "4.1, footnote",
    text: "Another initialisation would have lowered the risk of dead layers",
    why: "no other initialisation is trained here",
  },
  {
    id: "4.1-mirrors-earlier-work",
    where: "4.1, 4.3, A",
    text: "The planes mirror those that Saxe et al. and Shwartz-Ziv & Tishby have published",
    why: "their numbers are not at hand; what is said of phases is claimed and judged apart",
  },
  {
    id: "4.3-amplifies",
    where: "4.3",
    text: "Quantisation amplifies what computing with finite precision does, and breaks no " +
      "assumption of the theory",
    why: "an argument about the theory",
  },
  {
    id: "4.3-learning-only",
    where: "4.3",
    text: "Every change that is observed comes from learning",
    why: "an interpretation; that nothing is lost in measuring is judged apart",
  },
  {
    id: "4.3-continuous",
    where: "4.3, 5, C",
    text: "Without quantisation one gets near the continuous case, which is trivial for " +
      "activations that can be inverted",
    why: "a statement about a limit; the losses from layer to layer are judged apart",
  },
  {
    id: "4.3-vital",
    where: "4.3, C",
    text: "Worse fits at 4 bit show that binning has left out what is vital to a network",
    why: "an interpretation of accuracies, which are judged apart",
  },
  {
    id: "5-contribution",
    where: "5",
    text: "The study does away with errors of measurement, and leaves the controversy open",
    why: "a judgement of the work as a whole; that of the output layer is judged apart",
  },
  {
    id: "A-relu-drops",
    where: "A",
    text: "Bins matter less for ReLU because it drops information itself",
    why: "a cause is given, and none is tested",
  },
  {
    id: "A-not-straightforward",
    where: "A",
    text: "Planes by binning are not straightforward to interpret",
    why: "a conclusion",
  },
  {
    id: "B-averages-out",
    where: "B",
    text: "Means average out weaker phases of single repeats",
    why: "true of every mean, whatever the results: the peak of a mean is at most the mean peak",
  },
  {
    id: "D-not-surprising",
    where: "D",
    text: "I(X;T) grows because inputs are not shuffled, and I(T;Y) because inputs are told apart",
    why: "causes are given, and none is tested",
  },
];
