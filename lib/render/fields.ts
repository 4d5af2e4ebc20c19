/**
 * A check that a specification names only fields that its tables have.
 *
 * @module
 */
import type { Spec } from "./tables.ts";

/**
 * Refuses a field that no table, inline value or transform defines: Vega would draw nothing for it, or
 * everything in one colour, without a word.
 *
 * @param spec specification with inline data, CSV text or rows
 * @throws {RangeError} on the first field that is unknown
 */
export function checkFields(spec: Spec): void {
  const known = new Set<string>();
  const used = new Set<string>();
  collect(spec, known, used);
  for (const field of used) {
    if (known.has(field)) continue;
    const columns = [...known].join(", ");
    throw new RangeError(
      `Cannot render figure: field must be one of ${columns}, current value is ${field}`,
    );
  }
}

function collect(node: unknown, known: Set<string>, used: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "data") columns(value).forEach((column) => known.add(column));
    else if (key === "as") [value].flat().forEach((name) => known.add(name));
    else if (key === "field" && typeof value === "string") used.add(value);
    else collect(value, known, used);
  }
}

function columns(data: { values?: unknown }): string[] {
  const { values } = data;
  if (typeof values === "string") return values.slice(0, values.search(/\r?\n|$/)).split(",");
  return Array.isArray(values) ? values.flatMap((row) => Object.keys(Object(row))) : [];
}
