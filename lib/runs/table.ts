/**
 * A list of runs as a table: columns that are chosen or tell the runs apart, filtered and sorted.
 *
 * @module
 */
import { nearest } from "../bits/nearest.ts";
import { estimatorName } from "../information/estimator.ts";
import { differingFields, engineText, fileOf, flatFields } from "./described.ts";
import type { ListedRun } from "./listing.ts";
import { ACTIVATIONS } from "./title.ts";

/** A cell: text, a number, or nothing where a run does not have it. */
export type Cell = string | number | undefined;

/** The fields of a run by name. */
export type Row = ReadonlyMap<string, Cell>;

/** Which runs are shown, in which order, and what of them. */
export interface TableOptions {
  /** Such as `units<8 and bits=4`; all runs if absent. */
  readonly where?: string;
  /** Name of a field; a dash before it turns the order. */
  readonly sort?: string;
  /** Names of fields; by default what tells the runs apart and what they came to. */
  readonly columns?: readonly string[];
  /** Name of the estimator of the informations; by default each run's first. */
  readonly estimator?: string;
}

/** A table of runs. */
export interface RunTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Fields that are shown unless others are chosen, besides those that tell the runs apart. */
const SHOWN = ["repeats", "discarded", "train", "test", "best", "ixt", "ity", "seconds"];

/** Fields of the file that have a name of their own, or say nothing that another column does not. */
const NAMED: Readonly<Record<string, string | undefined>> = {
  "name": undefined,
  "repeats": undefined,
  "network.layers": "layers",
  "network.activation": "activation",
  "quantization": "bits",
  "quantization.bits": "bits",
};

/**
 * All fields of a run: those of its file by their path, `layers`, `units` (of the widest hidden layer), `depth` (number
 * of hidden layers), `activation`, `bits` (32: not quantised), and what it came to: `finished`, `discarded`, accuracies
 * `train`, `test` at the end and `best` (test), informations `ixt`, `ity` and those of a layer, `ixt.2`, in bits.
 */
export function rowOf(run: ListedRun, estimator?: string): Row {
  const { label, own, since, imported, summary, seconds } = run,
    { network, quantization } = own.training;
  const hidden = network.layers.slice(0, -1),
    used = new Set(hidden.map(({ activation }) => activation));
  const name = estimator ?? estimatorName(own.estimators[0]), end = summary.end[name];
  const bits = (values: readonly number[] = []) =>
    values.map((value) => value.toFixed(2)).join(" ");
  const layers = (what: "ixt" | "ity") =>
    (end?.[what] ?? []).map((value, k): [string, Cell] => [`${what}.${k + 1}`, value]);
  const file = [...flatFields(fileOf(own))].map(([path, value]): [string, Cell] => [
    path,
    typeof value === "number" ? value : typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return new Map<string, Cell>([
    ...file,
    ["run", label],
    ["layers", hidden.map(({ units }) => units).join("-")],
    ["units", Math.max(...hidden.map(({ units }) => units))],
    ["depth", hidden.length],
    ["activation", [...used].map((one) => ACTIVATIONS[one]).join(", ")],
    ["bits", quantization?.bits ?? 32],
    ["engine", engineText(own)],
    ["imported", imported ? "yes" : "no"],
    ["since", new Date(since).toISOString().slice(0, 16).replace("T", " ")],
    ["repeats", `${summary.finished}/${summary.asked}`],
    ["finished", summary.finished],
    ["asked", summary.asked],
    ["discarded", summary.discarded],
    ["train", summary.train?.end],
    ["test", summary.test?.end],
    ["best", summary.test?.best],
    ["estimator", name],
    ["ixt", bits(end?.ixt)],
    ["ity", bits(end?.ity)],
    ...layers("ixt"),
    ...layers("ity"),
    ["seconds", seconds],
  ]);
}

/**
 * The table of some runs.
 *
 * @throws {RangeError} in one line, of a condition or the name of a field that is none.
 */
export function runTable(
  runs: readonly ListedRun[],
  { where, sort, columns, estimator }: TableOptions = {},
): RunTable {
  const all = runs.map((run) => ({ run, row: rowOf(run, estimator) }));
  const names = [...new Set(all.flatMap(({ row }) => [...row.keys()]))];
  const conditions = where === undefined ? [] : conditionsOf(where);
  for (const { field } of conditions) require(field, names, "--where");
  const kept = all.filter(({ row }) => conditions.every((one) => holds(one, row)));
  if (sort !== undefined) sortRows(kept, sort, names);
  for (const name of columns ?? []) require(name, names, "--columns");
  const shown = kept.map(({ row }) => row);
  return {
    columns: columns ?? ["run", ...apart(kept.map(({ run }) => run), shown), ...SHOWN],
    rows: shown,
  };
}

/** Fields that tell runs apart. */
function apart(runs: readonly ListedRun[], rows: readonly Row[]): string[] {
  const fields = differingFields(runs.map(({ own }) => fileOf(own))).flatMap((path) => {
    const name = Object.hasOwn(NAMED, path) ? NAMED[path] : path;
    return name === undefined || path.startsWith("quantization.") && name === path ? [] : [name];
  });
  const differ = (name: string) => new Set(rows.map((row) => row.get(name))).size > 1;
  // A seed that is the name says nothing more.
  const seeds = runs.some(({ own }) => own.training.seed !== own.name);
  const more = ["engine", "imported"].filter(differ);
  return [...new Set([...fields.filter((one) => one !== "seed" || seeds).filter(differ), ...more])];
}

function sortRows(rows: { readonly row: Row }[], by: string, names: readonly string[]): void {
  const down = by.startsWith("-"), field = down ? by.slice(1) : by;
  require(field, names, "--sort");
  const compare = (a: Cell, b: Cell): number => {
    if (a === b) return 0;
    // What a run does not have comes last, whichever way.
    if (a === undefined || b === undefined) return (a === undefined ? 1 : -1) * (down ? -1 : 1);
    return typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1;
  };
  rows.sort((a, b) => compare(a.row.get(field), b.row.get(field)) * (down ? -1 : 1));
}

function require(name: string, names: readonly string[], flag: string): void {
  // Where there are no runs, nobody knows what they would have.
  if (names.length === 0 || names.includes(name)) return;
  const meant = nearest(name, names), hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  throw new RangeError(
    `Cannot list runs: ${flag} must name a field of a run${hint}, current value is ${name}`,
  );
}

/** A condition on a field. */
interface Condition {
  readonly field: string;
  readonly sign: string;
  readonly value: string;
}

const CONDITION = /^\s*([\w$.-]+?)\s*(<=|>=|!=|<|>|=|~)\s*(.*?)\s*$/;

function conditionsOf(text: string): Condition[] {
  return text.split(/\s+and\s+|,/).map((part) => {
    const [, field, sign, value] = CONDITION.exec(part) ?? [];
    if (field !== undefined && value !== "") {
      if (!/^[<>]/.test(sign) || isNumeric(value) || field === DAY) return { field, sign, value };
      throw new RangeError(
        `Cannot list runs: --where must have a number behind ${sign}, current value is ${part.trim()}`,
      );
    }
    throw new RangeError(
      `Cannot list runs: --where must be conditions such as "units<8 and bits=4", current value is ${text}`,
    );
  });
}

/** Whether a run meets a condition: as numbers where both are, else as text; `~` is a part of the text. */
function holds({ field, sign, value }: Condition, row: Row): boolean {
  const cell = row.get(field);
  if (cell === undefined) return sign === "!=";
  if (sign === "~") return String(cell).includes(value);
  const isOrder = sign.startsWith("<") || sign.startsWith(">");
  const numeric = isNumeric(value) && (typeof cell === "number" || (isOrder && isNumeric(cell)));
  // A text is not below a number; days are in the order of their text.
  if (isOrder && !numeric && field !== DAY) return false;
  const [left, right] = numeric ? [Number(cell), Number(value)] : [String(cell), value];
  switch (sign) {
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    default:
      return left >= right;
  }
}

/** The field of a day. */
const DAY = "since";

function isNumeric(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
}
