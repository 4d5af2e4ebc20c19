/**
 * What is drawn of an experiment of the user's own: an information plane for each estimator.
 *
 * @module
 */
import { type Estimator, estimatorName } from "../information/estimator.ts";
import type { Drawn } from "../drawing.ts";
import type { Figure, Format } from "../plan/figure.ts";
import type { Wish } from "../study.ts";
import type { OwnExperiment } from "./experiment.ts";

/** Name of the runs, where a preset's stands in the ids of tables and pictures. */
const RUN = "run";

/** The information plane of an experiment by one of its estimators; its id is `<name>-<estimator>`. */
export function planeFigure({ name }: OwnExperiment, estimator: Estimator): Figure {
  return {
    id: `${name}-${estimatorName(estimator)}`,
    title: `Information plane of ${name}`,
    content: { form: "plane", of: { experiment: name, estimator } },
    spec: "plane",
  };
}

/** The wish for all planes of an experiment. */
export function ownWish(own: OwnExperiment, formats: readonly Format[]): Wish {
  const { name: _, ...run } = own;
  const figures = own.estimators.map((estimator) => planeFigure(own, estimator));
  return { figures, preset: RUN, runs: () => run, formats };
}

/** A drawn plane without the exact states beside binned ones: here these are a plane of their own. */
export function planeAlone({ files, digests, ...rest }: Drawn): Drawn {
  const { exact: _file, ...own } = files, { exact: _digest, ...ownDigests } = digests;
  return { ...rest, files: own, digests: ownDigests };
}
