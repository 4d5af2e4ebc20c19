/**
 * Sentences of the same sections that no number of this study decides, and why.
 *
 * @module
 */
import type { Uncheckable } from "../claim.ts";

/** In the order of the paper. */
export const UNCHECKABLE: readonly Uncheckable[] = [
  {
    id: "abstract-no-artifacts",
    where: "abstract, 1",
    text: "The first results on phases were not artifacts of binning, and measuring is not why " +
      "dynamics differ",
    why:
      "a judgement of earlier work; what binning makes of the output layer, and of networks that " +
      "are not quantised, is judged apart",
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
    id: "4.2-like-synthetic",
    where: "4.2",
    text:
      "The compression near epoch 1500 is like that of the last hidden layer on the synthetic data",
    why:
      "in what it is alike is not said, nor whether Tanh or ReLU is meant; how deep both are is " +
      "judged apart",
  },
  {
    id: "4.3-limits",
    where: "4.3, E",
    text: "Two neurons in the smallest layer are what limits the accuracy",
    why:
      "a cause is given: networks with wider layers differ in other layers, too; that they are " +
      "more accurate is judged apart",
  },
  {
    id: "4.3-limited-tool",
    where: "4.3, 5, E",
    text: "Computed exactly, the information bottleneck is a limited tool for deep learning, for " +
      "complex, large networks",
    why: "a conclusion; that planes are trivial is judged apart, of networks that are small",
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
  {
    id: "E-wider",
    where: "E",
    text: "Bottleneck-4 has more information because its layers are wider, 4x10 and Conv fit " +
      "better because they are more complex",
    why: "causes are given, and none is tested",
  },
];
