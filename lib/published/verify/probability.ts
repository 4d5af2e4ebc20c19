/**
 * The probability that a sample finds a fault: drawing without replacement from each stratum, hypergeometric.
 *
 * @module
 */

/** What was drawn from units that are equally likely to be drawn. */
export interface Draw {
  /** Number of units. */
  readonly units: number;
  /** Segments of each. */
  readonly size: number;
  /** Units drawn. */
  readonly drawn: number;
}

/** What a sample says of faults in a number of segments. */
export interface Assurance {
  /** Wrong segments supposed. */
  readonly faults: number;
  /** Of this many segments. */
  readonly segments: number;
  /**
   * Probability over nonces that at least one of them would have been replayed, wherever they were before the sample
   * was drawn. Exact for the best hiding place, which is in as few units as possible of the strata that were drawn from
   * the least; anywhere else they are seen more surely.
   */
  readonly seen: number;
}

/** The draws of each sample, for each group of segments. */
export type Groups = readonly (readonly (readonly Draw[])[])[];

/** Fractions of the segments that a report speaks of, besides a single one. */
const FRACTIONS = [0.01, 0.05, 0.1];

/** Wrong segments supposed where a fraction of so many is wrong, at least one. */
export function faultsOf(fraction: number, segments: number): number {
  return Math.max(1, Math.ceil(fraction * segments));
}

/** Segments of all units. */
export function segmentsOf(draws: readonly Draw[]): number {
  return draws.reduce((sum, { units, size }) => sum + units * size, 0);
}

/** What draws from strata say of one wrong segment, and of fractions of them. */
export function assurances(draws: readonly Draw[]): Assurance[] {
  return jointAssurances([[draws]]);
}

/**
 * What several samples say together, each drawn by a nonce of its own: none of them would have seen the faults only if
 * each of them missed them, and these chances multiply, whatever the samples have in common.
 *
 * @param groups For each group of segments (an experiment) the draws of every sample. Samples may cut a group into other
 * units, depending on the snapshots at hand: each is supposed to meet the hiding place that is best against it alone, so
 * that what is stated is never too much.
 */
export function jointAssurances(groups: Groups): Assurance[] {
  const segments = groups.reduce((sum, samples) => sum + segmentsOf(samples[0]), 0);
  const faults = new Set([1, ...FRACTIONS.map((fraction) => faultsOf(fraction, segments))]);
  return [...faults].map((some) => ({ faults: some, segments, seen: seenJointly(groups, some) }));
}

/**
 * Probability that a unit with a wrong segment is drawn, at the best hiding place of `faults` wrong segments.
 *
 * @param faults At least 1, at most all segments.
 */
export function seenAtLeast(draws: readonly Draw[], faults: number): number {
  return seenJointly([[draws]], faults);
}

function seenJointly(groups: Groups, faults: number): number {
  let missed = [1, ...Array<number>(faults).fill(0)];
  for (const samples of groups) {
    const chances = samples.map((draws) => missedBy(draws, faults));
    const own = missed.map((_, f) => chances.reduce((product, one) => product * one[f], 1));
    missed = groups.length === 1 ? own : missed.map((_, f) => {
      let most = 0;
      for (let g = 0; g <= f; g++) most = Math.max(most, own[g] * missed[f - g]);
      return most;
    });
  }
  return 1 - missed[faults];
}

/** How likely 0, 1, … `faults` faults are missed, wherever in these strata they lie. */
function missedBy(draws: readonly Draw[], faults: number): number[] {
  let missed = [1, ...Array<number>(faults).fill(0)];
  for (const draw of draws) {
    const chances = missChances(draw, Math.ceil(faults / draw.size));
    missed = missed.map((_, f) =>
      chances.reduce((most, chance, bad) => {
        return Math.max(most, chance * missed[Math.max(0, f - bad * draw.size)]);
      }, 0)
    );
  }
  return missed;
}

/** Probability that none of 0, 1, … bad units of a stratum is drawn: C(units - bad, drawn) / C(units, drawn). */
function missChances({ units, drawn }: Draw, most: number): number[] {
  const chances = [1];
  for (let bad = 1; bad <= Math.min(most, units); bad++) {
    chances.push(chances[bad - 1] * (units - drawn - bad + 1) / (units - bad + 1));
    if (chances[bad] === 0) break;
  }
  return chances;
}
