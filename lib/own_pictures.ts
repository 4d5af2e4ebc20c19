/**
 * Pictures of a run that are made of its whole results, beside those of a request.
 *
 * @module
 */
import { type Drawn, drawTables } from "./drawing.ts";
import type { Format } from "./plan/kinds.ts";
import { repeatsText } from "./runs/captions.ts";
import { lossTable } from "./runs/loss.ts";
import type { OwnRun } from "./runs/registry.ts";
import { lossFigure } from "./runs/request.ts";
import type { RunResults } from "./runs/results.ts";

/** The picture of a run's training loss; nothing where its traces are not at hand. */
export async function drawLoss(
  own: OwnRun,
  label: string,
  results: RunResults,
  formats: readonly Format[],
): Promise<Drawn[]> {
  const csv = lossTable(results), caption = `Mean of ${repeatsText(results)}`;
  return csv === undefined
    ? []
    : [await drawTables(lossFigure(own, label), { csv }, caption, formats)];
}
