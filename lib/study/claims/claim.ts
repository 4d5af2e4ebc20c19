/**
 * Claims and verdicts: a sentence of the paper in our words, a number that it is about, a threshold fixed beforehand.
 *
 * @module
 */
import { type ClaimResults, NotMeasuredError } from "./results.ts";
import type { Estimate } from "./statistics.ts";

/** One number that a claim is about. */
export interface Part {
  /** What it is, for example `Tanh T5`. */
  readonly name: string;
  readonly estimate: Estimate;
}

/** A sentence that numbers can decide. */
export interface Claim {
  readonly id: string;
  /** Section or appendix of the paper, or of PROTOCOL for findings of its own. */
  readonly where: string;
  /** The claim, in our words. */
  readonly text: string;
  /** What is measured, with its unit. */
  readonly quantity: string;
  /** The claimed side of the threshold. */
  readonly side: "at least" | "at most";
  readonly threshold: number;
  /** Why this threshold. */
  readonly why: string;
  /** The numbers; all of them must be on the claimed side. */
  measure(results: ClaimResults): Promise<Part[]>;
}

/** A sentence that no number of this study can decide. */
export interface Uncheckable {
  readonly id: string;
  readonly where: string;
  readonly text: string;
  readonly why: string;
}

/** What the numbers say of a claim. */
export type Verdict = "holds" | "does not hold" | "undecided" | "not measured";

/** A claim with its verdict. */
export interface Judgement {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** All numbers, the one that decides first. */
  readonly parts: readonly Part[];
  /** Logical id of what is missing, where nothing was measured. */
  readonly missing?: string;
}

/** On which side of the threshold a part's interval lies: wholly on the claimed one, wholly on the other, on both. */
function sideOf({ side, threshold }: Claim, { estimate: { mean, half } }: Part): Verdict {
  const sign = side === "at least" ? 1 : -1, margin = sign * (mean - threshold);
  if (!Number.isFinite(margin) || !Number.isFinite(half)) {
    throw new RangeError(`Cannot judge: an estimate must be finite, current value is ${mean}`);
  }
  if (margin >= half) return "holds";
  return margin <= -half ? "does not hold" : "undecided";
}

/**
 * Judges a claim: it holds if the 95% interval of every part lies on the claimed side of the threshold, does not hold if
 * that of one part lies wholly on the other side, and is undecided otherwise.
 */
export async function judge(claim: Claim, results: ClaimResults): Promise<Judgement> {
  try {
    const parts = await claim.measure(results);
    const sign = claim.side === "at least" ? 1 : -1;
    // The worst part decides.
    const worst = ({ estimate: { mean } }: Part) => sign * (mean - claim.threshold);
    const verdicts = parts.map((part) => sideOf(claim, part));
    const verdict = verdicts.includes("does not hold")
      ? "does not hold"
      : verdicts.includes("undecided")
      ? "undecided"
      : "holds";
    return { claim, verdict, parts: [...parts].sort((a, b) => worst(a) - worst(b)) };
  } catch (error) {
    if (!(error instanceof NotMeasuredError)) throw error;
    return { claim, verdict: "not measured", parts: [], missing: error.id };
  }
}
