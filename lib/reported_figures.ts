/**
 * Figures of a report, by what a source has: tables, pictures without words, what is behind them, single repeats.
 *
 * @module
 */
import { sha256 } from "./bits/digest.ts";
import { Direct, type Drawn, drawnFrom, drawTables } from "./drawing.ts";
import { eachThatCanBe } from "./failures.ts";
import { figureSteps } from "./figure_steps.ts";
import { EXACT } from "./information/estimator.ts";
import type { Phase } from "./network/training.ts";
import { type Drawable, experimentsOf, type Figure, type Shown, tableFile } from "./plan/figure.ts";
import { repeatName } from "./plan/ids.ts";
import type { Request } from "./plan/request.ts";
import { informationStep, type View } from "./plan/results.ts";
import { Settling } from "./plan/settled_runs.ts";
import type { PanelRepeats, ReportFigure, ReportTable } from "./report/contents.ts";
import { SINGLE_FORMS } from "./report/single.ts";
import { chainOf, digestsBehind } from "./report/steps_behind.ts";
import type { Job, JobResult } from "./steps/pool.ts";
import type { ResultSource } from "./steps/result_source.ts";

/** Figures that are asked for, and where their results are. */
export interface Wanted {
  readonly request: Request;
  readonly source: ResultSource;
  /** What makes a figure, behind `deno task`. */
  readonly command: (figure: Drawable) => string;
  /** What the experiments of a figure are called, where that is not their names. */
  readonly label?: string;
}

/** Draws elsewhere. */
export type Draw = (job: Job) => Promise<JobResult>;

/**
 * Gathers the figures of a request. Repeats that are not finished are left out, and figures of which none is.
 *
 * @param draw Draws the pictures, such as a pool of workers.
 * @param report Told of what is left out.
 */
export async function reportedFigures(
  wanted: Wanted,
  draw: Draw,
  report: (line: string) => void,
): Promise<ReportFigure[]> {
  const { request, source } = wanted, settling = new Settling(request.runs, source);
  const made: Promise<ReportFigure>[] = [];
  // Tables one figure after the other, since of fifty repeats not all curves are needed at once; pictures meanwhile.
  for (const figure of request.figures) {
    const [one] = await eachThatCanBe(
      [figure],
      settling,
      () => tableOf(figure, settling, wanted),
      ({ missing, message }) => report(`${missing} is left out: ${message}`),
    );
    if (one !== undefined) made.push(pictured(one, draw));
  }
  return await Promise.all(made);
}

type Unpictured = Omit<ReportFigure, "svg">;

async function tableOf(
  figure: Figure,
  settling: Settling,
  { request, source, command, label }: Wanted,
): Promise<Unpictured> {
  const { refs } = await figureSteps(figure, settling, { ...request, formats: [] });
  const drawn = await drawnFrom(figure, refs, {}, [], new Direct(source));
  const table = "step" in refs.csv ? refs.csv.step : undefined;
  return {
    ...await described(drawn),
    form: figure.content.form,
    command: command(figure),
    experiments: label === undefined ? experimentsOf(figure) : [label],
    chain: table === undefined
      ? []
      : [...chainOf(table), { kind: "picture", count: 1, from: [table.kind] }],
    results: table === undefined ? [] : await digestsBehind(table, source),
    repeats: await singlesOf(figure, settling, source),
  };
}

/** What a picture is drawn from. */
async function described(
  { figure, files, digests, caption }: Drawn,
): Promise<Pick<ReportFigure, "figure" | "spec" | "tables" | "caption">> {
  const url = new URL(`../figures/${figure.spec}.vl.json`, import.meta.url);
  const named = { ...figure, id: figure.spec }, tables: ReportTable[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    if (!["csv", "summary", "planes"].includes(name)) continue;
    const [file, own] = [tableFile(figure, name), tableFile(named, name)];
    tables.push({ file, url: own, bytes, sha256: digests[name] });
  }
  if (figure.facts !== undefined) {
    const file = `${figure.facts}.csv`;
    const bytes = await Deno.readFile(new URL(`../fixtures/${file}`, import.meta.url));
    tables.push({ file, url: file, bytes, sha256: sha256(bytes) });
  }
  return { figure, spec: await Deno.readTextFile(url), tables, caption };
}

async function pictured(one: Unpictured, draw: Draw): Promise<ReportFigure> {
  const facts = one.figure.facts, files: Record<string, Uint8Array> = {};
  for (const { url, file, bytes } of one.tables) {
    if (file !== `${facts}.csv`) files[outputOf(one.figure, url)] = bytes;
  }
  const pictures = { formats: ["svg"], form: "paper", run: draw } as const;
  const drawn = await drawTables(one.figure, files, one.caption, pictures);
  return { ...one, svg: drawn.files.svg };
}

/** The output of a table that a spec knows by a name. */
function outputOf({ spec }: Drawable, url: string): string {
  return url === `${spec}.csv` ? "csv" : url.slice(spec.length + 1, -".csv".length);
}

/** A figure of tables that are at hand, which no step made. */
export async function figureOf(
  drawn: Drawn,
  { command, experiments }: Pick<ReportFigure, "command" | "experiments">,
  draw: Draw,
): Promise<ReportFigure> {
  const plain = { form: "given", command, experiments, chain: [], results: [], repeats: [] };
  return await pictured({ ...await described(drawn), ...plain }, draw);
}

/** Single repeats that can stand in a figure: those whose curves a source has. */
async function singlesOf(
  { content }: Figure,
  settling: Settling,
  source: ResultSource,
): Promise<PanelRepeats[]> {
  if (!SINGLE_FORMS.some((form) => form === content.form)) return [];
  const panels: readonly (Shown & { readonly label?: string })[] = "of" in content
    ? [content.of]
    : content.panels;
  const phases: Phase[] = content.form === "phases" ? ["prefit", "train"] : ["train"];
  const exact = "exactOutput" in content && content.exactOutput === true,
    found: PanelRepeats[] = [];
  for (const { experiment, estimator, label } of panels) {
    for (const phase of phases) {
      const view: View = { estimator, phase, layers: "all" };
      const own = { panel: label, phase };
      found.push({
        ...own,
        states: "binned",
        digests: await curvesOf(experiment, view, settling, source),
      });
      if (!exact) continue;
      const output: View = { estimator: EXACT, phase, layers: "output" };
      found.push({
        ...own,
        states: "exact",
        digests: await curvesOf(experiment, output, settling, source),
      });
    }
  }
  // A picture of which a part cannot be shown of one repeat is shown of none.
  const whole = found.every(({ states, digests }) =>
    states === "exact" || Object.keys(digests).length > 0
  );
  return whole ? found : [];
}

async function curvesOf(
  experiment: string,
  view: View,
  settling: Settling,
  source: ResultSource,
): Promise<Record<string, string>> {
  const { run, repeats } = await settling.settle(experiment), found: Record<string, string> = {};
  for (const repeat of repeats) {
    const digest = (await source.resolve(informationStep(run, repeat, view)))?.curves?.sha256;
    if (digest !== undefined && await source.get(digest) !== undefined) {
      found[repeatName(repeat.repeat)] = digest;
    }
  }
  return found;
}
