/**
 * Figures of the paper as a study is asked for them.
 *
 * @module
 */
import type { Figure } from "../plan/figure.ts";
import type { Format } from "../plan/kinds.ts";
import type { Request } from "../plan/request.ts";
import { runOf } from "./experiments.ts";
import type { PresetName } from "./presets.ts";

/** The request for figures of the paper under a preset. */
export function presetRequest(
  figures: readonly Figure[],
  preset: PresetName,
  formats: readonly Format[] = ["svg", "png"],
): Request {
  return { figures, preset, formats, runs: (experiment) => runOf(experiment, preset) };
}
