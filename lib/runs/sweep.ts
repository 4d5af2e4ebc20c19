/**
 * Sweeps: many experiments from one file, a base with fields that vary, or several files.
 *
 * @module
 */
import { digestOf } from "../bits/digest.ts";
import type { Json } from "../bits/canonical.ts";
import { z } from "zod";
import { experiment, type OwnExperiment } from "./experiment.ts";
import type { ExperimentInput } from "./input.ts";
import { faultsOf, type FieldFault, refusal } from "./refusal.ts";

/** A grid, as its file has it. */
export interface GridInput {
  /** Where the file's JSON Schema is, for editors. */
  readonly $schema?: string | undefined;
  /** Names the sweep's files; the name of the grid's file if left out. */
  readonly name?: string | undefined;
  /** An experiment, or the path of its file, from the grid's folder on; or several. */
  readonly base: string | object | readonly (string | object)[];
  /** Values by path of a field, such as `network.layers`: every combination is a run. */
  readonly over?: Readonly<Record<string, readonly unknown[]>> | undefined;
}

/** A run of a sweep, and the values that make it what it is, by path. */
export interface Cell {
  /** The experiment. */
  readonly own: OwnExperiment;
  /** The values, by path of their field. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** More runs than these are nobody's intention. */
const MOST_CELLS = 10_000;

const NAME = "a name of 1 to 40 lower-case letters, digits and dashes, no dash first or last";
const BASE = "an experiment, the path of its file, or a list of such";
const OVER = "an object of lists of at least one value, by path of a field";

const NAMELESS = "of other fields than the name, which is made of the values";

const one = z.union([z.string(), z.looseObject({})], { error: BASE });
const grid = z.strictObject({
  $schema: z.string({ error: "a text" }).optional(),
  name: z.string({ error: NAME }).regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, { error: NAME })
    .optional(),
  base: z.union([one, z.array(one, { error: BASE }).min(1, { error: BASE })], { error: BASE }),
  over: z.record(z.string(), z.array(z.unknown(), { error: OVER }).min(1, { error: OVER }), {
    error: OVER,
  }).optional(),
}, { error: "an object of name, base, over" });

const FIELDS = new Map([["", ["$schema", "name", "base", "over"]]]);

/**
 * Checks a grid's form.
 *
 * @param source What messages call it.
 * @throws {TypeError} in one line that names the fields that are wrong.
 */
export function gridOf(input: unknown, source: string): GridInput {
  const parsed = grid.safeParse(input);
  if (parsed.success) return parsed.data as GridInput;
  throw refusal(source, faultsOf(input, parsed.error.issues, FIELDS));
}

/**
 * The runs of a grid, in its order: the last field varies fastest. All of a base draw from one set of random streams, that
 * of its seed or its name, unless `seed` varies: what trains alike is trained once.
 *
 * @param bases Experiments in the place of their paths.
 * @param source What messages call the grid.
 * @throws {TypeError} in one line, of the first run that is none, or of too many.
 */
export function cellsOf(
  { over = {} }: Pick<GridInput, "over">,
  bases: readonly unknown[],
  source: string,
): Cell[] {
  const fields = Object.entries(over);
  const count = fields.reduce((product, [, values]) => product * values.length, bases.length);
  if (count > MOST_CELLS) {
    throw refusal(source, [fault(["over"], `of at most ${MOST_CELLS} runs`, String(count))]);
  }
  const cells = bases.flatMap((base) =>
    combinations(fields).map((values) => cellOf(base, values, source))
  );
  const names = cells.map(({ own: { name } }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice === undefined) return cells;
  throw refusal(source, [fault(["over"], "of runs that differ, each once", twice)]);
}

function fault(path: PropertyKey[], rule: string, value: unknown): FieldFault {
  return { path, rule, value };
}

function* product(
  fields: readonly (readonly [string, readonly unknown[]])[],
): Generator<[string, unknown][]> {
  if (fields.length === 0) return void (yield []);
  const [[path, values], ...rest] = fields;
  for (const value of values) for (const others of product(rest)) yield [[path, value], ...others];
}

function combinations(fields: readonly (readonly [string, readonly unknown[]])[]) {
  return [...product(fields)].map((pairs) => new Map(pairs));
}

function cellOf(base: unknown, values: ReadonlyMap<string, unknown>, source: string): Cell {
  let file = base as ExperimentInput;
  for (const [path, value] of values) file = withValue(file, path.split("."), value, source, path);
  const suffix = [...values].map(([path, value]) => valueName(path, value)).join("-");
  const { name, seed = name } = base as ExperimentInput;
  const own = new Set([...values.keys()].map((path) => path.split(".")[0]));
  if (own.has("name")) throw refusal(source, [fault(["over"], NAMELESS, "name")]);
  const seeded = own.has("seed") ? file : { ...file, seed };
  // A base that is none is refused as it is.
  const named = suffix === "" || typeof name !== "string"
    ? file
    : { ...seeded, name: nameOf(name, suffix) };
  const where = [...values].map(([path, value]) => `${path} ${JSON.stringify(value)}`).join(", ");
  return { own: experiment(named, where === "" ? source : `${source} (${where})`), values };
}

/** A copy of an object with another value at a path. */
function withValue<T>(
  object: T,
  [first, ...rest]: readonly string[],
  value: unknown,
  source: string,
  path: string,
): T {
  if (typeof object !== "object" || object === null || Array.isArray(object)) {
    throw refusal(source, [
      fault(["over", path], "a path of fields within objects of the base", object),
    ]);
  }
  const known = Object.getOwnPropertyDescriptor(object, first)?.value;
  const inner = rest.length === 0 ? value : withValue(known ?? {}, rest, value, source, path);
  return Object.defineProperty({ ...object }, first, {
    ...{ value: inner, enumerable: true, configurable: true, writable: true },
  });
}

/** Most letters of a name. */
const MOST_LETTERS = 64;

/** A name with a suffix; a digest in its place where it is too long. */
function nameOf(name: string, suffix: string): string {
  const whole = `${name}-${suffix}`;
  if (whole.length <= MOST_LETTERS) return whole;
  const digest = digestOf([name, suffix]).slice(0, 10);
  return `${name.slice(0, MOST_LETTERS - digest.length - 1).replace(/-+$/, "")}-${digest}`;
}

/** A value in a name: `layers-8-4`, `seed-1`, `learningrate-0p001`; of an object a digest. */
function valueName(path: string, value: unknown): string {
  const field = letters(path.slice(path.lastIndexOf(".") + 1));
  const flat = Array.isArray(value) ? value : [value];
  const plain = flat.every((one) =>
    ["string", "number", "boolean"].includes(typeof one) || one === null
  );
  const text = plain
    ? flat.map((one) => letters(String(one).replace(/^-/, "m").replaceAll(".", "p"))).join("-")
    : digestOf(value as Json).slice(0, 6);
  return `${field}-${text}`;
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
}

/** A value of a field for people: `[8,4]`, `relu`. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
