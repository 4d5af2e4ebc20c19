/** Runs as a table, for people. */
import type { Cell, RunTable } from "../../lib/runs/table.ts";

/** A table with the cells of a column in line; numbers to the right. */
export function tableText({ columns, rows }: RunTable): string {
  if (rows.length === 0) return "no run is so";
  const cells = [
    columns,
    ...rows.map((row) => columns.map((name) => cellText(name, row.get(name)))),
  ];
  const widths = columns.map((_, k) => Math.max(...cells.map((line) => line[k].length)));
  const right = columns.map((name) => rows.every((row) => typeof row.get(name) !== "string"));
  return cells.map((line) =>
    line.map((cell, k) => right[k] ? cell.padStart(widths[k]) : cell.padEnd(widths[k]))
      .join("  ").trimEnd()
  ).join("\n");
}

const RATES = ["train", "test", "best"];

function cellText(name: string, cell: Cell): string {
  if (cell === undefined) return "-";
  if (typeof cell === "string") return cell;
  if (RATES.includes(name)) return cell.toFixed(4);
  if (name === "seconds") return cell.toFixed(cell < 10 ? 1 : 0);
  return /^i[xt][ty]\.\d+$/.test(name) ? cell.toFixed(4) : String(cell);
}
