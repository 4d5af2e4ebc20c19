/**
 * A Vega-Lite specification and its tables to SVG.
 *
 * @module
 */
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { compactSvg } from "./compact.ts";
import { checkFields } from "./fields.ts";
import { dropWords, type Form, withWidth } from "./form.ts";
import { withOwnIds } from "./ids.ts";
import { bindTables, type Spec } from "./tables.ts";
import { type Fonts, type TextWidth, textWidth } from "./text_width.ts";
import { setSubtitle, setTitle } from "./title.ts";

/** Options of {@linkcode renderSvg}. */
export interface SvgOptions {
  /** The title, in place of the one that the specification has. */
  readonly title?: string;
  /** Text for the first line of the title's subtitle: what the reader must know of the data. */
  readonly subtitle?: string;
  /** What the picture is for; absent: it is as wide as its panels, with all words. */
  readonly form?: Form;
  /** Vega-Lite `config` under the specification's own. */
  readonly theme: Spec;
  /** Fonts to measure text with. */
  readonly fonts: Fonts;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a Vega-Lite specification in as few bytes as the web likes. A pure function of its arguments, as
 * {@linkcode drawSvg} is, with the same errors.
 *
 * @param spec parsed Vega-Lite 6 specification; not changed
 * @param tables CSV text by file name, for every `data.url` of the specification
 * @returns SVG with coordinates in pixels, rounded to 0.1, and ids that no other picture has
 */
export async function renderSvg(
  spec: Spec,
  tables: Readonly<Record<string, string>>,
  options: SvgOptions,
): Promise<string> {
  return withOwnIds(compactSvg(await drawSvg(spec, tables, options)));
}

/**
 * Draws a Vega-Lite specification. A pure function of its arguments: no date, locale or time zone
 * enters, nothing is fetched, and the same arguments give the same bytes.
 *
 * @param spec parsed Vega-Lite 6 specification; not changed
 * @param tables CSV text by file name, for every `data.url` of the specification
 * @returns the SVG as Vega writes it, a path for each point: what `renderPdf()` makes small files of
 * @throws {RangeError} if a table is missing or malformed, a field unknown, or title or subtitle have no place
 * @throws {Error} if the specification is invalid, or Vega-Lite or Vega have any warning
 */
export async function drawSvg(
  spec: Spec,
  tables: Readonly<Record<string, string>>,
  options: SvgOptions,
): Promise<string> {
  const svg = await withView(spec, tables, options, (view) => {
    vega.resetSVGDefIds();
    return view.toSVG();
  });
  return options.form ? withWidth(svg, options.form) : svg;
}

/** Lays a specification out and hands the view to `use`, whose result it gives; arguments and errors as of {@linkcode drawSvg}. */
export function withView<T>(
  spec: Spec,
  tables: Readonly<Record<string, string>>,
  options: SvgOptions,
  use: (view: vega.View) => Promise<T>,
): Promise<T> {
  // Vega's text measure and its counter of ids are global: one figure at a time.
  const used = last.then(() => lay(spec, tables, options, use));
  last = used.catch(() => {});
  return used;
}

async function lay<T>(
  spec: Spec,
  tables: Readonly<Record<string, string>>,
  options: SvgOptions,
  use: (view: vega.View) => Promise<T>,
): Promise<T> {
  const bound = bindTables(spec, tables);
  checkFields(bound);
  const measure = textWidth(options.fonts);
  setTexts(bound, options, measure);
  if (options.form) dropWords(bound, options.form);
  const warnings: string[] = [];
  const logger = collector(warnings);
  const runtime = parse(bound, options.theme, logger);
  const made = await withTextWidth(measure, () => run(runtime, logger, use));
  if (warnings.length > 0) {
    throw new Error(
      `Cannot render figure: warnings must be none, current value is ${warnings.join("; ")}`,
    );
  }
  return made;
}

/** Writes title and subtitle, measured as Vega will draw them: its own sizes are 13 and 12 pixels. */
function setTexts(
  spec: Spec,
  { title, subtitle, theme }: SvgOptions,
  measure: TextWidth,
): void {
  const font = (theme["title"] ?? {}) as { fontSize?: number; subtitleFontSize?: number };
  const { fontSize = 13, subtitleFontSize = 12 } = font;
  if (title !== undefined) {
    setTitle(spec, title, (text) => measure({ fontSize, fontWeight: "bold" }, text));
  }
  if (subtitle !== undefined) {
    setSubtitle(spec, subtitle, (text) => measure({ fontSize: subtitleFontSize }, text));
  }
}

function parse(spec: Spec, theme: Spec, logger: vega.LoggerInterface): vega.Runtime {
  try {
    const config = theme as NonNullable<TopLevelSpec["config"]>;
    return vega.parse(compile(spec as unknown as TopLevelSpec, { config, logger }).spec);
  } catch (cause) {
    const [why] = String(cause).split("\n");
    throw new Error(
      `Cannot render figure: specification must be valid, current value fails with ${
        why!.slice(0, 120)
      }`,
      { cause },
    );
  }
}

async function run<T>(
  runtime: vega.Runtime,
  logger: vega.LoggerInterface,
  use: (view: vega.View) => Promise<T>,
): Promise<T> {
  const loader = vega.loader();
  loader.load = (uri: string) =>
    Promise.reject(
      new Error(`Cannot render figure: data must be a given table, current value is ${uri}`),
    );
  const view = new vega.View(runtime, { renderer: "none", loader, logger });
  try {
    await view.runAsync();
    return await use(view);
  } finally {
    view.finalize();
  }
}

async function withTextWidth<T>(width: TextWidth, action: () => Promise<T>): Promise<T> {
  const { textMetrics } = vega as unknown as { textMetrics: { width: TextWidth } };
  const previous = textMetrics.width;
  textMetrics.width = width;
  try {
    return await action();
  } finally {
    textMetrics.width = previous;
  }
}

function collector(warnings: string[]): vega.LoggerInterface {
  const collect = (...messages: readonly unknown[]) => {
    warnings.push(messages.map(String).join(" "));
    return logger;
  };
  const ignore = () => logger;
  const level =
    ((value?: number) => value === undefined ? vega.Warn : logger) as vega.LoggerInterface["level"];
  const logger: vega.LoggerInterface = {
    level,
    error: collect,
    warn: collect,
    info: ignore,
    debug: ignore,
  };
  return logger;
}
