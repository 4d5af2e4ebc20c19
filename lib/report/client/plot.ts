/**
 * A figure's spec drawn by Vega without code from text, with rows that change.
 *
 * @module
 */
/// <reference lib="dom" />
import { expressionInterpreter } from "vega-interpreter";
import type { Spec } from "../../render/tables.ts";
import type { Rows } from "../tables.ts";

/** A value of a scene that has a place. */
interface Item {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly datum?: Record<string, unknown>;
  readonly items?: readonly Mark[];
}

interface Mark {
  readonly marktype: string;
  readonly items: readonly Item[];
}

interface View {
  data(name: string, rows: readonly object[]): View;
  runAsync(): Promise<View>;
  toCanvas(scale: number): Promise<HTMLCanvasElement>;
  toSVG(): Promise<string>;
  origin(): readonly [number, number];
  padding(): number | { readonly left: number; readonly top: number };
  scenegraph(): { readonly root: Mark };
}

/** Vega and Vega-Lite, which scripts of their own have brought. */
interface Libraries {
  readonly vega: {
    parse(spec: object, config: undefined, options: { ast: true }): object;
    View: new (runtime: object, options: object) => View;
  };
  readonly vegaLite: { compile(spec: object, options: object): { readonly spec: object } };
}

/** A point of a figure: its place in pixels of the figure, and its row. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly row: number;
  /** Name of the table. */
  readonly table: string;
}

/** Field that says which row a value comes from. */
const ROW = "_row", TABLE = "_table";

/** A figure that is drawn. */
export class Plot {
  readonly #view: View;
  readonly #numbers: ReadonlyMap<string, ReadonlySet<string>>;

  private constructor(view: View, numbers: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#view = view;
    this.#numbers = numbers;
  }

  /**
   * Compiles a spec; its words stand in the page.
   *
   * @param tables by the URLs that the spec has
   */
  static async make(spec: Spec, theme: object, tables: ReadonlyMap<string, Rows>): Promise<Plot> {
    const { vega, vegaLite } = globalThis as unknown as Libraries;
    const { title: _, ...own } = structuredClone(spec), numbers = new Map<string, Set<string>>();
    nameData(own, numbers);
    const datasets = Object.fromEntries(
      [...tables].map(([url, rows]) => [url, objectsOf(rows, url, numbers.get(url), undefined)]),
    );
    const { spec: compiled } = vegaLite.compile({ ...own, datasets }, { config: theme });
    const runtime = vega.parse(compiled, undefined, { ast: true });
    const view = new vega.View(runtime, { renderer: "none", expr: expressionInterpreter });
    await view.runAsync();
    return new Plot(view, numbers);
  }

  /** Draws other rows of a table: those with `true`. */
  async show(url: string, rows: Rows, shown: readonly boolean[]): Promise<void> {
    this.#view.data(url, objectsOf(rows, url, this.#numbers.get(url), shown));
    await this.#view.runAsync();
  }

  /** The figure as a picture, so many pixels for each of its own. */
  canvas(scale: number): Promise<HTMLCanvasElement> {
    return this.#view.toCanvas(scale);
  }

  /** The figure as SVG. */
  svg(): Promise<string> {
    return this.#view.toSVG();
  }

  /** Points, bends of lines and cells, by their places. */
  points(): Point[] {
    const [x, y] = this.#view.origin(), around = this.#view.padding(), found: Point[] = [];
    const { left, top } = typeof around === "number" ? { left: around, top: around } : around;
    collect(this.#view.scenegraph().root, x + left, y + top, found);
    return found;
  }
}

/** Names every table that a spec reads by its URL, and notes which of its columns are numbers. */
function nameData(node: unknown, numbers: Map<string, Set<string>>): void {
  if (typeof node !== "object" || node === null) return;
  const { data } = node as { data?: { url?: string; name?: string; format?: { parse?: object } } };
  if (typeof data?.url === "string") {
    const known = numbers.get(data.url) ?? new Set<string>();
    for (const [name, type] of Object.entries(data.format?.parse ?? {})) {
      if (type === "number") known.add(name);
    }
    numbers.set(data.url, known);
    data.name = data.url;
    delete data.url;
    delete data.format;
  }
  for (const value of Object.values(node)) nameData(value, numbers);
}

/** Rows as Vega takes them, made anew each time since Vega marks them as its own. */
function objectsOf(
  { columns, rows }: Rows,
  table: string,
  numbers: ReadonlySet<string> | undefined,
  shown: readonly boolean[] | undefined,
): object[] {
  const isNumber = columns.map((name) => numbers?.has(name) ?? false), objects: object[] = [];
  rows.forEach((row, k) => {
    if (shown !== undefined && !shown[k]) return;
    const made: Record<string, unknown> = { [ROW]: k, [TABLE]: table };
    columns.forEach((name, c) => made[name] = isNumber[c] ? Number(row[c]) : row[c]);
    objects.push(made);
  });
  return objects;
}

function collect({ marktype, items }: Mark, x: number, y: number, found: Point[]): void {
  for (const item of items) {
    const [left, top] = [x + (item.x ?? 0), y + (item.y ?? 0)];
    if (marktype === "group") {
      for (const mark of item.items ?? []) collect(mark, left, top, found);
    } else if (["symbol", "line", "rect"].includes(marktype) && item.datum?.[ROW] !== undefined) {
      const { datum, width = 0, height = 0 } = item, inner = marktype === "rect";
      found.push({
        x: inner ? left + width / 2 : left,
        y: inner ? top + height / 2 : top,
        row: Number(datum[ROW]),
        table: String(datum[TABLE]),
      });
    }
  }
}
