import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { compactSvg } from "./compact.ts";
import { bindTables, type Spec } from "./tables.ts";
import { type Fonts, type TextWidth, textWidth } from "./text_width.ts";

/** Options of {@linkcode renderSvg}. */
export interface SvgOptions {
  /** Value of the specification's parameter `subtitle`: what the reader must know of the data. */
  readonly subtitle?: string;
  /** Vega-Lite `config` under the specification's own. */
  readonly theme: Spec;
  /** Fonts to measure text with. */
  readonly fonts: Fonts;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a Vega-Lite specification. A pure function of its arguments: no date, locale or time zone
 * enters, nothing is fetched, and the same arguments give the same bytes.
 *
 * @param spec parsed Vega-Lite 6 specification; not changed
 * @param tables CSV text by file name, for every `data.url` of the specification
 * @returns SVG with coordinates in pixels, rounded to 0.1
 * @throws {RangeError} if a table is missing or malformed, or the subtitle has no place
 * @throws {Error} if Vega-Lite or Vega have any warning
 */
export function renderSvg(
  spec: Spec,
  tables: Readonly<Record<string, string>>,
  options: SvgOptions,
): Promise<string> {
  // Vega's text measure and its counter of ids are global: one figure at a time.
  const drawn = last.then(() => draw(spec, tables, options));
  last = drawn.catch(() => {});
  return drawn;
}

async function draw(
  spec: Spec,
  tables: Readonly<Record<string, string>>,
  options: SvgOptions,
): Promise<string> {
  const bound = bindTables(spec, tables);
  if (options.subtitle !== undefined) setSubtitle(bound, options.subtitle);
  const measure = textWidth(options.fonts);
  const warnings: string[] = [];
  const logger = collector(warnings);
  const config = options.theme as NonNullable<TopLevelSpec["config"]>;
  const { spec: compiled } = compile(bound as unknown as TopLevelSpec, { config, logger });
  const svg = await withTextWidth(measure, () => drawVega(compiled, logger));
  if (warnings.length > 0) {
    throw new Error(
      `Cannot render figure: warnings must be none, current value is ${warnings.join("; ")}`,
    );
  }
  return compactSvg(svg);
}

async function drawVega(spec: vega.Spec, logger: vega.LoggerInterface): Promise<string> {
  const loader = vega.loader();
  loader.load = (uri: string) =>
    Promise.reject(
      new Error(`Cannot render figure: data must be a given table, current value is ${uri}`),
    );
  const view = new vega.View(vega.parse(spec), { renderer: "none", loader, logger });
  try {
    await view.runAsync();
    vega.resetSVGDefIds();
    return await view.toSVG();
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

function setSubtitle(spec: Spec, subtitle: string): void {
  const params = (spec["params"] ?? []) as { name: string; value?: unknown }[];
  const param = params.find(({ name }) => name === "subtitle");
  if (param === undefined) {
    const names = params.map(({ name }) => name).join(", ") || "none";
    throw new RangeError(
      `Cannot render figure: params must be a list with subtitle, current value is ${names}`,
    );
  }
  param.value = subtitle;
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
