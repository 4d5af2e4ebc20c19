/**
 * Presets: how much of the study is run (DESIGN section 5).
 *
 * @module
 */

/** Name of a preset. */
export type PresetName = "smoke" | "quick" | "paper";

/** Repeats and epochs of the synthetic runs. */
export interface Preset {
  readonly repeats: number;
  readonly epochs: number;
}

/** `smoke`: the first segment; `quick`: full length, few repeats; `paper`: as published. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  smoke: { repeats: 2, epochs: 50 },
  quick: { repeats: 3, epochs: 8000 },
  paper: { repeats: 50, epochs: 8000 },
};
