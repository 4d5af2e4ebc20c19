/**
 * The table below a figure: the rows of one epoch, or all of them page by page.
 *
 * @module
 */
/// <reference lib="dom" />
import { isNumber, type Rows } from "../tables.ts";
import { element } from "./dom.ts";

/** Rows of a page. */
const PAGE = 100;

/** A table that shows some of its rows. */
export class RowPager {
  readonly #file: string;
  readonly #table: Rows;
  readonly #body: HTMLElement;
  readonly #caption: HTMLElement;
  readonly #follows = element("input", { type: "checkbox" });
  readonly #place = element("output", { "aria-live": "polite" });
  #epoch = Infinity;
  #page = 0;

  /** @param follows Whether it shows the epoch of the slider. */
  constructor(box: HTMLElement, file: string, table: Rows, follows: boolean) {
    this.#file = file;
    this.#table = table;
    this.#body = box.querySelector("tbody")!;
    this.#caption = box.querySelector("caption")!;
    const at = table.columns.indexOf("epoch");
    this.#follows.checked = follows && at >= 0;
    const step = (name: string, by: number) => {
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", () => this.#turn(by));
      return button;
    };
    const bar = element("div", { class: "controls" });
    if (follows && at >= 0) {
      this.#follows.addEventListener("change", () => this.#turn(-this.#page));
      bar.append(element("label", {}, this.#follows, " rows of the slider's epoch alone"));
      addEventListener("epoch", (event) => {
        this.#epoch = (event as CustomEvent<number>).detail;
        if (this.#follows.checked) this.#turn(-this.#page);
      });
    }
    bar.append(step("Earlier rows", -1), step("Later rows", 1), this.#place);
    box.prepend(bar);
    this.#turn(0);
  }

  #turn(by: number): void {
    const rows = this.#chosen(), last = Math.max(0, Math.ceil(rows.length / PAGE) - 1);
    this.#page = Math.min(last, Math.max(0, this.#page + by));
    const from = this.#page * PAGE, shown = rows.slice(from, from + PAGE);
    this.#body.replaceChildren(
      ...shown.map((row) =>
        element(
          "tr",
          {},
          ...row.map((cell) => element("td", { class: isNumber(cell) ? "n" : undefined }, cell)),
        )
      ),
    );
    const all = this.#table.rows.length;
    this.#caption.textContent = `${this.#file}: ${shown.length} of ${all} rows`;
    this.#place.value = rows.length === 0
      ? "no rows"
      : `rows ${from + 1} to ${from + shown.length} of ${rows.length}`;
  }

  #chosen(): Rows["rows"] {
    const { columns, rows } = this.#table, at = columns.indexOf("epoch");
    if (!this.#follows.checked || at < 0) return rows;
    const last = Math.min(
      this.#epoch,
      rows.reduce((most, row) => Math.max(most, Number(row[at])), 0),
    );
    // Tables of several networks do not record the same epochs.
    const epoch = rows.reduce(
      (most, row) => Number(row[at]) <= last ? Math.max(most, Number(row[at])) : most,
      0,
    );
    return rows.filter((row) => Number(row[at]) === epoch);
  }
}
