/**
 * Epochs at which moving ranges of the quantisation have warmed up (docs/protocol.md, section 2).
 *
 * @module
 */
import { EXPERIMENTS } from "../experiments.ts";
import type { CurveSource } from "./claim.ts";

/** Batches after which a range of 6 to either side has come within a thousandth of what it moves to: 700 epochs of 13. */
const BATCHES = 9100;
/** Batches of an epoch. */
const SYNTHETIC = 13, MNIST = 235;

/**
 * The epoch at which the ranges of a source have warmed up: 700 on the synthetic data, 39 on MNIST; 0 where nothing is
 * quantised, and after fitting to random labels, in which they did.
 */
export function warmthOf({ experiment, phase }: CurveSource): number {
  const { data, quantization, protocol } = EXPERIMENTS[experiment].training;
  if (quantization === null || (phase === "train" && protocol.prefit > 0)) return 0;
  return Math.ceil(BATCHES / (data === "mnist" ? MNIST : SYNTHETIC));
}
