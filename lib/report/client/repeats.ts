/**
 * Single repeats of a figure, loaded when they are asked for.
 *
 * @module
 */
/// <reference lib="dom" />
import { decodeCurves } from "../../study/steps/curves.ts";
import type { FigureTask } from "../figure_page.ts";
import { type PanelCurves, singleRows } from "../single.ts";
import { checked, loadScript } from "./registry.ts";

/** Repeats that a figure can be drawn of. */
export interface Repeats {
  /** `r00`, `r01`, … */
  readonly names: readonly string[];
  /** Rows of the figure's table by one repeat, or what is wrong with its data. */
  rows(name: string, columns: readonly string[]): Promise<string[][] | string>;
}

/** Whether a figure has repeats to be shown singly. */
export function hasSingles({ hasRepeats, repeats }: FigureTask): boolean {
  return hasRepeats && repeats.length > 0;
}

/** The repeats of a figure. */
export function singlesOf({ form, repeats }: FigureTask): Repeats {
  const names = [...new Set(repeats.flatMap(({ digests }) => Object.keys(digests)))].sort();
  return {
    names,
    async rows(name, columns) {
      const panels: PanelCurves[] = [];
      for (const { digests, ...panel } of repeats) {
        const digest = digests[name];
        if (digest === undefined) continue;
        const script = `repeats/${digest}.js`;
        await loadScript(script);
        const bytes = checked({ name: digest, sha256: digest, script });
        if (typeof bytes === "string") return bytes;
        panels.push({ ...panel, curves: decodeCurves(bytes) });
      }
      return singleRows(form, columns, panels);
    },
  };
}
