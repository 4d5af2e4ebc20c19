/**
 * Logical ids: the readable names of steps, and of what is between them, runs, repeats, attempts and segments. The only
 * place that writes or parses them.
 *
 * A name is letters, digits, dashes and underscores; numbers of repeats and segments have at least two digits:
 *
 *     dataset/synthetic                                   split/synthetic
 *     init/syn-relu-8/r03/a0
 *     train/syn-relu-8/r03/a0/s07                         measure/syn-relu-8/r03/a0/s07/binned
 *     bounds/syn-relu-32/r03/a0/e8000
 *     information/syn-relu-8/r03/a0/e8000/exact-output    aggregate/syn-relu-8/n50/prefit/binned
 *     estimate/activations/e500/kde-0p001                 of activations that were made elsewhere
 *     table/fig3/paper                                    table/fig3/paper/exact
 *     render/svg/fig3/paper                               caption/fig3/paper@tfjs-wasm
 *     train-tfjs/syn-relu-8@tfjs-wasm/r00-r09/a0/s01
 *
 * @module
 */
import type { EngineIdentity } from "../engines/tfjs/backend.ts";
import type { Estimator } from "../information/estimator.ts";
import { type Format, kindFor, kindNamed, KINDS, type Role } from "./kinds.ts";

/** A run: the seed name of its training, and its engine if that is not the default one. */
export interface RunName {
  readonly seed: string;
  /** For example `tfjs-wasm`. */
  readonly engine?: string;
}

/** An attempt of a repeat, or of a group of repeats that are trained at once. */
export interface AttemptName extends RunName {
  /** The repeat, or the first one of a group. */
  readonly repeat: number;
  /** The last repeat of a group of at least two. */
  readonly last?: number;
  readonly attempt: number;
}

/** A segment of an attempt. */
export interface SegmentName extends AttemptName {
  /** From 1, through all phases. */
  readonly segment: number;
}

/** Which curves: of how much of a run, by which estimator, of all layers or of the output alone. */
export interface ViewName {
  /** Epochs of the training proper, or its prefit. */
  readonly extent: number | "prefit";
  /** Name of the estimator. */
  readonly estimator: string;
  readonly layers: "all" | "output";
}

/** A figure, of runs that a preset or another name stands for. */
export interface FigureName {
  readonly figure: string;
  /** With another engine `paper@tfjs-wasm`. */
  readonly preset: string;
}

/** A record of activations that were made elsewhere, and an estimator of it. */
export interface EstimateName {
  readonly name: string;
  readonly epoch: number;
  readonly estimator: string;
}

/** What a logical id says. */
export type Id =
  | { readonly role: "dataset" | "split"; readonly data: string }
  | { readonly role: "init" } & AttemptName
  | { readonly role: "train" } & SegmentName
  | { readonly role: "measure"; readonly measurement: string } & SegmentName
  | { readonly role: "bounds"; readonly epochs: number } & AttemptName
  | { readonly role: "information" } & AttemptName & ViewName
  | { readonly role: "aggregate"; readonly repeats: number } & RunName & ViewName
  | { readonly role: "estimate" } & EstimateName
  | { readonly role: "table"; readonly exact: boolean } & FigureName
  | { readonly role: "caption" | Format } & FigureName;

/** A number of a repeat or of a segment: at least two digits. */
const two = (n: number): string => String(n).padStart(2, "0");

/** Name of an engine: `tfjs-wasm`. */
export function engineName({ engine, backend }: EngineIdentity): string {
  return `${engine}-${backend}`;
}

/** The name of a seed or a preset, with the engine if it is not the default one: `paper@tfjs-wasm`. */
export function withEngine(name: string, engine?: string): string {
  return engine === undefined ? name : `${name}@${engine}`;
}

/** `syn-relu-8`, or `syn-relu-8@tfjs-wasm`. */
export function runName({ seed, engine }: RunName): string {
  return withEngine(seed, engine);
}

/** `r03`. */
export function repeatName(repeat: number): string {
  return `r${two(repeat)}`;
}

/** `syn-relu-8/r03/a0`; of a group `syn-relu-8@tfjs-wasm/r00-r09/a0`. */
export function attemptName({ repeat, last, attempt, ...run }: AttemptName): string {
  const group = last === undefined ? "" : `-${repeatName(last)}`;
  return `${runName(run)}/${repeatName(repeat)}${group}/a${attempt}`;
}

/** A segment's number as inputs and parameters have it: `07`. */
export function segmentNumber(segment: number): string {
  return two(segment);
}

/** Name of an input that is about a segment: `trace-07`. */
export function segmentInput(what: string, number: string): string {
  return `${what}-${number}`;
}

/** Name of an input that is about an attempt of a repeat which met the restart rule: `r03-discarded-a0`. */
export function discardedInput(repeat: number, attempt: number): string {
  return `${repeatName(repeat)}-discarded-a${attempt}`;
}

/** What an input about a segment is, and of which one, from 1. */
export function parseSegmentInput(
  name: string,
): { readonly what: string; readonly segment: number } {
  const at = name.lastIndexOf("-");
  return { what: name.slice(0, at), segment: Number(name.slice(at + 1)) };
}

/** `syn-relu-8/r03/a0/s07`. */
export function segmentName({ segment, ...attempt }: SegmentName): string {
  return `${attemptName(attempt)}/s${two(segment)}`;
}

/** Several segments of an attempt, for people: `syn-relu-8/r03/a0/s01-s17`. */
export function segmentsName(attempt: string, from: number, to: number): string {
  return `${attempt}/s${two(from)}${to > from ? `-s${two(to)}` : ""}`;
}

function viewName({ extent, estimator, layers }: ViewName): string {
  const what = extent === "prefit" ? extent : `e${extent}`;
  return `${what}/${estimator}${layers === "all" ? "" : `-${layers}`}`;
}

/** The logical id. */
export function idText(id: Id): string {
  switch (id.role) {
    case "dataset":
    case "split":
      return `${id.role}/${id.data}`;
    case "init":
      return `init/${attemptName(id)}`;
    case "train":
      return `${writtenKind(id)}/${segmentName(id)}`;
    case "measure":
      return `${writtenKind(id)}/${segmentName(id)}/${id.measurement}`;
    case "bounds":
      return `bounds/${attemptName(id)}/e${id.epochs}`;
    case "information":
      return `information/${attemptName(id)}/${viewName(id)}`;
    case "aggregate":
      return `aggregate/${runName(id)}/n${id.repeats}/${viewName(id)}`;
    case "estimate":
      return `estimate/${id.name}/e${id.epoch}/${id.estimator}`;
    case "table":
      return `table/${id.figure}/${id.preset}${id.exact ? "/exact" : ""}`;
    case "caption":
      return `caption/${id.figure}/${id.preset}`;
    default:
      return `render/${id.role}/${id.figure}/${id.preset}`;
  }
}

/** What an engine trains is a kind of its own. */
function writtenKind({ role, engine }: { role: Role } & RunName): string {
  return engine === undefined ? role : kindFor(role, "tfjs").kind;
}

const NAME = String.raw`[\w-]+`;
const RUN = String.raw`(?<seed>${NAME})(?:@(?<engine>${NAME}))?`;
const ATTEMPT = String.raw`${RUN}/r(?<repeat>\d+)(?:-r(?<last>\d+))?/a(?<attempt>\d+)`;
const SEGMENT = String.raw`${ATTEMPT}/s(?<segment>\d+)`;
const VIEW = String.raw`(?:e(?<extent>\d+)|prefit)/(?<estimator>${NAME}?)(?<output>-output)?`;
/** A figure of a run of one's own has the run's label in its name: `wide~2-exact`. */
const FIGURE = String.raw`(?<figure>[\w~-]+)/(?<preset>${NAME}(?:@${NAME})?)`;

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

/** Behind the kind. */
const PATTERNS: Readonly<Record<Role, RegExp>> = {
  dataset: whole(`(?<data>${NAME})`),
  split: whole(`(?<data>${NAME})`),
  init: whole(ATTEMPT),
  train: whole(SEGMENT),
  measure: whole(`${SEGMENT}/(?<measurement>${NAME})`),
  bounds: whole(String.raw`${ATTEMPT}/e(?<epochs>\d+)`),
  information: whole(`${ATTEMPT}/${VIEW}`),
  aggregate: whole(String.raw`${RUN}/n(?<repeats>\d+)/${VIEW}`),
  estimate: whole(String.raw`(?<name>${NAME})/e(?<epoch>\d+)/(?<estimator>${NAME})`),
  table: whole(`${FIGURE}(?<exact>/exact)?`),
  caption: whole(FIGURE),
  svg: whole(FIGURE),
  png: whole(FIGURE),
  pdf: whole(FIGURE),
};

/** Groups of a pattern that are numbers. */
const NUMBERS = new Set([
  ...["repeat", "last", "attempt", "segment", "epochs", "epoch", "extent", "repeats"],
]);

type Groups = Readonly<Record<string, string | undefined>>;

/** The fields of a name as they are written. */
function fieldsOf(groups: Groups): Record<string, string | number> {
  const fields: Record<string, string | number> = {};
  for (const name of Object.keys(groups)) {
    const text = groups[name];
    if (text !== undefined) fields[name] = NUMBERS.has(name) ? Number(text) : text;
  }
  return fields;
}

/** What an id says; undefined if it is none that {@linkcode idText} writes. */
export function parseId(text: string): Id | undefined {
  const [, kind, rest] = /^(?:render\/)?([a-z-]+)\/(.+)$/.exec(text) ?? [];
  const role = kind === undefined ? undefined : kindNamed(kind)?.role;
  const groups = role && PATTERNS[role].exec(rest)?.groups;
  if (role === undefined || groups === undefined) return undefined;
  const { output, exact, ...fields } = fieldsOf(groups);
  const view = role === "information" || role === "aggregate";
  const id = {
    ...{ role, ...fields },
    ...(view && { extent: fields.extent ?? "prefit", layers: output ? "output" : "all" }),
    ...(role === "table" && { exact: exact !== undefined }),
  } as unknown as Id;
  return idText(id) === text ? id : undefined;
}

/** An attempt's name; undefined if it is none. */
export function parseAttemptName(text: string): AttemptName | undefined {
  return parsed<AttemptName>(ATTEMPT_NAME, text, attemptName);
}

/** A segment's name; undefined if it is none. */
export function parseSegmentName(text: string): SegmentName | undefined {
  return parsed<SegmentName>(SEGMENT_NAME, text, segmentName);
}

const ATTEMPT_NAME = whole(ATTEMPT), SEGMENT_NAME = whole(SEGMENT);

function parsed<T>(pattern: RegExp, text: string, write: (name: T) => string): T | undefined {
  const groups = pattern.exec(text)?.groups, name = groups && fieldsOf(groups) as unknown as T;
  return name !== undefined && write(name) === text ? name : undefined;
}

/** The kind of an estimator, by its name in an id. */
export function estimatorKind({ estimator }: Pick<ViewName, "estimator">): Estimator["kind"] {
  return estimator.split("-", 1)[0] as Estimator["kind"];
}

/** Compares ids as they build on each other, causes first: kinds by dependence, numbers by value. */
export function compareIds(a: string, b: string): number {
  const [left, right] = [placeOf(a), placeOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function placeOf(id: string): string {
  const padded = id.replaceAll(/\d+/g, (digits) => digits.padStart(6, "0"));
  const kind = parseId(id)?.role, place = KINDS.findIndex(({ role }) => role === kind);
  return `${String(place + 1).padStart(2, "0")} ${padded}`;
}
