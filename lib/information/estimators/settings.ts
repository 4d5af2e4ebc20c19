/**
 * Estimators of arrays of activations: plain data, with everything that decides what they say.
 *
 * @module
 */
import type { Edge } from "./edge.ts";
import type { Knn } from "./knn.ts";

/** The values themselves: codes of a quantised network, or floats. */
export interface ExactActivations {
  /** Tells it from the other estimators. */
  readonly kind: "exact";
}

/** 2^bits + 1 bins between a layer's smallest and largest value, as the released code of the paper has them. */
export interface BinnedActivations {
  /** Tells it from the other estimators. */
  readonly kind: "binned";
  /** 1 to 16, or 32 as for networks that are not quantised. */
  readonly bits: number;
}

/** Bins of equal width. */
export interface UniformActivations {
  /** Tells it from the other estimators. */
  readonly kind: "uniform";
  /** Number of bins, 1 to 65534. */
  readonly bins: number;
  /** One range for all epochs and layers, one for each layer or neuron at each epoch, or a fixed one. */
  readonly bounds: "global" | "layer" | "neuron" | readonly [lower: number, upper: number];
}

/** Bins of equal mass over the values of a layer at one epoch (Chelombiev et al., 2019). */
export interface AdaptiveActivations {
  /** Tells it from the other estimators. */
  readonly kind: "adaptive";
  /** Number of bins, 1 to 65534. */
  readonly bins: number;
}

/** Bins of one width from 0 (Saxe et al., 2018). */
export interface Width {
  /** Tells it from the other estimators. */
  readonly kind: "width";
  /** Above 0; Saxe et al. have 0.07. */
  readonly width: number;
}

/** Kernel densities (Kolchinsky and Tracey, 2017): an upper and a lower bound. */
export interface Kde {
  /** Tells it from the other estimators. */
  readonly kind: "kde";
  /** Of the noise, 1e-12 to 1e12; Saxe et al. have 0.001. */
  readonly variance: number;
}

/** An estimator of activations. */
export type ActivationEstimator =
  | ExactActivations
  | BinnedActivations
  | UniformActivations
  | AdaptiveActivations
  | Width
  | Kde
  | Knn
  | Edge;

/** Kinds of estimators. */
export type EstimatorKind = ActivationEstimator["kind"];

/** A field of an estimator. */
interface Field {
  /** What it is where nothing is said: the authors' own setting. */
  readonly value: unknown;
  /** What it must be, in words. */
  readonly rule: string;
  fits(value: unknown): boolean;
}

const whole = (value: number, least: number, most: number): Field => ({
  value,
  rule: `a whole number from ${least} to ${most}`,
  fits: (given) =>
    Number.isInteger(given) && least <= (given as number) && (given as number) <= most,
});

const number = (value: number, rule: string, fits: (given: number) => boolean): Field => ({
  ...{ value, rule },
  fits: (given) => typeof given === "number" && given < Infinity && fits(given),
});

const choice = (...names: readonly string[]): Field => ({
  value: names[0],
  rule: `one of ${names.join(" ")}`,
  fits: (given) => names.includes(given as string),
});

const isPair = (given: unknown): given is [number, number] =>
  Array.isArray(given) && given.length === 2 && given.every(Number.isFinite);

const positive = (given: unknown): boolean => isPair(given) && given.every((one) => one > 0);

const seed: Field = {
  value: "exact-ib",
  rule: "letters, digits and dashes",
  fits: (given) => typeof given === "string" && /^[\w-]{1,60}$/.test(given),
};

/** Fields of each kind; the first is what a name has behind the kind, whatever it is. */
const FIELDS: Readonly<Record<EstimatorKind, Readonly<Record<string, Field>>>> = {
  exact: {},
  binned: {
    bits: {
      value: 8,
      rule: "a whole number from 1 to 16, or 32",
      fits: (given) => given === 32 || whole(8, 1, 16).fits(given),
    },
  },
  uniform: {
    bins: whole(30, 1, 65534),
    bounds: {
      value: "global",
      rule: "global, layer, neuron, or a smaller and a larger number",
      fits: (given) =>
        ["global", "layer", "neuron"].includes(given as string) ||
        (isPair(given) && given[0] < given[1]),
    },
  },
  adaptive: { bins: whole(30, 1, 65534) },
  width: { width: number(0.07, "a number above 0", (given) => given > 0) },
  kde: {
    variance: number(
      1e-3,
      "a number from 1e-12 to 1e12",
      (given) => given >= 1e-12 && given <= 1e12,
    ),
  },
  knn: {
    k: whole(3, 1, 100),
    noise: number(1e-10, "a number of at least 0", (given) => given >= 0),
    seed,
  },
  edge: {
    hashing: choice("p-stable", "floor"),
    cap: number(10, "a number above 0", (given) => given > 0),
    gamma: { value: [1, 1], rule: "two numbers above 0", fits: positive },
    epsilon: {
      value: null,
      rule: "none, or two numbers above 0",
      fits: (given) => given === null || positive(given),
    },
    range: number(0.1, "a number of at least 0", (given) => given >= 0),
    ensemble: whole(10, 1, 1000),
    normalise: { value: true, rule: "true or false", fits: (given) => typeof given === "boolean" },
    seed,
  },
};

/** Kinds of estimators, exact first. */
export const ESTIMATOR_KINDS = Object.keys(FIELDS) as readonly EstimatorKind[];

function refusal(what: string, rule: string, value: unknown): RangeError {
  const shown = value === undefined ? "none" : JSON.stringify(value);
  return new RangeError(
    `Cannot read an estimator: ${what} must be ${rule}, current value is ${shown}`,
  );
}

/**
 * An estimator, complete and checked: fields that are left out have the authors' settings.
 *
 * @throws {RangeError} in one line that names the field.
 * @example
 * ```ts
 * import { activationEstimator } from "@exact-ib/study";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(activationEstimator({ kind: "kde" }), { kind: "kde", variance: 0.001 });
 * assertThrows(() => activationEstimator({ kind: "width", width: -1 }), RangeError, "width.width must be a number above 0");
 * ```
 */
export function activationEstimator<K extends EstimatorKind>(
  input: { readonly kind: K; readonly [field: string]: unknown },
): Extract<ActivationEstimator, { readonly kind: K }> {
  const { kind, ...given } = input;
  if (!Object.hasOwn(FIELDS, kind)) {
    throw refusal("kind", `one of ${ESTIMATOR_KINDS.join(" ")}`, kind);
  }
  const fields = FIELDS[kind], estimator: Record<string, unknown> = { kind };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name)) {
      const names = Object.keys(fields).join(" ") || "none";
      throw refusal(`field of ${kind}`, `one of ${names}`, name);
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name] ?? field.value;
    if (!field.fits(value)) throw refusal(`${kind}.${name}`, field.rule, value);
    estimator[name] = value;
  }
  return estimator as unknown as Extract<ActivationEstimator, { readonly kind: K }>;
}

/** A word as a value: a number, two numbers with a slash between, true, false, none, or itself. */
function valueOf(word: string): unknown {
  if (word === "none") return null;
  if (word === "true" || word === "false") return word === "true";
  const numbers = word.split("/").map((part) => part.trim() === "" ? NaN : Number(part));
  if (numbers.some(Number.isNaN) || numbers.length > 2) return word;
  return numbers.length === 1 ? numbers[0] : numbers;
}

/**
 * An estimator from words: `kde`, `kde:0.1`, `uniform:30:bounds=-1/1`. A value without a name is that of the kind's first
 * field.
 *
 * @throws {RangeError} As {@linkcode activationEstimator}.
 */
export function parseEstimator(text: string): ActivationEstimator {
  const [kind, ...words] = text.split(":"), input: Record<string, unknown> = {};
  const [first] = Object.keys(FIELDS[kind as EstimatorKind] ?? {});
  for (const [k, word] of words.entries()) {
    const at = word.indexOf("=");
    if (at < 0 && (k > 0 || first === undefined)) {
      throw refusal(`"${text}"`, "kind:field=value", word);
    }
    const name = at < 0 ? first : word.slice(0, at);
    if (Object.hasOwn(input, name)) throw refusal(`"${text}"`, `with ${name} once`, word);
    input[name] = valueOf(word.slice(at + 1));
  }
  return activationEstimator({ ...input, kind: kind as EstimatorKind });
}

/** A value as a part of a name: `m` for minus, `p` for the point. */
function valueName(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueName).join("-");
  return String(value).replaceAll("-", typeof value === "string" ? "-" : "m").replaceAll("+", "")
    .replace(".", "p");
}

/**
 * Name of an estimator, letters, digits and dashes: its kind, its first field, and the others where they are not as the
 * authors have them. Different estimators have different names.
 */
export function activationEstimatorName(estimator: ActivationEstimator): string {
  const { kind } = estimator, values = estimator as unknown as Readonly<Record<string, unknown>>;
  const parts = Object.entries(FIELDS[kind]).flatMap(([name, { value }], k) => {
    const isUsual = JSON.stringify(values[name]) === JSON.stringify(value);
    if (k === 0) return kind === "edge" && isUsual ? [] : [valueName(values[name])];
    return isUsual ? [] : [name, valueName(values[name])];
  });
  return [kind, ...parts].join("-");
}

/** Whether an estimator looks at the rows of the data set, beside those of the layers. */
export function needsInputs({ kind }: ActivationEstimator): boolean {
  return kind === "knn" || kind === "edge";
}
