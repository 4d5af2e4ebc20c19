/**
 * One line for what is wrong with an experiment: the field, the rule, the value.
 *
 * @module
 */
import type { z } from "zod";
import { printable } from "../bits/printable.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Throws what is wrong with a field: its path, the rule, the value. */
export type Refuse = (path: Path, rule: string, value: unknown) => never;

/** The error of a field. `source` is what the reader calls the experiment: the path of its file. */
export function refusal(source: string, path: Path, rule: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot run ${source}: ${pathText(path)} must be ${rule}, current value is ${valueText(value)}`,
  );
}

/** The error of the first thing that the validator found: an unknown field first, since it explains a missing one. */
export function refusalOf(source: string, input: unknown, issues: readonly Issue[]): TypeError {
  const flat = issues.flatMap((issue) => innermost(issue, []));
  const { issue, path } = flat.find(({ issue }) => issue.code === "unrecognized_keys") ?? flat[0];
  if (issue.code !== "unrecognized_keys") {
    return refusal(source, path, issue.message, valueAt(input, path));
  }
  const own = [...path, issue.keys[0]];
  return refusal(source, own, "left out: there is no such field", valueAt(input, own));
}

interface Found {
  readonly issue: Issue;
  readonly path: Path;
}

/** Of alternatives the one whose type is right says what is wrong; if none is, their union does. */
function innermost(issue: Issue, above: Path): Found[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union") return [{ issue, path }];
  const meant = issue.errors.find((errors) => !errors.some(isOfWhole));
  return meant === undefined ? [{ issue, path }] : meant.flatMap((one) => innermost(one, path));
}

function isOfWhole({ code, path }: Issue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}

function pathText(path: Path): string {
  const text = path.map((part) =>
    typeof part === "number"
      ? `[${part}]`
      : /^[\w$]+$/.test(String(part))
      ? `.${String(part)}`
      : `[${quoted(String(part))}]`
  ).join("");
  return text === "" ? "the experiment" : text.replace(/^\./, "");
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) {
      return undefined;
    }
    value = Object.getOwnPropertyDescriptor(value, part)!.value;
  }
  return value;
}

/** Short, and in one line, whatever it is: it may be as deep and as long as the file. */
function valueText(value: unknown): string {
  if (value === undefined) return "absent";
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** A text in quotes and in one line, cut where it is long. */
export function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return printable(JSON.stringify(short));
}
