/** A Vega-Lite specification as parsed JSON. */
export type Spec = Record<string, unknown>;

interface Data {
  url: string;
  format?: { type?: string; parse?: Record<string, string> };
}

/**
 * Replaces every `data.url` of a specification by the table of the same file name, so that one
 * specification serves an editor that reads the file beside it and a renderer that reads nothing.
 *
 * @param spec specification; not changed
 * @param tables CSV text by file name, such as `fig2.csv`
 * @returns a copy of the specification with inline data
 * @throws {RangeError} if a table is missing or empty, or lacks a column that `data.format.parse`
 * declares, or holds anything but finite numbers in one that it declares to be a number
 */
export function bindTables(spec: Spec, tables: Readonly<Record<string, string>>): Spec {
  const bound = structuredClone(spec);
  for (const data of dataSources(bound)) {
    const { url, ...rest } = data;
    const name = url.slice(url.lastIndexOf("/") + 1);
    const csv = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (csv === undefined) {
      const known = Object.keys(tables).join(", ") || "none";
      throw new RangeError(
        `Cannot render figure: data url must name a given table (${known}), current value is ${url}`,
      );
    }
    checkNumbers(name, csv, data.format?.parse ?? {});
    delete (data as Partial<Data>).url;
    Object.assign(data, { ...rest, values: csv });
  }
  return bound;
}

function* dataSources(node: unknown): Generator<Data> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "data" && typeof value?.url === "string") yield value;
    else yield* dataSources(value);
  }
}

function checkNumbers(name: string, csv: string, parse: Record<string, string>): void {
  const [header, ...rows] = csv.trimEnd().split(/\r?\n/).map((line) => line.split(","));
  require(rows.length > 0, name, "row count", "at least 1", rows.length);
  for (const [column, type] of Object.entries(parse)) {
    const at = header!.indexOf(column);
    require(at >= 0, name, "header", `a list with ${column}`, header!.join(","));
    if (type !== "number") continue;
    for (const [index, row] of rows.entries()) {
      const cell = row[at] ?? "";
      const finite = cell.trim() !== "" && Number.isFinite(Number(cell));
      require(finite, name, `${column} in row ${index + 1}`, "a finite number", cell);
    }
  }
}

function require(ok: boolean, name: string, field: string, rule: string, value: unknown): void {
  if (ok) return;
  throw new RangeError(`Cannot read ${name}: ${field} must be ${rule}, current value is ${value}`);
}
