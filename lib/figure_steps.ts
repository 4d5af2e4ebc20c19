/**
 * From a figure of a request to its steps: its table, the exact table beside it, its pictures.
 *
 * @module
 */
import type { Ref, Step } from "./steps/step.ts";
import { drawingSources } from "./drawing.ts";
import { lightStep } from "./plan/attempt.ts";
import { engineNote } from "./plan/engine.ts";
import { drawingSteps, type Figure, tableOutputs, type TableRefs } from "./plan/figure.ts";
import { idText } from "./plan/ids.ts";
import type { Format } from "./plan/kinds.ts";
import type { Request } from "./plan/request.ts";
import type { RunEngine } from "./plan/run.ts";
import type { Settling } from "./plan/settled_runs.ts";
import { exactTableStep, tableStep } from "./plan/tables.ts";

/** The steps of a figure. */
export interface FigureSteps {
  /** Outputs of its table. */
  readonly refs: TableRefs;
  readonly exactTable: Step | undefined;
  /** None where the request names no format: nothing is read then that only drawing needs. */
  readonly pictures: Readonly<Partial<Record<Format, Step>>>;
}

/** Plans the steps of a figure. */
export async function figureSteps(
  figure: Figure,
  settling: Settling,
  request: Request,
): Promise<FigureSteps> {
  const { preset, known, formats = [] } = request;
  const settled = await settling.settleBehind(figure);
  const refs = tableRefs(figure, tableStep(figure, preset, settled), request);
  // Exact curves of all layers are not published: what goes on from published curves cannot have them.
  const exactTable = known === undefined ? exactTableStep(figure, preset, settled) : undefined;
  const outputs = tableOutputs(figure);
  const pictures = formats.length === 0
    ? {}
    : drawingSteps(figure, preset, refs, await drawingSources(figure), outputs, request.form);
  return { refs, exactTable, pictures };
}

/** Outputs of a figure's table. */
export function tableRefs(figure: Figure, step: Step, { preset, engine }: Request): TableRefs {
  const outputs = tableOutputs(figure).map((output) => [output, { step, output }]);
  const own = { step, output: "caption" };
  const caption = engine === undefined ? own : {
    step: captionStep(figure, preset, own, engine),
    output: "caption",
  };
  return { ...Object.fromEntries(outputs), caption };
}

/** A caption that says which engine trained: tables look alike whichever it was. */
function captionStep({ id }: Figure, preset: string, caption: Ref, engine: RunEngine): Step {
  return lightStep({
    role: "caption",
    id: idText({ role: "caption", figure: id, preset }),
    params: { note: engineNote(engine) },
    inputs: { caption },
  });
}
