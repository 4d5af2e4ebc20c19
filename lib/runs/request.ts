/**
 * The request for a run of the user's own: its pictures.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import { digestOf } from "../bits/digest.ts";
import { estimatorName } from "../information/estimator.ts";
import type { Drawable, Figure } from "../plan/figure.ts";
import type { Format } from "../plan/kinds.ts";
import { engineRequest, type Request } from "../plan/request.ts";
import { fileOf } from "./described.ts";
import type { OwnExperiment } from "./experiment.ts";
import type { OwnRun } from "./registry.ts";
import { estimatorText, runText } from "./title.ts";

/** Name of the runs, where a preset's stands in the ids of tables and pictures. */
const RUN = "run";

/** Kinds of pictures of a run: a plane and a spread for each estimator, accuracies and loss. */
export const PICTURES = ["plane", "spread", "accuracy", "loss"] as const;

/** A kind of picture. */
export type Picture = typeof PICTURES[number];

/** A label as names of files begin: `paper~SYN-ReLU-8`, since a colon is none for every system. */
export function fileName(label: string): string {
  return label.replace(":", "~");
}

/**
 * The figures of a run. An estimator's name begins with its kind, which no other kind of picture is called, and names
 * of runs have no `~` but before a number: no two runs have a figure of one id.
 */
function figuresOf(own: OwnRun, pictures: readonly Picture[]): Figure[] {
  const { estimators } = own, name = fileName(own.name), text = runText(own), [first] = estimators;
  const of = { experiment: name, estimator: first }, figures: Figure[] = [];
  for (const estimator of estimators) {
    const id = `${name}-${estimatorName(estimator)}`, shown = { experiment: name, estimator };
    const title = `${text}; ${estimatorText(estimator)}`;
    if (pictures.includes("plane")) {
      figures.push({ id, title, content: { form: "plane", of: shown }, spec: "plane" });
    }
    if (pictures.includes("spread")) {
      const content = { form: "spread", of: shown } as const;
      figures.push({ id: `${id}-spread`, title: `${title}: spread`, content, spec: "spread" });
    }
  }
  if (pictures.includes("accuracy")) {
    const content = { form: "accuracy", panels: [{ label: name, ...of }] } as const;
    figures.push({
      id: `${name}-accuracy`,
      title: `${text}; accuracies`,
      content,
      spec: "accuracy",
    });
  }
  return figures;
}

/** The picture of a run's loss, which no step makes the table of. */
export function lossFigure(own: OwnRun, label: string): Drawable {
  const title = `${runText({ ...own, name: label })}; training loss`;
  return { id: `${fileName(label)}-loss`, title, spec: "loss" };
}

/** At most so many letters of a comparison's labels stand in the names of its files. */
const MOST_LETTERS = 100;

/**
 * The picture of runs side by side. No figure of a run has a `~` before anything but a number, or an experiment of the
 * paper, and none of these is called `compare` or `sweep`; where labels are too long for a file's name, a digest tells them apart.
 */
export function comparisonFigure(labels: readonly string[]): Drawable {
  const names = labels.map(fileName), joined = names.join("~vs~");
  const name = joined.length <= MOST_LETTERS
    ? joined
    : `${names[0]}~vs~${names.length - 1}~${digestOf([...labels]).slice(0, 12)}`;
  return { id: `compare~${name}`, title: labels.join(", "), spec: "compare" };
}

/** The picture of a sweep over its grid. Files of two grids may have one name: what is swept tells them apart. */
export function sweepFigure(name: string, owns: readonly OwnExperiment[]): Drawable {
  const swept = digestOf(owns.map(fileOf) as unknown as Json).slice(0, 8);
  return { id: `sweep~${name}~${swept}`, title: `Sweep ${name}`, spec: "sweep" };
}

/** What of a run is drawn, and under which name. */
export interface OwnRequestOptions {
  /** The run's label, by which its figures are called; its name if left out. */
  readonly label?: string;
  /** All if left out. */
  readonly pictures?: readonly Picture[];
}

/** The request for pictures of a run but for its loss; without formats for the tables behind them. */
export function ownRequest(
  { name, ...run }: OwnRun,
  formats: readonly Format[],
  { label = name, pictures = PICTURES }: OwnRequestOptions = {},
): Request {
  const figures = figuresOf({ ...run, name: label }, pictures), { engine } = run;
  const request = { figures, preset: RUN, runs: () => run, formats };
  return engine === undefined ? request : engineRequest(request, engine);
}
