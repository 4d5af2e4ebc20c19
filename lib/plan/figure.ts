/**
 * A figure: which results it shows, its table, and the steps that draw it.
 *
 * @module
 */
import { type Estimator, EXACT } from "../information/estimator.ts";
import { type FormName, FORMS } from "../render/form.ts";
import type { Ref, Source, Step } from "../steps/step.ts";
import { lightStep } from "./attempt.ts";
import { idText } from "./ids.ts";
import type { Format } from "./kinds.ts";

/** An experiment as an estimator measures it. */
export interface Shown {
  readonly experiment: string;
  readonly estimator: Estimator;
}

/** A panel with its label. */
export interface Panel extends Shown {
  readonly label: string;
}

/** What a figure's table holds: see the tables of the same names in `steps/tables`. */
export type Content =
  | ({ readonly form: "plane" | "spread"; readonly of: Shown } & Beside)
  | { readonly form: "representation"; readonly of: Shown; readonly repeat: number }
  | ({ readonly form: "panels" | "phases"; readonly panels: readonly Panel[] } & Beside)
  | { readonly form: "accuracy" | "runs" | "output"; readonly panels: readonly Panel[] };

/** What stands beside a plane in its table. */
interface Beside {
  /** The output layer by its exact states, where the plane has it binned. */
  readonly exactOutput?: true;
}

/** What a picture is called, and drawn by. */
export interface Drawable {
  readonly id: string;
  readonly title: string;
  /** Name of the spec, figures/<spec>.vl.json. */
  readonly spec: string;
  /** A table of facts from elsewhere that the spec draws beside its own, fixtures/<facts>.csv. */
  readonly facts?: string;
}

/** A figure: experiments' results in a Vega-Lite spec of the repo. */
export interface Figure extends Drawable {
  readonly content: Content;
}

/** Everything that a figure shows, panel by panel. */
export function shownBy({ content }: Figure): readonly Shown[] {
  return "of" in content ? [content.of] : content.panels;
}

/** Experiments behind a figure, each once. */
export function experimentsOf(figure: Figure): string[] {
  return [...new Set(shownBy(figure).map(({ experiment }) => experiment))];
}

/**
 * The figure with exact states where it shows binned ones, for the table beside its own (docs/protocol.md, section 12);
 * undefined where the information is the same, or not shown, or both are shown already.
 */
export function exactFigure(figure: Figure): Figure | undefined {
  const { content } = figure,
    exact = <T extends Shown>(one: T): T => ({ ...one, estimator: EXACT });
  if (!["plane", "spread", "panels", "phases"].includes(content.form)) return undefined;
  if (!shownBy(figure).every(({ estimator }) => estimator.kind === "binned")) return undefined;
  return {
    ...figure,
    content: "of" in content
      ? { ...content, of: exact(content.of) }
      : { ...content, panels: content.panels.map(exact) },
  };
}

/** What drawing needs from outside: the figure's spec, facts beside its table, the theme, fonts and the rasteriser. */
export interface DrawingSources {
  readonly spec: Source;
  readonly facts?: Source;
  readonly theme: Source;
  readonly regular: Source;
  readonly bold: Source;
  readonly rasteriser: Source;
}

/** A table's bytes by name of the output, made by a step or at hand: `csv`, `caption` and what else the form has. */
export type TableRefs = Readonly<Record<string, Ref>>;

/**
 * Name of a file beside those of a figure: `fig3-exact`. Where the id ends with a name of the user's, which may end in any
 * word, a `~` stands between them, which no name has: `compare~wide~vs~low~differences`.
 */
export function nameBeside({ id }: Pick<Drawable, "id">, word: string): string {
  return `${id}${/^(?:compare|sweep)~/.test(id) ? "~" : "-"}${word}`;
}

/** File name of a table: `fig3.csv`; of another one beside it `fig3-<output>.csv`. */
export function tableFile(figure: Pick<Drawable, "id">, output: string): string {
  return `${output === "csv" ? figure.id : nameBeside(figure, output)}.csv`;
}

/** Outputs of a figure's table that are tables. */
export function tableOutputs({ content }: Figure): string[] {
  return content.form === "output" ? ["csv", "summary"] : ["csv"];
}

/**
 * The steps that draw a table in a form, by format.
 *
 * @param outputs Which of its outputs are tables.
 */
export function drawingSteps(
  figure: Drawable,
  preset: string,
  table: TableRefs,
  { regular, bold, rasteriser, spec, facts, theme }: DrawingSources,
  outputs: readonly string[],
  form: FormName = "screen",
): Readonly<Record<Format, Step>> {
  const step = (role: Format, params: Step["params"], inputs: Step["inputs"]): Step => {
    return lightStep({
      ...{ role, params, inputs },
      id: idText({ role, figure: figure.id, preset }),
    });
  };
  const fonts = { regular: { source: regular }, bold: { source: bold } };
  const sources = { spec: { source: spec }, theme: { source: theme }, ...fonts };
  const drawing = { ...table, ...sources, ...(facts && { facts: { source: facts } }) };
  // A spec may be shared by figures: it names the tables by its own name, and no figure in its title.
  const named = { ...figure, id: figure.spec };
  const tables = outputs.map((name) => [tableFile(named, name), name]);
  if (figure.facts !== undefined) tables.push([`${figure.facts}.csv`, "facts"]);
  const params = {
    ...(figure.id !== figure.spec && { title: figure.title }),
    tables: Object.fromEntries(tables),
    form: { ...FORMS[form] },
  };
  const svg = step("svg", params, drawing);
  return {
    svg,
    png: step("png", { scale: FORMS[form].scale }, {
      svg: { step: svg, output: "svg" },
      rasteriser: { source: rasteriser },
      ...fonts,
    }),
    pdf: step("pdf", params, drawing),
  };
}
