/**
 * The request for an experiment of the user's own: an information plane for each estimator.
 *
 * @module
 */
import { type Estimator, estimatorName } from "../information/estimator.ts";
import type { Figure } from "../plan/figure.ts";
import type { Format } from "../plan/kinds.ts";
import type { Request } from "../plan/request.ts";
import type { OwnExperiment } from "./experiment.ts";
import { planeTitle } from "./title.ts";

/** Name of the runs, where a preset's stands in the ids of tables and pictures. */
const RUN = "run";

/** The information plane of an experiment by one of its estimators; its id is `<label>-<estimator>`. */
function planeFigure(own: OwnExperiment, estimator: Estimator): Figure {
  return {
    id: `${own.name}-${estimatorName(estimator)}`,
    title: planeTitle(own, estimator),
    content: { form: "plane", of: { experiment: own.name, estimator } },
    spec: "plane",
  };
}

/**
 * The request for all planes of a run.
 *
 * @param label Of the run, by which its figures are called.
 */
export function ownRequest(
  { name, ...run }: OwnExperiment,
  formats: readonly Format[],
  label: string = name,
): Request {
  const own = { ...run, name: label };
  const figures = own.estimators.map((estimator) => planeFigure(own, estimator));
  return { figures, preset: RUN, runs: () => run, formats };
}
