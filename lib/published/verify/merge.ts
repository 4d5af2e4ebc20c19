/**
 * Receipts of several nonces, machines and reviewers as one statement.
 *
 * @module
 */
import { type Assurance, type Draw, jointAssurances } from "./probability.ts";
import { type Result, resultOf, type Verified } from "./receipt.ts";
import type { Sample, StratumDraw } from "./report.ts";

/** A receipt with the name of its file. */
export interface NamedReceipt {
  readonly name: string;
  readonly verified: Verified;
}

/** What receipts say together. */
export interface Merged {
  /** SHA-256 of the top file of the lock that all of them are about. */
  readonly lock: string;
  readonly receipts: number;
  /** Different nonces: samples that are drawn alike count once. */
  readonly nonces: number;
  /** Different combinations of operating system, processor and versions. */
  readonly machines: number;
  /** Segments that were replayed, each sample by itself. */
  readonly segments: number;
  readonly result: Result;
  /** Names of the receipts that do not agree. */
  readonly disagreeing: readonly string[];
  /** Over the experiments that at least one sample was drawn from. */
  readonly assurances: readonly Assurance[];
}

/**
 * Adds receipts up.
 *
 * @param lock SHA-256 of the top file of the lock at hand.
 * @throws {RangeError} naming the first receipt that is of another lock, or of none.
 */
export function mergeReceipts(receipts: readonly NamedReceipt[], lock: string): Merged {
  for (const { name, verified } of receipts) {
    if (verified.lock === lock) continue;
    throw new RangeError(
      `Cannot merge ${name}: lock must be ${lock}, current value is ${verified.lock ?? "none"}`,
    );
  }
  const reports = receipts.flatMap(({ verified }) => verified.reports);
  const samples = fullestByNonce(reports.flatMap(({ sample }) => sample ?? []));
  const disagreeing = receipts.filter(({ verified }) => resultOf(verified.reports) !== "agrees");
  const agree = disagreeing.length === 0, groups = agree ? groupsOf(samples) : [];
  return {
    ...{ lock, receipts: receipts.length, nonces: samples.length },
    machines: new Set(receipts.map(({ verified }) => JSON.stringify(verified.versions))).size,
    segments: samples.reduce((sum, { segments }) => sum + segments, 0),
    result: resultOf(reports),
    disagreeing: disagreeing.map(({ name }) => name),
    assurances: groups.length > 0 ? jointAssurances(groups) : [],
  };
}

/** Of samples by one nonce the one that went furthest: it holds what the others have, and adds no chance to theirs. */
function fullestByNonce(samples: readonly Sample[]): Sample[] {
  return [...Map.groupBy(samples, ({ nonce }) => nonce).values()]
    .map((own) => own.reduce((most, one) => one.segments > most.segments ? one : most));
}

/**
 * The draws of all samples by groups of segments: strata where all samples cut an experiment alike, else the whole
 * experiment. Groups that no sample was drawn from are left out.
 */
function groupsOf(samples: readonly Sample[]): Draw[][][] {
  const experiments = new Set(samples.flatMap(({ strata }) => strata.map((one) => one.experiment)));
  return [...experiments].flatMap((experiment) => {
    const own = samples
      .map(({ strata }) => strata.filter((one) => one.experiment === experiment))
      .filter((strata) => strata.length > 0);
    const sorted = own.map((strata) => strata.toSorted((a, b) => a.name < b.name ? -1 : 1));
    const cuts = new Set(sorted.map((strata) => JSON.stringify(strata.map(cutOf))));
    const groups = cuts.size > 1
      ? [sorted]
      : sorted[0].map((_, k) => sorted.map((strata) => [strata[k]]));
    return groups.filter(drawnFrom);
  });
}

function drawnFrom(samples: readonly (readonly StratumDraw[])[]): boolean {
  return samples.some((strata) => strata.some(({ drawn }) => drawn > 0));
}

function cutOf({ name, units, size }: StratumDraw): unknown {
  return [name, units, size];
}
