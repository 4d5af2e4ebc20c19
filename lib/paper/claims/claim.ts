/**
 * Claims and their verdicts: a sentence of the paper in our words, the numbers that it is about, and thresholds fixed
 * beforehand.
 *
 * @module
 */
import type { Phase } from "../../network/training.ts";
import { holm } from "../../statistics/holm.ts";
import {
  type Estimate,
  estimateOf,
  type Interval,
  requireFinite,
} from "../../statistics/interval.ts";
import { MISS } from "../../statistics/levels.ts";
import type { Curves } from "../../study/steps/curves.ts";
import type { Contrast, Quantity } from "./contrast.ts";
import type { Move, Peak } from "./moves.ts";

/**
 * Which curves: of an experiment, by which states. `binned`: as the released code measures, exact in the hidden layers
 * of a quantised network; `exact`: the output layer's own states, too; a number: so many bins with global bounds, of
 * which a store may have the repeats, and what is published the mean curves.
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
  | MoveStatistic
  /** Mean over the repeats of a number that is no contrast. */
  | { readonly number: (curves: Curves) => number }
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

/** A fall or climb, by the peak that is asked for. */
export interface MoveStatistic {
  readonly move: Move;
}

/** A gain as a share of what there is to gain: the mean gain over the mean distance from where it starts to the most. */
export interface Headroom {
  readonly source: CurveSource;
  /** Bits. */
  readonly most: number;
  readonly gained: MoveStatistic;
  readonly start: MoveStatistic;
}

/** What a part measures. */
export type Measure =
  /** A sum over sources. */
  | { readonly sides: readonly Side[] }
  | { readonly headroom: Headroom }
  /** Attempts that met the restart rule. */
  | { readonly discarded: string; readonly as: "share" | "number" }
  /** Share of the discarded attempts of experiments that had a dead layer when they were discarded. */
  | { readonly dead: readonly string[] }
  /** Scatter within classes as a share of all, in the layer of two neurons: at one epoch less at another. */
  | { readonly scatter: string; readonly epochs: readonly [from: number, to: number] };

/** One number of a claim, and the claimed side of its threshold. */
export interface Part {
  /** For example `ReLU T5`. */
  readonly name: string;
  readonly measure: Measure;
  readonly claimed: "at least" | "at most";
  readonly threshold: number;
  /** What the threshold is a distance from, so that one of half the size may be tried. */
  readonly origin: number;
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
  /**
   * The sentence that this row is of, where several are of one: of a sentence about several networks, or one that the
   * paper says more than once. It counts once. By default the row's own id.
   */
  readonly sentence?: string;
  /** A finding beside the paper, or what a sentence may mean as well: neither is counted among its sentences. */
  readonly aside?: "own" | "reading";
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

/** A part with what was measured: an interval, what is missing for one, or that there is nothing to gain or to count. */
export type MeasuredPart =
  | { readonly part: Part; readonly interval: Interval }
  | { readonly part: Part; readonly missing: string }
  | { readonly part: Part; readonly full: true };

/** A part with its verdict. */
export interface JudgedPart {
  readonly part: Part;
  /** `full`: there is nothing to gain or to count, so that the part says nothing. */
  readonly verdict: Verdict | "full";
  readonly estimate?: Estimate;
  readonly missing?: string;
  /** Distance from the threshold to the nearer end of the 95% interval, positive on the claimed side. */
  readonly margin: number;
}

/** A claim with its verdict. */
export interface Judgement {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** The one that decides first: of those with the claim's verdict the one with the smallest margin. */
  readonly parts: readonly JudgedPart[];
}

/** The peak by which claims are judged: that of mean curves, which the paper's figures show and its sentences are about. */
export const DECIDING: Peak = "mean";

/** A part's threshold with its distance from the origin multiplied. */
export function thresholdOf({ threshold, origin }: Part, scale = 1): number {
  return scale === 1 ? threshold : origin + scale * (threshold - origin);
}

/**
 * The verdict of a claim by its parts. A part holds if its 95% interval lies wholly on the claimed side, the threshold
 * included: as all parts must hold, none of them needs a correction (Berger 1982). One that lies wholly on the other
 * side refutes the claim, and of many parts one does so by chance: those are corrected by Holm's method.
 *
 * One part that does not hold decides; then one that is not measured, then one that is undecided; the claim holds if all
 * of them do that have anything to gain.
 *
 * @param scale Factor of every threshold.
 * @throws {RangeError} If a value is not finite, or an end of an interval is not a number.
 */
export function judge(claim: Claim, measured: readonly MeasuredPart[], scale = 1): Judgement {
  const refuted = holm(measured.map((one) => (miss: number) => {
    return "interval" in one && marginsOf(one, miss, scale)[1] < 0;
  }));
  const parts = measured.map((one, k) => judgedPart(one, refuted[k], scale));
  const sorted = parts.sort((a, b) =>
    ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || compare(a.margin, b.margin)
  );
  const [{ verdict }] = sorted;
  return { claim, verdict: verdict === "full" ? "undecided" : verdict, parts: sorted };
}

/** Verdicts, the one that decides before the others. */
export const ORDER = ["does not hold", "not measured", "undecided", "holds", "full"] as const;

function judgedPart(one: MeasuredPart, refuted: boolean, scale: number): JudgedPart {
  const { part } = one;
  if ("missing" in one) {
    return { part, verdict: "not measured", missing: one.missing, margin: -Infinity };
  }
  if ("full" in one) return { part, verdict: "full", margin: Infinity };
  const estimate = estimateOf(one.interval), { value, low, high } = estimate;
  requireFinite(value, `value of ${part.name}`);
  if (!(low <= value && value <= high)) {
    throw new RangeError(
      `Cannot judge ${part.name}: interval must hold its value ${value}, current value is ${low} to ${high}`,
    );
  }
  const [margin] = marginsOf({ part, interval: one.interval }, MISS, scale);
  return {
    part,
    verdict: margin >= 0 ? "holds" : refuted ? "does not hold" : "undecided",
    estimate,
    margin,
  };
}

/** Distances from the threshold to the nearer and the farther end, positive on the claimed side. */
function marginsOf(
  { part, interval }: { readonly part: Part; readonly interval: Interval },
  miss: number,
  scale: number,
): readonly [near: number, far: number] {
  const [low, high] = interval.at(miss), threshold = thresholdOf(part, scale);
  return part.claimed === "at least"
    ? [low - threshold, high - threshold]
    : [threshold - high, threshold - low];
}

/** As a sort wants it; two infinite margins are equal. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
