/**
 * Pictures of runs from results that are at hand: nothing is trained, no store is written.
 *
 * @module
 */
import {
  Direct,
  type Drawn,
  drawnFrom,
  drawTables,
  type Pictures,
  planeAlone,
  withCaption,
} from "./drawing.ts";
import { eachThatCanBe, type Failure } from "./failures.ts";
import { figureSteps } from "./figure_steps.ts";
import { Settling } from "./plan/settled_runs.ts";
import type { ResultSource } from "./steps/result_source.ts";
import { lossCaption } from "./runs/captions.ts";
import { lossTable } from "./runs/loss.ts";
import type { NamedRun } from "./runs/named.ts";
import type { OwnRun } from "./runs/registry.ts";
import { lossFigure, ownRequest, type Picture } from "./runs/request.ts";
import { type RunResults, runResults } from "./runs/results.ts";

/** The picture of a run's training loss; nothing where its traces are not at hand. */
export async function drawLoss(
  own: OwnRun,
  label: string,
  results: RunResults,
  pictures: Pictures,
): Promise<Drawn[]> {
  const csv = lossTable(results), caption = lossCaption(results);
  return csv === undefined
    ? []
    : [await drawTables(lossFigure(own, label), { csv }, caption, pictures)];
}

/**
 * Draws a run from what a source has of it; repeats that are not finished are left out.
 *
 * @returns The pictures, and why others could not be drawn.
 */
export async function drawRun(
  { own, label, drawn: estimators = own.estimators }: NamedRun,
  source: ResultSource,
  { formats, form }: Pictures,
  pictures: readonly Picture[],
): Promise<{ readonly drawn: Drawn[]; readonly failed: Failure[] }> {
  const request = {
    ...ownRequest({ ...own, estimators }, formats, { label, pictures }),
    ...(form && { form }),
  };
  const settling = new Settling(request.runs, source), reader = new Direct(source);
  const failed: Failure[] = [], drawn: Drawn[] = [];
  for (const figure of request.figures) {
    const made = await eachThatCanBe([figure], settling, async () => {
      const { refs, pictures } = await figureSteps(figure, settling, request);
      return withCaption(
        planeAlone(await drawnFrom(figure, refs, pictures, formats, reader)),
        form,
      );
    }, (failure) => {
      if (failure.missing === figure.id) failed.push(failure);
    });
    drawn.push(...made);
  }
  if (pictures.includes("loss")) {
    const results = await runResults(own, source, { estimators });
    drawn.push(...await drawLoss(own, label, results, { formats, form }));
  }
  return { drawn, failed };
}
