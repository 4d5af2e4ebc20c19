/**
 * A request to a study: figures, over which runs, drawn in which formats, trained by which engine.
 *
 * @module
 */
import type { FormName } from "../render/form.ts";
import type { ResultSource } from "../steps/result_source.ts";
import { runWith } from "./engine.ts";
import type { Figure } from "./figure.ts";
import { engineName, withEngine } from "./ids.ts";
import type { Format } from "./kinds.ts";
import type { RunEngine } from "./run.ts";
import type { Runs } from "./settled_runs.ts";

/** Figures, and the runs behind their experiments: to draw, to publish or to verify. */
export interface Request {
  readonly figures: readonly Figure[];
  /** Name of the runs, a preset's or another, as it stands in the ids of tables and pictures. */
  readonly preset: string;
  readonly runs: Runs;
  /** Formats of the pictures; none: tables alone. */
  readonly formats?: readonly Format[];
  /** What the pictures are for; `screen` if absent. */
  readonly form?: FormName;
  /** Published results that count as restored. */
  readonly known?: ResultSource;
  /** What trains, if it is not the default engine. */
  readonly engine?: RunEngine;
}

/** The request with another engine: its ids, and with them what `explain` compares, are apart from the default one's. */
export function engineRequest(request: Request, engine: RunEngine): Request {
  return {
    ...request,
    preset: withEngine(request.preset, engineName(engine.identity)),
    runs: (experiment) => runWith(request.runs(experiment), engine),
    engine,
  };
}
