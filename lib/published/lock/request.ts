/**
 * The request for what the lock has of the figures.
 *
 * @module
 */
import { EXPERIMENTS, runOf } from "../../paper/experiments.ts";
import { FIGURES } from "../../paper/figures.ts";
import type { Figure } from "../../plan/figure.ts";
import { type Run, shortened } from "../../plan/run.ts";
import type { Lock } from "./lock.ts";
import { tableDigests } from "./resolver.ts";
import { isPreset } from "../../paper/presets.ts";
import type { Request } from "../../plan/request.ts";

/** Figures that the lock has a table of, and their runs as the lock has them: today's training, the lock's extent. */
export function lockedRequest(
  lock: Lock,
  figures: readonly Figure[] = Object.values(FIGURES),
): Request {
  const runs = (experiment: string): Run => {
    const { epochs, repeats } = lock.experiments[experiment], { preset } = lock;
    const all = isPreset(preset) ? runOf(experiment, preset) : EXPERIMENTS[experiment];
    return { ...shortened({ ...all, epochs }, repeats), repeats };
  };
  const published = figures.filter((figure) => tableDigests(lock, figure) !== undefined);
  return { preset: lock.preset, figures: published, runs };
}
