/**
 * One line for what is wrong with an experiment: of each wrong field its path, the rule, the value.
 *
 * @module
 */
import type { z } from "zod";
import { nearest } from "../bits/nearest.ts";
import { printable } from "../bits/printable.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Throws what is wrong with a field: its path, the rule, the value. */
export type Refuse = (path: Path, rule: string, value: unknown) => never;

/** A wrong field: where it is, the rule that it breaks, and what it is. */
export interface FieldFault {
  readonly path: Path;
  readonly rule: string;
  readonly value: unknown;
}

/** More than these are named by their number alone. */
const MOST_NAMED = 10;

/** The error of wrong fields, at least one. `source` is what the reader calls the experiment: the path of its file. */
export function refusal(source: string, faults: readonly FieldFault[]): TypeError {
  const named = faults.slice(0, MOST_NAMED).map(({ path, rule, value }) =>
    `${pathText(path)} must be ${rule}, current value is ${valueText(value)}`
  );
  const more = faults.length > MOST_NAMED ? [`and ${faults.length - MOST_NAMED} more`] : [];
  return new TypeError(`Cannot run ${source}: ${[...named, ...more].join("; ")}`);
}

/** Collects what is wrong: of each check the first thing, and goes on with the next. */
export class Faults {
  readonly found: FieldFault[] = [];

  /** What a check returns; undefined if it has refused a field. */
  check<T>(test: (refuse: Refuse) => T): T | undefined {
    const before = this.found.length;
    const refuse: Refuse = (path, rule, value) => {
      this.found.push({ path, rule, value });
      throw this;
    };
    try {
      return test(refuse);
    } catch (error) {
      if (error !== this || this.found.length === before) throw error;
      return undefined;
    }
  }
}

/**
 * All that the validator found, unknown fields first, since they explain missing ones.
 *
 * @param fields Names of the fields that there are, by path of their object, lists without an index.
 */
export function faultsOf(
  input: unknown,
  issues: readonly Issue[],
  fields: ReadonlyMap<string, readonly string[]>,
): FieldFault[] {
  const flat = issues.flatMap((issue) => innermost(issue, []));
  const unknown = flat.flatMap(({ issue, path }) =>
    issue.code !== "unrecognized_keys" ? [] : issue.keys.map((key) => {
      const own = [...path, key], meant = meantBy(path, key, fields);
      const rule = `left out: there is no such field${meant && `, did you mean ${meant}?`}`;
      return { path: own, rule, value: valueAt(input, own) };
    })
  );
  const wrong = flat.filter(({ issue }) => issue.code !== "unrecognized_keys")
    .map(({ issue, path }) => ({ path, rule: issue.message, value: valueAt(input, path) }));
  return [...unknown, ...wrong];
}

/** The nearest field of the same object, or else one of that very name elsewhere; empty if there is none. */
function meantBy(
  path: Path,
  key: string,
  fields: ReadonlyMap<string, readonly string[]>,
): string {
  const here = path.filter((part) => typeof part !== "number").map(String).join(".");
  const near = nearest(key, fields.get(here) ?? []);
  if (near !== undefined) return near;
  const [place] = [...fields].find(([, names]) => names.includes(key)) ?? [];
  return place === undefined ? "" : place === "" ? `${key} of the whole` : `${place}.${key}`;
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
