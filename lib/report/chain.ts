/**
 * The steps behind a figure as a picture: a box a kind, in the order in which they build on each other.
 *
 * @module
 */
import type { ChainPart } from "./contents.ts";
import { type Html, html } from "./html.ts";

const BOX = { width: 104, height: 44, gap: 26, rows: 3 };

/** Column and row of each kind: one column further than what it is made of. */
function places(chain: readonly ChainPart[]): Map<string, { column: number; row: number }> {
  const column = new Map<string, number>(), rows = new Map<number, number>();
  const found = new Map<string, { column: number; row: number }>();
  for (const { kind, from } of chain) {
    const at = Math.max(
      -1,
      ...from.filter((one) => one !== kind).map((one) => column.get(one) ?? -1),
    ) + 1;
    column.set(kind, at);
    const row = rows.get(at) ?? 0;
    rows.set(at, row + 1);
    found.set(kind, { column: at, row });
  }
  return found;
}

/** The graph, with the same as a sentence for those who do not see it. */
export function chainSvg(chain: readonly ChainPart[]): Html | undefined {
  if (chain.length === 0) return undefined;
  const at = places(chain), all = [...at.values()];
  const columns = Math.max(...all.map(({ column }) => column)) + 1;
  const rows = Math.max(...all.map(({ row }) => row)) + 1;
  const x = (column: number) => column * (BOX.width + BOX.gap) + 1;
  const y = (row: number) => row * (BOX.height + 18) + 1;
  const width = x(columns) - BOX.gap + 1, height = y(rows) - 18 + 1;
  const words = chain.map(({ kind, count, from }) =>
    `${count} ${kind}${from.length === 0 ? "" : ` from ${from.join(" and ")}`}`
  ).join("; ");
  const edges = chain.flatMap(({ kind, from }) =>
    from.filter((one) => one !== kind && at.has(one)).map((one) => {
      const [a, b] = [at.get(one)!, at.get(kind)!];
      const [x1, y1] = [x(a.column) + BOX.width, y(a.row) + BOX.height / 2];
      const [x2, y2] = [x(b.column), y(b.row) + BOX.height / 2];
      const bend = BOX.gap / 2;
      return html`
        <path
          d="M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}" />
      `;
    })
  );
  const boxes = chain.map(({ kind, count }) => {
    const { column, row } = at.get(kind)!, [left, top] = [x(column), y(row)];
    return html`
      <g>
        <rect x="${left}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="4" />
        <text x="${left + BOX.width / 2}" y="${top + 19}">${kind}</text>
        <text class="count" x="${left + BOX.width / 2}" y="${top + 35}">${count === 1
          ? "1 step"
          : `${count} steps`}</text>
      </g>
    `;
  });
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="The steps behind the figure">
      <svg class="chain" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"
        role="img" aria-label="${words}">${edges}${boxes}</svg>
    </div>
  `;
}
