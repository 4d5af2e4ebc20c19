/**
 * Measures claims on whatever results are at hand, and what their verdicts hang on.
 *
 * @module
 */
import { type Estimate, estimateOf } from "../../statistics/interval.ts";
import {
  type Claim,
  DECIDING,
  judge,
  type JudgedPart,
  type Judgement,
  type MeasuredPart,
  type Part,
  type Verdict,
} from "./claim.ts";
import type { Look } from "./estimate.ts";
import { hasMoves, isWarmed, type Past, type ReadPart, readPart } from "./part.ts";
import type { Peak } from "./moves.ts";
import { type ClaimResults, publishedRepeats } from "./results.ts";
import type { Places } from "./sample.ts";

/** What a claim was judged by. */
export interface Basis {
  readonly experiment: string;
  readonly holding: string;
  /** Repeats at hand, and as the paper has them. */
  readonly repeats: number;
  readonly of: number;
}

/** A part with what else was found of it. */
export interface DetailedPart extends JudgedPart {
  /** By other peaks than the deciding one, where the part is a fall or climb. */
  readonly peaks: ReadonlyMap<Peak, Estimate>;
  /** Repeats that are on the claimed side by themselves, each by its own peak; undefined where none are at hand. */
  readonly past?: Past | undefined;
  /** How the interval came about where it is not Student's t. */
  readonly by?: "mean curves" | "medians" | undefined;
}

/** A judgement with its basis, one for each experiment, and what the verdict hangs on. */
export interface Measured extends Judgement {
  readonly parts: readonly DetailedPart[];
  readonly basis: readonly Basis[];
  /** The verdict by each peak, of a claim about falls or climbs. */
  readonly peaks: ReadonlyMap<Peak, Verdict>;
  /** The verdict with every threshold half as far from where it is counted, and twice as far. */
  readonly halved: Verdict;
  readonly doubled: Verdict;
  /** The verdict without repeats that end under a training accuracy of 0.55, and how many these are. */
  readonly filtered: { readonly verdict: Verdict; readonly dropped: number };
  /** Whether one repeat less, or one of them twice, makes another verdict; found when it is asked for. */
  readonly near: boolean;
}

/** Training accuracy under which the released code leaves a repeat out of its figures (docs/protocol.md, section 7). */
const FILTER = 0.55;

const ALL: Look = { peak: DECIDING, only: new Map() };

/**
 * Measures a claim on whatever results are at hand, and judges it.
 *
 * @throws {RangeError} naming the claim, if something that was measured is no number.
 */
export async function measureClaim(claim: Claim, results: ClaimResults): Promise<Measured> {
  const read: ReadPart[] = [];
  for (const part of claim.parts) read.push(await readPart(part, claim, results));
  const look = (how: Look, scale = 1) =>
    judge(claim, read.map((one) => named(claim, one.part, () => one.measured(how))), scale);
  const judged = look(ALL), moves = read.filter(hasMoves);
  const peaks: Peak[] = moves.length === 0 ? [] : ["mean", "own"];
  if (moves.some(isWarmed)) peaks.push("warm");
  const dropped = filterOf(read);
  let near: boolean | undefined;
  return {
    ...judged,
    parts: judged.parts.map((one) => detailed(one, read.find(({ part }) => part === one.part)!)),
    basis: basisOf(read),
    peaks: new Map(peaks.map((peak) => [peak, look({ ...ALL, peak }).verdict])),
    halved: look(ALL, 0.5).verdict,
    doubled: look(ALL, 2).verdict,
    filtered: {
      dropped: dropped.count,
      verdict: dropped.count === 0 ? judged.verdict : look({ ...ALL, only: dropped.only }).verdict,
    },
    get near() {
      return near ??= isNear(claim, read, judged.verdict);
    },
  };
}

function named<T>(claim: Claim, part: Part, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`Claim ${claim.id}, ${part.name}: ${error.message}`, { cause: error });
  }
}

function detailed(judged: JudgedPart, read: ReadPart): DetailedPart {
  const others: Peak[] = !hasMoves(read) || judged.estimate === undefined
    ? []
    : isWarmed(read)
    ? ["own", "warm"]
    : ["own"];
  const peaks = new Map<Peak, Estimate>();
  for (const peak of others) {
    const measured = read.measured({ ...ALL, peak });
    if ("interval" in measured) peaks.set(peak, estimateOf(measured.interval));
  }
  return { ...judged, peaks, past: read.past, by: judged.estimate && read.by };
}

function basisOf(read: readonly ReadPart[]): Basis[] {
  const basis = new Map<string, Basis>();
  for (const { seen } of read) {
    for (const [experiment, { holding, repeats }] of seen) {
      basis.set(experiment, { experiment, holding, repeats, of: publishedRepeats(experiment) });
    }
  }
  return [...basis.values()];
}

/** Repeats that the filter leaves in, of experiments that it takes some of. */
function filterOf(read: readonly ReadPart[]): { only: Map<string, Places>; count: number } {
  const only = new Map<string, Places>();
  let count = 0;
  for (const { samples } of read) {
    for (const [experiment, sample] of samples) {
      const left = sample.endingAt(FILTER);
      if (only.has(experiment) || left.length === sample.size || left.length === 0) continue;
      only.set(experiment, left);
      count += sample.size - left.length;
    }
  }
  return { only, count };
}

/**
 * Whether the verdict is another with any one repeat left out or taken twice, or if the jackknife takes the place of
 * the bootstrap.
 */
function isNear(claim: Claim, read: readonly ReadPart[], verdict: Verdict): boolean {
  if (verdict === "not measured") return false;
  const rough = { ...ALL, rough: true }, all = read.map((one) => one.measured(rough));
  if (judge(claim, all).verdict !== verdict) return true;
  const sizes = new Map(read.flatMap(({ sizes }) => [...sizes]));
  for (const [experiment, size] of sizes) {
    const concerned = read.map(({ sizes }) => sizes.has(experiment));
    for (const places of changesOf(size)) {
      const how = { ...rough, only: new Map([[experiment, places]]) };
      const changed: MeasuredPart[] = read.map((one, k) =>
        concerned[k] ? one.measured(how) : all[k]
      );
      if (judge(claim, changed).verdict !== verdict) return true;
    }
  }
  return false;
}

/** All repeats but one, and all with one of them twice. */
function* changesOf(size: number): Generator<Places> {
  const all = Array.from({ length: size }, (_, k) => k);
  for (const one of all) {
    if (size > 1) yield all.filter((k) => k !== one);
    yield all.flatMap((k) => k === one ? [k, k] : [k]);
  }
}
