/**
 * The kinds of steps: one row for each implementation, in the order in which they build on each other.
 *
 * A kind as keys, entries and ids write it is not always one implementation: `train` is code of its own on images, and an
 * engine that trains many repeats at once writes kinds of its own. Both are told apart in one way: a row has a role, and
 * the variant that a data set or an engine asks for.
 *
 * Rates are what steps cost on one machine: the last resort of a prediction, where neither the store nor a calibration
 * tells. Seconds and bytes are means over the entries that `reproduce fig2 fig3 --preset quick --jobs 2` and the paper
 * preset left in a store on two cores of a 2.1 GHz server (wasm engine, networks of figure 1 a); those of `train` and
 * `measure` were timed apart, by passes over 500 epochs with none, one and two measurements. Those on images were measured
 * on the same server.
 *
 * @module
 */
import { implementationOf, type Step } from "../steps/step.ts";
import { alone, imagePass, ofInputs, type Run, segmentPass, stackedPass } from "./jobs.ts";

/** Formats that a figure is drawn in. */
export const FORMATS = ["svg", "png", "pdf"] as const;

/** A format of a picture. */
export type Format = typeof FORMATS[number];

/** What a step does, whatever implements it. */
export type Role =
  | "dataset"
  | "split"
  | "init"
  | "train"
  | "measure"
  | "bounds"
  | "information"
  | "aggregate"
  | "estimate"
  | "table"
  | "caption"
  | Format;

/** Another implementation of a role: of images, or of the engine of TensorFlow.js, for many repeats at once. */
export type Variant = "mnist" | "tfjs";

/** Cost of one step: `seconds` and `bytes` for each unit of its work, `fixed` bytes whatever the work. */
export interface Rate {
  readonly seconds: number;
  readonly bytes: number;
  readonly fixed: number;
}

/** An implementation of a kind of step. */
export interface Kind {
  /** Its name: of its code in a lock, and what a worker is asked for. */
  readonly name: string;
  /** The kind as keys, entries and ids write it. */
  readonly kind: string;
  readonly role: Role;
  /** Undefined: the first implementation of its role. */
  readonly variant?: Variant;
  /** Module of the implementation; its closure is the step's code. */
  readonly entry: string;
  /** Runs a job of it in this thread. */
  readonly run: Run;
  /**
   * What a lock has of its steps: their code alone, a digest in the row of a segment, or outputs by id, whose bytes are
   * published. Undefined: nothing.
   */
  readonly locked?: "code" | "row" | "result";
  /** Made by replaying a segment, together with all else that is missing of the same pass. */
  readonly replayed?: true;
  /** Its outputs are files of a figure. */
  readonly file?: true;
  /** Made of curves in no time: other code of theirs is no reason to train again. */
  readonly cheap?: true;
  /**
   * A unit of work is an epoch where the step is a segment, else an input. Undefined: it depends on a backend, and
   * neither the store nor a rate tells of it.
   */
  readonly rate?: Rate;
  /** The rate of networks with convolutions, where it is another. */
  readonly convolutions?: Rate;
}

const ROWS: readonly Omit<Kind, "name" | "kind">[] = [
  {
    role: "dataset",
    entry: "lib/study/steps/dataset.ts",
    run: alone(async () => (await import("../study/steps/dataset.ts")).runDataset),
    locked: "code",
    rate: { seconds: 0.023, bytes: 0, fixed: 53_512 },
  },
  {
    role: "dataset",
    variant: "mnist",
    entry: "lib/study/steps/mnist/dataset.ts",
    run: alone(async () =>
      ofInputs((await import("../study/steps/mnist/dataset.ts")).runMnistDataset)
    ),
    locked: "code",
    rate: { seconds: 0.6, bytes: 0, fixed: 31_900_000 },
  },
  {
    role: "split",
    entry: "lib/study/steps/split.ts",
    run: alone(async () => (await import("../study/steps/split.ts")).runSplit),
    locked: "code",
    rate: { seconds: 0.002, bytes: 0, fixed: 16_528 },
  },
  {
    role: "split",
    variant: "mnist",
    entry: "lib/study/steps/mnist/split.ts",
    run: alone(async () => (await import("../study/steps/mnist/split.ts")).runMnistSplit),
    locked: "code",
    rate: { seconds: 0.002, bytes: 0, fixed: 280_000 },
  },
  {
    role: "init",
    entry: "lib/study/steps/init.ts",
    run: alone(async () => (await import("../study/steps/init.ts")).runInit),
    locked: "code",
    rate: { seconds: 0.002, bytes: 0, fixed: 7_200 },
  },
  {
    role: "init",
    variant: "mnist",
    entry: "lib/study/steps/mnist/init.ts",
    run: alone(async () => (await import("../study/steps/mnist/init.ts")).runMnistInit),
    locked: "code",
    rate: { seconds: 0.03, bytes: 0, fixed: 157_000 },
    convolutions: { seconds: 0.03, bytes: 0, fixed: 14_000 },
  },
  {
    role: "train",
    entry: "lib/study/steps/train.ts",
    run: segmentPass,
    locked: "row",
    replayed: true,
    rate: { seconds: 0.0006, bytes: 33, fixed: 7_200 },
  },
  {
    role: "train",
    variant: "mnist",
    entry: "lib/study/steps/mnist/train.ts",
    run: imagePass,
    locked: "row",
    replayed: true,
    rate: { seconds: 0.055, bytes: 65, fixed: 157_000 },
    convolutions: { seconds: 0.37, bytes: 65, fixed: 14_000 },
  },
  {
    role: "train",
    variant: "tfjs",
    entry: "lib/study/steps/tfjs/train.ts",
    run: stackedPass,
    replayed: true,
  },
  {
    role: "measure",
    entry: "lib/study/steps/measure.ts",
    run: segmentPass,
    locked: "row",
    replayed: true,
    rate: { seconds: 0.0001, bytes: 112, fixed: 0 },
  },
  {
    role: "measure",
    variant: "mnist",
    entry: "lib/study/steps/mnist/measure.ts",
    run: imagePass,
    locked: "row",
    replayed: true,
    rate: { seconds: 0.008, bytes: 2_200, fixed: 0 },
    convolutions: { seconds: 0.065, bytes: 3_000, fixed: 0 },
  },
  {
    role: "measure",
    variant: "tfjs",
    entry: "lib/study/steps/tfjs/measure.ts",
    run: stackedPass,
    replayed: true,
  },
  {
    role: "bounds",
    entry: "lib/study/steps/bounds.ts",
    run: alone(async () => ofInputs((await import("../study/steps/bounds.ts")).runBounds)),
    locked: "result",
    rate: { seconds: 0.0001, bytes: 0, fixed: 200 },
  },
  {
    role: "information",
    entry: "lib/study/steps/information.ts",
    run: alone(async () => (await import("../study/steps/information.ts")).runInformation),
    locked: "result",
    rate: { seconds: 0.0015, bytes: 4_000, fixed: 0 },
  },
  {
    role: "aggregate",
    entry: "lib/study/steps/aggregate.ts",
    run: alone(async () => (await import("../study/steps/aggregate.ts")).runAggregate),
    locked: "result",
    cheap: true,
    rate: { seconds: 0.003, bytes: 0, fixed: 366_000 },
  },
  {
    role: "estimate",
    entry: "lib/study/steps/estimate.ts",
    run: alone(async () => (await import("../study/steps/estimate.ts")).runEstimate),
    rate: { seconds: 0.2, bytes: 0, fixed: 400 },
  },
  {
    role: "table",
    entry: "lib/study/steps/table.ts",
    run: alone(async () => (await import("../study/steps/table.ts")).runTable),
    locked: "result",
    file: true,
    cheap: true,
    rate: { seconds: 0.01, bytes: 0, fixed: 245_000 },
  },
  {
    role: "caption",
    entry: "lib/study/steps/tfjs/caption.ts",
    run: alone(async () => (await import("../study/steps/tfjs/caption.ts")).runCaption),
    rate: { seconds: 0.005, bytes: 0, fixed: 10_000 },
  },
  {
    role: "svg",
    entry: "lib/study/steps/svg.ts",
    run: alone(async () => (await import("../study/steps/svg.ts")).runSvg),
    file: true,
    rate: { seconds: 0.1, bytes: 0, fixed: 760_000 },
  },
  {
    role: "png",
    entry: "lib/study/steps/png.ts",
    run: alone(async () => (await import("../study/steps/png.ts")).runPng),
    file: true,
    rate: { seconds: 0.25, bytes: 0, fixed: 390_000 },
  },
  {
    role: "pdf",
    entry: "lib/study/steps/pdf.ts",
    run: alone(async () => (await import("../study/steps/pdf.ts")).runPdf),
    file: true,
    rate: { seconds: 0.1, bytes: 0, fixed: 400_000 },
  },
];

/** All kinds of steps, in the order in which they build on each other. */
export const KINDS: readonly Kind[] = ROWS.map((row) => {
  const { role, variant } = row, name = variant === undefined ? role : `${role}-${variant}`;
  // What many repeats at once make is never what one of them makes alone, so its kind is another one, too.
  return { ...row, name, kind: variant === "tfjs" ? name : role };
});

/** Module of each implementation, by its name. */
export const ENTRIES: Readonly<Record<string, string>> = Object.fromEntries(
  KINDS.map(({ name, entry }) => [name, entry]),
);

const BY_NAME = new Map(KINDS.map((one) => [one.name, one]));

/** The kind of a step; undefined if the study has none such. */
export function kindOf(step: Pick<Step, "kind" | "implementation">): Kind | undefined {
  return BY_NAME.get(implementationOf(step));
}

/** The implementation of a role that a data set or an engine asks for: its own one, else the first. */
export function kindFor(role: Role, variant?: Variant): Kind {
  const of = KINDS.filter((one) => one.role === role);
  return of.find((one) => one.variant === variant) ?? of[0];
}

/** The kind that a key or an entry names, on a data set with this variant; undefined if the study has none such. */
export function kindNamed(kind: string, variant?: Variant): Kind | undefined {
  return KINDS.find((one) => one.kind === kind && one.variant === variant) ??
    KINDS.find((one) => one.kind === kind);
}

/** Whether a step has a role, whatever implements it. */
export function does(step: Pick<Step, "kind" | "implementation">, role: Role): boolean {
  return kindOf(step)?.role === role;
}

/** Whether a step takes no time: it comes before any training, or is made of curves or of what is. */
export function isQuick(step: Pick<Step, "kind" | "implementation">): boolean {
  const kind = kindOf(step);
  return kind?.locked === "code" || kind?.cheap === true || kind?.file === true;
}

/** What names a step's kind in a plan. */
export function kindFields(
  role: Role,
  variant?: Variant,
): Pick<Step, "kind" | "implementation"> {
  const { kind, name } = kindFor(role, variant);
  return name === kind ? { kind } : { kind, implementation: name };
}
