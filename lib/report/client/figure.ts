/**
 * The program of a figure's page: checks its data, draws it, lets one look closer.
 *
 * @module
 */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Spec } from "../../render/tables.ts";
import type { FigureTask } from "../figure_page.ts";
import { type Rows, rowsOf } from "../tables.ts";
import { byId, download, element, whenReady } from "./dom.ts";
import { Hover } from "./hover.ts";
import { Plot } from "./plot.ts";
import { checked, openRegistry } from "./registry.ts";
import { hasSingles, type Repeats, singlesOf } from "./repeats.ts";
import { RowPager } from "./rows.ts";
import { Timeline } from "./timeline.ts";

openRegistry();

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Data of the page by name; undefined where anything is not what it was, which the page then says. */
function dataOf({ expected }: FigureTask): Map<string, Uint8Array> | undefined {
  const data = new Map<string, Uint8Array>(), problems: string[] = [];
  for (const one of expected) {
    const found = checked(one);
    if (typeof found === "string") problems.push(found);
    else data.set(one.name, found);
  }
  if (problems.length === 0) return data;
  alertWith([
    "Data of this page are not what was written. Nothing is drawn from them.",
    ...problems,
  ]);
  return undefined;
}

function alertWith(lines: readonly string[]): void {
  const box = byId("alert");
  box.replaceChildren(...lines.map((line) => element("p", {}, line)));
  box.hidden = false;
}

async function start(): Promise<void> {
  const task = JSON.parse(byId("task").textContent!) as FigureTask, data = dataOf(task);
  if (data === undefined) return;
  const tables = new Map(
    Object.entries(task.tables).map(([url, file]) => [url, rowsOf(text(data.get(file)!))]),
  );
  for (const [url, file] of Object.entries(task.tables)) {
    const box = document.querySelector(`[data-table="${CSS.escape(file)}"]`);
    if (box !== null) new RowPager(box as HTMLElement, file, tables.get(url)!, file === task.main);
  }
  offerTables(data);
  const spec = JSON.parse(text(data.get(task.spec)!)) as Spec;
  const plot = await Plot.make(spec, JSON.parse(text(data.get(task.theme)!)), tables);
  const main = Object.keys(task.tables).find((url) => task.tables[url] === task.main)!;
  await new FigureView(task, plot, main, tables).begin();
}

/** Has links to tables give the bytes that were checked. */
function offerTables(data: ReadonlyMap<string, Uint8Array>): void {
  for (const link of byId("downloads").querySelectorAll<HTMLAnchorElement>('a[href^="tables/"]')) {
    const name = link.textContent!, bytes = data.get(name);
    link.addEventListener("click", (event) => {
      if (bytes === undefined) return;
      event.preventDefault();
      download(name, new Blob([bytes as BlobPart], { type: "text/csv" }));
    });
  }
}

/** The figure with its controls. */
class FigureView {
  readonly #task: FigureTask;
  readonly #plot: Plot;
  readonly #main: string;
  readonly #published: ReadonlyMap<string, Rows>;
  readonly #hover: Hover;
  #rows: Rows;
  #timeline: Timeline | undefined;
  #states: HTMLInputElement[] = [];
  /** Whether something is being drawn, and whether something else is to be drawn after it. */
  #busy = false;
  #again = false;

  constructor(task: FigureTask, plot: Plot, main: string, tables: ReadonlyMap<string, Rows>) {
    this.#task = task;
    this.#plot = plot;
    this.#main = main;
    this.#published = tables;
    this.#rows = tables.get(main)!;
    this.#hover = new Hover(
      byId("view"),
      byId("readout"),
      (url) => url === main ? this.#rows : tables.get(url),
    );
  }

  async begin(): Promise<void> {
    const form = byId<HTMLFormElement>("controls");
    form.addEventListener("submit", (event) => event.preventDefault());
    this.#timeline = Timeline.of(this.#rows, () => this.draw());
    if (this.#timeline !== undefined) form.append(...this.#timeline.elements);
    this.#addStates(form);
    this.#addRepeats(form);
    form.hidden = form.childElementCount === 0;
    byId("downloads").append(
      " ",
      this.#button(
        "SVG of this view",
        async () =>
          download(
            `${this.#task.id}-view.svg`,
            new Blob([await this.#plot.svg()], { type: "image/svg+xml" }),
          ),
      ),
      " ",
      this.#button("PNG of this view", async () => {
        const canvas = await this.#plot.canvas(3);
        canvas.toBlob((blob) => blob && download(`${this.#task.id}-view.png`, blob), "image/png");
      }),
    );
    await this.draw();
    let width = innerWidth;
    addEventListener("resize", () => {
      if (innerWidth === width) return;
      width = innerWidth;
      this.draw();
    });
    document.documentElement.dataset.drawn = "true";
  }

  #button(name: string, act: () => Promise<void>): HTMLButtonElement {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => void act());
    return button;
  }

  /** Boxes for the states of the output layer, where the table tells them apart. */
  #addStates(form: HTMLFormElement): void {
    const at = this.#rows.columns.indexOf("states");
    const names = at < 0 ? [] : [...new Set(this.#rows.rows.map((row) => row[at]))];
    if (names.length < 2) return;
    this.#states = names.map((name) => {
      const box = element("input", { type: "checkbox", name: "states", value: name });
      box.checked = true;
      box.addEventListener("change", () => {
        // Of nothing there is no picture.
        if (!this.#states.some(({ checked }) => checked)) box.checked = true;
        void this.draw();
      });
      form.append(element("label", {}, box, ` ${name}`));
      return box;
    });
  }

  #addRepeats(form: HTMLFormElement): void {
    if (!hasSingles(this.#task)) return;
    const singles = singlesOf(this.#task), select = element("select", { name: "repeat" });
    select.append(element("option", { value: "" }, "all, as published"));
    for (const name of singles.names) select.append(element("option", { value: name }, name));
    select.addEventListener("change", () => void this.#choose(singles, select.value));
    form.append(element("label", {}, "Repeat ", select));
  }

  async #choose(singles: Repeats, name: string): Promise<void> {
    const published = this.#published.get(this.#main)!;
    byId("alert").hidden = true;
    if (name === "") this.#rows = published;
    else {
      const rows = await singles.rows(name, published.columns);
      if (typeof rows === "string") return alertWith([rows]);
      this.#rows = { columns: published.columns, rows };
    }
    await this.draw();
  }

  /** Draws what is chosen, and of several wishes meanwhile the last. */
  async draw(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      do {
        this.#again = false;
        await this.#drawOnce();
      } while (this.#again);
    } finally {
      this.#busy = false;
    }
  }

  async #drawOnce(): Promise<void> {
    const { columns, rows } = this.#rows,
      hidden = new Set(
        this.#states.filter(({ checked }) => !checked).map(({ value }) => value),
      );
    const epoch = columns.indexOf("epoch"), states = columns.indexOf("states");
    const until = this.#timeline?.until ?? Infinity;
    const shown = rows.map((row) =>
      (epoch < 0 || Number(row[epoch]) <= until) && (states < 0 || !hidden.has(row[states]))
    );
    await this.#plot.show(this.#main, this.#rows, shown);
    const box = byId("view"), first = await this.#plot.canvas(1);
    const scale = Math.min(4, Math.max(1, box.clientWidth / first.width) * devicePixelRatio);
    const canvas = scale === 1 ? first : await this.#plot.canvas(scale);
    const old = box.querySelector("img, canvas");
    const alt = old?.getAttribute("alt") ?? old?.getAttribute("aria-label") ?? "";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", alt);
    canvas.removeAttribute("style");
    box.replaceChildren(canvas);
    this.#hover.over(canvas, scale, this.#plot.points());
  }
}

whenReady(() => {
  start().catch((error) => alertWith([`The figure cannot be drawn: ${(error as Error).message}`]));
});
