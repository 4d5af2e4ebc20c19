/**
 * The experiments of the paper by name, and the training that each stands on.
 *
 * @module
 */
import type { Training } from "../network/training.ts";
import { syntheticTraining } from "./trainings.ts";

/** The 8-bit networks on the synthetic data (paper section 4.1). */
export const EXPERIMENTS: Readonly<Record<string, Training>> = {
  "SYN-Tanh-8": syntheticTraining("tanh", 8),
  "SYN-ReLU-8": syntheticTraining("relu", 8),
};
