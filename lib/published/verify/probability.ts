/**
 * How sure a sample makes: drawing without replacement from each stratum, hypergeometric.
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

/** Fractions of the segments that a report speaks of, besides a single one. */
const FRACTIONS = [0.01, 0.05, 0.1];

/** What draws from strata say of one wrong segment, and of fractions of them. */
export function assurances(draws: readonly Draw[]): Assurance[] {
  const segments = draws.reduce((sum, { units, size }) => sum + units * size, 0);
  const faults = new Set([1, ...FRACTIONS.map((f) => Math.max(1, Math.ceil(f * segments)))]);
  return [...faults].map((some) => ({ faults: some, segments, seen: seenAtLeast(draws, some) }));
}

/**
 * Probability that a unit with a wrong segment is drawn, at the best hiding place of `faults` wrong segments.
 *
 * @param faults At least 1, at most all segments.
 */
export function seenAtLeast(draws: readonly Draw[], faults: number): number {
  // missed[f]: how likely f faults are missed that lie in the strata so far.
  let missed = [1, ...Array<number>(faults).fill(0)];
  for (const draw of draws) {
    const chances = missChances(draw, Math.ceil(faults / draw.size));
    missed = missed.map((_, f) =>
      chances.reduce((most, chance, bad) => {
        return Math.max(most, chance * missed[Math.max(0, f - bad * draw.size)]);
      }, 0)
    );
  }
  return 1 - missed[faults];
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
