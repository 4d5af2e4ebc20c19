/**
 * The trainings of the paper's synthetic study (docs/protocol.md, sections 6 and 7).
 *
 * @module
 */
import type { Activation, Training } from "../network/training.ts";

/** Hidden widths of the network of figure 1 (a): 12-10-7-5-4-3-2. */
const WIDTHS = [10, 7, 5, 4, 3];

/**
 * Training of the synthetic network, as released.
 *
 * @param activation Of the hidden layers.
 * @param bits Of kernels and activations; 32 is the ordinary float32 network.
 * @param prefit Epochs of fitting to permuted labels first.
 */
export function syntheticTraining(
  activation: Exclude<Activation, "softmax">,
  bits: 4 | 8 | 32,
  prefit = 0,
): Training {
  return {
    data: "synthetic",
    network: {
      layers: [
        ...WIDTHS.map((units) => ({ units, activation })),
        { units: 2, activation: "softmax" as const },
      ],
      initializer: "glorot_uniform",
    },
    quantization: bits === 32 ? null : { bits, ranges: "moving_average", decay: 0.999, start: 6 },
    protocol: {
      batch: 256,
      learningRate: 1e-4,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      prefit,
      every: 5,
      firstSegment: 50,
      segment: 500,
      restart: { from: 1000, below: 0.55 },
    },
    seed: `syn-${activation}-${bits}${prefit > 0 ? "-prefit" : ""}`,
  };
}
