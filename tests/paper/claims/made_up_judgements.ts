/** Judgements with known contents. */
import type { Claim, Verdict } from "../../../lib/paper/claims/claim.ts";
import type { DetailedPart, Measured } from "../../../lib/paper/claims/measure.ts";

/** A judgement that hangs on nothing, but for what is given. */
export function measuredOf(
  claim: Claim,
  verdict: Verdict,
  parts: readonly DetailedPart[],
  rest: Partial<Measured> = {},
): Measured {
  return {
    ...{ claim, verdict, parts, basis: [], peaks: new Map(), near: false },
    ...{ halved: verdict, doubled: verdict, filtered: { dropped: 0, verdict }, ...rest },
  };
}
