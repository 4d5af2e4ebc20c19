/**
 * Claims and their verdicts: a sentence of the paper in our words, the numbers that it is about, and thresholds fixed
 * beforehand.
 *
 * @module
 */
import type { Phase } from "../../network/training.ts";
import type { Curves } from "../../study/steps/curves.ts";
import type { Contrast, Quantity } from "./contrast.ts";
import { type Estimate, requireFinite } from "./interval.ts";

/**
 * Which curves: of an experiment, by which states. `binned`: as the released code measures, exact in the hidden layers
 * of a quantised network; `exact`: the output layer's own states, too; a number: so many bins with global bounds, of
 * which mean curves are read, since no repeats of them are published.
 */
export interface CurveSource {
  readonly experiment: string;
  readonly states: "binned" | "exact" | 30 | 100 | 256;
  readonly phase: Phase;
}

/** How one number comes from the curves of a source. */
export type Statistic =
  /** Mean over the repeats of each one's own contrast, or the contrast of mean curves. */
  | { readonly contrast: Contrast }
  /** Mean over the repeats of a number that is no contrast. */
  | { readonly number: (curves: Curves) => number }
  /**
   * Mean over the repeats of a contrast whose records are chosen on their mean curves, the same ones for all: for
   * extremes that the noise of a single repeat imitates. Their choice is not in the interval.
   */
  | { readonly onMean: Contrast }
  /** The largest contrast of all repeats: for laws, which one exception breaks. */
  | { readonly worst: Contrast }
  /** A number of mean and standard deviation over the repeats at every record and layer. */
  | {
    readonly spread: (mean: Float64Array, sd: Float64Array) => number;
    readonly of: Quantity;
  }
  /** Mean over the repeats of how each one compares with their mean. */
  | {
    readonly likeness: (own: Float64Array, mean: Float64Array) => number;
    readonly of: Quantity;
  };

/** A source's number with its weight in a sum. */
export interface Side {
  readonly source: CurveSource;
  readonly weight: number;
  readonly statistic: Statistic;
}

/** What a part measures: a sum over sources, or attempts that met the restart rule. */
export type Measure =
  | { readonly sides: readonly Side[] }
  | { readonly discarded: string; readonly as: "share" | "number" };

/** One number of a claim, and the claimed side of its threshold. */
export interface Part {
  /** For example `ReLU T5`. */
  readonly name: string;
  readonly measure: Measure;
  readonly claimed: "at least" | "at most";
  readonly threshold: number;
}

/** A sentence that numbers can decide. */
export interface Claim {
  /** Letters, digits, dots and dashes. */
  readonly id: string;
  /** Sections, appendices and figures of the paper, or docs/protocol.md for findings of its own. */
  readonly where: string;
  readonly text: string;
  /** What is measured. */
  readonly quantity: string;
  readonly unit: "bits" | "accuracy" | "attempts" | "layers" | "share";
  /** Why these thresholds. */
  readonly why: string;
  /** Epochs that a run must have before the sentence says anything of it. */
  readonly epochs: number;
  /** All of them must hold. */
  readonly parts: readonly Part[];
}

/** A sentence that no number of this study can decide. */
export interface Uncheckable {
  readonly id: string;
  readonly where: string;
  readonly text: string;
  readonly why: string;
}

/** What the numbers say. */
export type Verdict = "holds" | "does not hold" | "undecided" | "not measured";

/** A part with what was measured: an estimate, or what is missing for one. */
export interface JudgedPart {
  readonly part: Part;
  readonly verdict: Verdict;
  readonly estimate?: Estimate;
  readonly missing?: string;
  /** Distance from the threshold to the nearer end of the interval, positive on the claimed side. */
  readonly margin: number;
}

/** A claim with its verdict. */
export interface Judgement {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** The one that decides first: of those with the claim's verdict the one with the smallest margin. */
  readonly parts: readonly JudgedPart[];
}

/**
 * On which side of its threshold a part's interval lies: wholly on the claimed one, the threshold included, wholly on
 * the other, or on both.
 *
 * @throws {RangeError} If the value is not finite, or an end of the interval is not a number.
 */
export function judgePart(part: Part, estimate: Estimate): JudgedPart {
  const { claimed, threshold } = part, { value, low, high } = estimate;
  requireFinite(value, `value of ${part.name}`);
  if (!(low <= value && value <= high)) {
    throw new RangeError(
      `Cannot judge ${part.name}: interval must hold its value ${value}, current value is ${low} to ${high}`,
    );
  }
  const [near, far] = claimed === "at least"
    ? [low - threshold, high - threshold]
    : [threshold - high, threshold - low];
  const verdict = near >= 0 ? "holds" : far < 0 ? "does not hold" : "undecided";
  return { part, verdict, estimate, margin: near };
}

/** A part whose results are missing. */
export function missingPart(part: Part, missing: string): JudgedPart {
  return { part, verdict: "not measured", missing, margin: -Infinity };
}

/** Verdicts, the one that decides before the others. */
const ORDER: readonly Verdict[] = ["does not hold", "not measured", "undecided", "holds"];

/**
 * The verdict of a claim: one part that does not hold decides; then one that is not measured, then one that is
 * undecided; it holds if all of them do.
 */
export function judge(claim: Claim, parts: readonly JudgedPart[]): Judgement {
  const sorted = [...parts].sort((a, b) =>
    ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || compare(a.margin, b.margin)
  );
  return { claim, verdict: sorted[0].verdict, parts: sorted };
}

/** As a sort wants it; two infinite margins are equal. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
