/**
 * Presets: how much of the study is run (docs/architecture.md, section 5).
 *
 * @module
 */

/** Name of a preset. */
export type PresetName = "smoke" | "quick" | "paper";

/** Kinds of experiments, by how long they take: a preset gives each a size of its own. */
export type Scale = "synthetic" | "dense" | "convolution";

/** At most how many repeats of an experiment, and how many epochs. */
export interface Size {
  readonly repeats: number;
  readonly epochs: number;
}

/** `smoke`: the first segment; `quick`: a glance at everything in a few minutes; `paper`: as published. */
export const PRESETS: Readonly<Record<PresetName, Readonly<Record<Scale, Size>>>> = {
  smoke: {
    synthetic: { repeats: 2, epochs: 50 },
    dense: { repeats: 2, epochs: 2 },
    convolution: { repeats: 2, epochs: 2 },
  },
  quick: {
    synthetic: { repeats: 3, epochs: 8000 },
    dense: { repeats: 3, epochs: 50 },
    convolution: { repeats: 1, epochs: 50 },
  },
  paper: {
    synthetic: { repeats: 50, epochs: 8000 },
    dense: { repeats: 20, epochs: 3000 },
    convolution: { repeats: 10, epochs: 3000 },
  },
};

/** Whether a name is a preset's. */
export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
