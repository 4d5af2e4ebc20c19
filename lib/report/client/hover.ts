/**
 * Words for what the pointer is nearest to.
 *
 * @module
 */
/// <reference lib="dom" />
import type { Rows } from "../tables.ts";
import type { Point } from "./plot.ts";
import { element } from "./dom.ts";

/** A point that is further away, in pixels of the page, is not meant. */
const REACH = 24;

/** Tells the row of the nearest point below the figure, and marks the point. */
export class Hover {
  readonly #readout: HTMLElement;
  readonly #rowsOf: (table: string) => Rows | undefined;
  readonly #ring = element("span", { class: "ring" });
  readonly #box: HTMLElement;
  #points: readonly Point[] = [];
  #canvas: HTMLCanvasElement | undefined;
  #scale = 1;

  constructor(box: HTMLElement, readout: HTMLElement, rowsOf: (table: string) => Rows | undefined) {
    this.#box = box;
    this.#readout = readout;
    this.#rowsOf = rowsOf;
    this.#readout.textContent = HINT;
    box.addEventListener("pointermove", (event) => this.#tell(event));
    box.addEventListener("pointerdown", (event) => this.#tell(event));
    box.addEventListener("pointerleave", () => this.#clear());
  }

  /** Another picture has come. */
  over(canvas: HTMLCanvasElement, scale: number, points: readonly Point[]): void {
    this.#canvas = canvas;
    this.#scale = scale;
    this.#points = points;
    this.#clear();
  }

  #clear(): void {
    this.#ring.remove();
    this.#readout.textContent = HINT;
  }

  #tell({ clientX, clientY }: PointerEvent): void {
    if (this.#canvas === undefined) return;
    const { left, top, width } = this.#canvas.getBoundingClientRect();
    const pixels = this.#canvas.width / this.#scale / width;
    const [x, y] = [(clientX - left) * pixels, (clientY - top) * pixels];
    let best: Point | undefined, least = (REACH * pixels) ** 2;
    for (const one of this.#points) {
      const away = (one.x - x) ** 2 + (one.y - y) ** 2;
      // Of points on one another the last is on top.
      if (away <= least) [best, least] = [one, away];
    }
    if (best === undefined) return this.#clear();
    const rows = this.#rowsOf(best.table), row = rows?.rows[best.row];
    this.#readout.textContent = rows && row
      ? rows.columns.map((name, k) => `${name} ${row[k]}`).join(" · ")
      : HINT;
    const at = this.#box.getBoundingClientRect(), { clientLeft, clientTop } = this.#box;
    this.#ring.style.left = `${best.x / pixels + left - at.left - clientLeft}px`;
    this.#ring.style.top = `${best.y / pixels + top - at.top - clientTop}px`;
    this.#box.append(this.#ring);
  }
}

const HINT = "Point at the figure to read its values.";
