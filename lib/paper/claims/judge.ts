/**
 * The claim ledger: every sentence of the paper about its two studies that numbers can decide, with its verdict.
 *
 * @module
 */
import type { Claim, Uncheckable } from "./claim.ts";
import { ABSTRACT } from "./ledger/abstract.ts";
import { ADDED } from "./ledger/added.ts";
import { APPENDICES } from "./ledger/appendices.ts";
import { MNIST } from "./ledger/mnist.ts";
import { SECTIONS } from "./ledger/section4.ts";
import { UNCHECKABLE as SENTENCES } from "./ledger/uncheckable.ts";
import { measureClaim, type Measured } from "./measure.ts";
import { ClaimResults, type Holding } from "./results.ts";

export type { Claim, JudgedPart, Judgement, Part, Uncheckable, Verdict } from "./claim.ts";
export type { Basis, Measured } from "./measure.ts";
export type { Holding } from "./results.ts";

/**
 * Sentences that numbers decide: those of abstract and introduction, those about the synthetic data, then those about
 * MNIST, each in the order of the paper; at the end what was added with results known.
 */
export const CLAIMS: readonly Claim[] = [
  ...ABSTRACT,
  ...SECTIONS,
  ...APPENDICES,
  ...MNIST,
  ...ADDED,
];

/** Sentences that no number of this study decides. */
export const UNCHECKABLE: readonly Uncheckable[] = SENTENCES;

/**
 * Judges claims, all by default, each by the first holding that has all of an experiment's results.
 *
 * @param onJudged Told of each claim, one after the other.
 */
export async function judgeClaims(
  holdings: readonly Holding[],
  claims: readonly Claim[] = CLAIMS,
  onJudged: (claim: Claim) => void = () => {},
): Promise<Measured[]> {
  const results = new ClaimResults(holdings), judged: Measured[] = [];
  for (const claim of claims) {
    judged.push(await measureClaim(claim, results));
    onJudged(claim);
  }
  return judged;
}
