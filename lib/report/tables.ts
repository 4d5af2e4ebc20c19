/**
 * Tables as their CSV has them: rows of text, and the numbers in them never written anew.
 *
 * @module
 */
import { type Html, html } from "./html.ts";

/** A table, cell by cell as its file spells it. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reads CSV without quotes, as all tables of figures are. */
export function rowsOf(csv: string): Rows {
  const [head = "", ...lines] = csv.trimEnd().split(/\r?\n/);
  return { columns: head.split(","), rows: lines.map((line) => line.split(",")) };
}

/** Most rows of a table in a page, before its script has run. */
export const MOST_ROWS = 100;

/** Rows of the last epoch, or the first ones where there is no epoch, or none is of few rows. */
export function lastRows({ columns, rows }: Rows): Rows {
  const at = columns.indexOf("epoch");
  if (at < 0) return { columns, rows: rows.slice(0, MOST_ROWS) };
  const last = rows.reduce((most, row) => Math.max(most, Number(row[at])), -Infinity);
  const shown = rows.filter((row) => Number(row[at]) === last);
  return { columns, rows: shown.slice(0, MOST_ROWS) };
}

/** Whether a cell is a number: those are set flush right. */
export function isNumber(cell: string): boolean {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell);
}

/** Rows as HTML. */
export function tableHtml({ columns, rows }: Rows, caption: string): Html {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <caption>${caption}</caption>
        <thead>
          <tr>${columns.map((one) => html`<th scope="col">${one}</th>`)}</tr>
        </thead>
        <tbody>${rows.map((row) => html`<tr>${row.map(cellHtml)}</tr>`)}</tbody>
      </table>
    </div>
  `;
}

function cellHtml(cell: string): Html {
  return isNumber(cell) ? html`<td class="n">${cell}</td>` : html`<td>${cell}</td>`;
}
