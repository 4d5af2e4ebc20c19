/**
 * The identity of a training: data, network, quantisation, protocol and the name that its random streams
 * are drawn from. Two experiments that train alike share one training (docs/architecture.md, section 5).
 *
 * Plain data: every field is part of the key of every segment, so nothing is implied by another field.
 *
 * @module
 */

/** Activation of a dense layer; softmax only on the last one. */
export type Activation = "relu" | "tanh" | "softmax";

/** A dense layer. */
export interface DenseLayer {
  /** Number of neurons, at least 1. */
  readonly units: number;
  /** Of every neuron of the layer. */
  readonly activation: Activation;
}

/** The network between the input columns and the softmax output. */
export interface Network {
  /** From the input to the softmax output, at least one. */
  readonly layers: readonly DenseLayer[];
  /** Glorot uniform U(-l, l), l = sqrt(6 / (inputs + units)), or normal of std 1/sqrt(units) cut at 2 std (docs/protocol.md, section 6). */
  readonly initializer: "glorot_uniform" | "truncated_normal";
}

/** Quantisation-aware training (docs/protocol.md, sections 1 to 3). */
export interface Quantization {
  /** Bits of kernels and activations. */
  readonly bits: 4 | 8;
  /** Where ReLU outputs and logits take their range from in training: an exponential moving average, or the batch itself. */
  readonly ranges: "moving_average" | "batch";
  /** Decay of the moving average per batch. */
  readonly decay: number;
  /** The moving ranges start at [-start, start]. */
  readonly start: number;
}

/** How the network is trained (docs/protocol.md, sections 5 and 7). */
export interface Protocol {
  /** Rows of a batch; the short last one is kept. */
  readonly batch: number;
  /** Adam's constants, rounded to float32 where they are used. */
  readonly learningRate: number;
  /** Decay of the first moment. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
  /** Added to the root of the uncorrected second moment. */
  readonly epsilon: number;
  /** Epochs of fitting to permuted labels before the training proper; 0: none (docs/protocol.md, section 7). */
  readonly prefit: number;
  /** An epoch e (from 0) is recorded and measured when e mod `every` = 0. */
  readonly every: number;
  /** The first segment ends after this many epochs. */
  readonly firstSegment: number;
  /** The later ones end at the multiples of this number of epochs. */
  readonly segment: number;
  /** An attempt ends at the end of an epoch >= `from` with training accuracy below `below`. */
  readonly restart: { readonly from: number; readonly below: number };
}

/** Fitting to permuted labels, or to the true ones; epochs count from 0 in each. */
export type Phase = "prefit" | "train";

/** The identity of a training. */
export interface Training {
  /** Name of the data set: which one the bytes are of is decided by their digest. */
  readonly data: string;
  /** What is trained. */
  readonly network: Network;
  /** null: an ordinary float32 network. */
  readonly quantization: Quantization | null;
  /** How it is trained. */
  readonly protocol: Protocol;
  /** Name of the random streams (docs/protocol.md, section 12). */
  readonly seed: string;
}

/** A run of epochs that is trained in one go: `from` (0-based) up to but without `to`. */
export interface Extent {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** The segments of a run in their order: those of the prefit, if there is one, then those of `epochs` epochs of training. */
export function segmentsOf(protocol: Protocol, epochs: number): Extent[] {
  const extents = (phase: Phase, length: number) => {
    let from = 0;
    return segmentEnds(protocol, length).map((to) => {
      const extent = { phase, from, to };
      from = to;
      return extent;
    });
  };
  const prefit = protocol.prefit > 0 ? extents("prefit", protocol.prefit) : [];
  return [...prefit, ...extents("train", epochs)];
}

/**
 * Ends of the segments that cover `epochs` epochs: `firstSegment`, then the multiples of `segment`, the last
 * one cut to `epochs`.
 */
export function segmentEnds(protocol: Protocol, epochs: number): number[] {
  const ends: number[] = [];
  if (protocol.firstSegment < epochs) ends.push(protocol.firstSegment);
  for (let end = protocol.segment; end < epochs; end += protocol.segment) {
    if (end > protocol.firstSegment) ends.push(end);
  }
  ends.push(epochs);
  return ends;
}
