/**
 * Measures the parts of claims.
 *
 * @module
 */
import type { Curves } from "../../study/steps/curves.ts";
import {
  type Claim,
  type CurveSource,
  judge,
  type JudgedPart,
  type Judgement,
  judgePart,
  missingPart,
  type Part,
  type Side,
} from "./claim.ts";
import { largestDeviation, seriesOf, valueOf } from "./contrast.ts";
import {
  type Estimate,
  exactly,
  intervalOf,
  type Mean,
  meanOf,
  requireFinite,
  shareOf,
  sumOf,
} from "./interval.ts";
import {
  type Attempts,
  type ClaimResults,
  type Loaded,
  type Missing,
  publishedRepeats,
} from "./results.ts";
import { meanCurves, spreadOf } from "./spread.ts";

/** What a claim was judged by. */
export interface Basis {
  readonly experiment: string;
  readonly holding: string;
  /** Repeats at hand, and as the paper has them. */
  readonly repeats: number;
  readonly of: number;
}

/** A judgement with its basis, one for each experiment. */
export interface Measured extends Judgement {
  readonly basis: readonly Basis[];
}

/**
 * Measures a claim on whatever results are at hand, and judges it.
 *
 * @throws {RangeError} naming the claim, if something that was measured is no number.
 */
export async function measureClaim(claim: Claim, results: ClaimResults): Promise<Measured> {
  const basis = new Map<string, Basis>();
  const see = (experiment: string, { holding, repeats }: Loaded | Attempts) =>
    basis.set(experiment, { experiment, holding, repeats, of: publishedRepeats(experiment) });
  const parts: JudgedPart[] = [];
  for (const part of claim.parts) {
    try {
      parts.push(await measurePart(part, claim, results, see));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`Claim ${claim.id}, ${part.name}: ${error.message}`, { cause: error });
    }
  }
  return { ...judge(claim, parts), basis: [...basis.values()] };
}

type See = (experiment: string, found: Loaded | Attempts) => void;

async function measurePart(
  part: Part,
  { epochs }: Claim,
  results: ClaimResults,
  see: See,
): Promise<JudgedPart> {
  const { measure } = part;
  if ("discarded" in measure) {
    const found = await results.attempts(measure.discarded);
    const missing = lacking(found, measure.discarded, epochs);
    if (missing !== undefined) return missingPart(part, missing);
    see(measure.discarded, found as Attempts);
    return judgePart(part, discards(found as Attempts, measure.as));
  }
  const loaded: Loaded[] = [];
  for (const { source } of measure.sides) {
    const found = await results.load(source);
    const missing = lacking(found, source.experiment, neededOf(source, epochs));
    if (missing !== undefined) return missingPart(part, missing);
    see(source.experiment, found as Loaded);
    loaded.push(found as Loaded);
  }
  return judgePart(part, estimateOf(measure.sides, loaded));
}

/** The phase before the training proper has its own length, in every preset. */
function neededOf({ phase }: CurveSource, epochs: number): number {
  return phase === "prefit" ? 0 : epochs;
}

function lacking(found: Loaded | Attempts | Missing, experiment: string, epochs: number) {
  if ("missing" in found) return found.missing;
  if (found.epochs >= epochs) return undefined;
  return `${experiment} over ${epochs} epochs (${found.holding} has ${found.epochs})`;
}

function discards({ repeats, discarded }: Attempts, as: "share" | "number"): Estimate {
  return as === "number" ? exactly(discarded) : shareOf(discarded, repeats + discarded);
}

/**
 * Sum of sides. Sides of one experiment are of the same repeats: summed repeat by repeat where each has them, else with
 * the largest error that the sum can have; sums of different experiments are independent.
 */
function estimateOf(sides: readonly Side[], loaded: readonly Loaded[]): Estimate {
  if (sides.length === 1 && "worst" in sides[0].statistic) {
    const { statistic: { worst }, weight } = sides[0], { curves } = repeatsOf(loaded[0]);
    const all = curves.map((one) => weight * valueOf(worst(one), one));
    all.forEach((one, repeat) => requireFinite(one, `value of repeat ${repeat}`));
    return exactly(Math.max(...all));
  }
  const groups = Map.groupBy(sides.map((_, k) => k), (k) => sides[k].source.experiment);
  return intervalOf(sumOf([...groups.values()].map((group) => {
    const parts = group.map((k) => sideOf(sides[k], loaded[k]));
    if (parts.every((one) => Array.isArray(one))) {
      return meanOf(parts[0].map((_, r) => parts.reduce((sum, one) => sum + one[r], 0)));
    }
    return dependent(parts.map((one) => Array.isArray(one) ? meanOf(one) : one));
  })));
}

/** Sum of means whose dependence is not known: its error is at most the sum of errors. */
function dependent(means: readonly Mean[]): Mean {
  return {
    value: means.reduce((sum, { value }) => sum + value, 0),
    error: means.reduce((sum, { error }) => sum + error, 0),
    freedom: Math.min(...means.map(({ freedom }) => freedom)),
  };
}

/** A side's values repeat by repeat, or a mean with its error where there are none. */
function sideOf({ statistic, weight }: Side, loaded: Loaded): number[] | Mean {
  if ("contrast" in statistic) {
    const { contrast } = statistic;
    if ("curves" in loaded) {
      return loaded.curves.map((one) => weight * valueOf(contrast(one), one));
    }
    const { mean, sd, repeats } = loaded, terms = contrast(mean);
    const value = weight * valueOf(terms, mean);
    requireFinite(value, "value of the mean curves");
    const deviation = Math.abs(weight) * largestDeviation(terms, sd);
    // Deviations come with ddof 0.
    const error = repeats > 1 ? deviation / Math.sqrt(repeats - 1) : Infinity;
    return { value, error, freedom: repeats - 1 };
  }
  const { curves } = repeatsOf(loaded);
  if ("number" in statistic) return curves.map((one) => weight * statistic.number(one));
  if ("onMean" in statistic) {
    const terms = statistic.onMean(meanCurves(curves));
    return curves.map((one) => weight * valueOf(terms, one));
  }
  if ("worst" in statistic) {
    throw new RangeError("Cannot measure a claim: the worst repeat must be alone in its sum");
  }
  const all = curves.map((one) => allOf(one, statistic.of));
  if ("spread" in statistic) {
    const { value, error, freedom } = spreadOf(all, statistic.spread);
    return { value: weight * value, error: Math.abs(weight) * error, freedom };
  }
  const mean = all[0].map((_, k) => all.reduce((sum, one) => sum + one[k], 0) / all.length);
  return all.map((one) => weight * statistic.likeness(one, mean));
}

function allOf(curves: Curves, of: "ixt" | "ity" | "train" | "test"): Float64Array {
  return of === "ixt" || of === "ity" ? curves[of] : seriesOf(curves, of, 1);
}

function repeatsOf(loaded: Loaded): { curves: readonly Curves[] } {
  if ("curves" in loaded) return loaded;
  throw new RangeError("Cannot measure a claim: repeats must be at hand, current value is a mean");
}
