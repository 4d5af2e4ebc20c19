/**
 * How sure a sample makes: drawing without replacement, hypergeometric.
 *
 * @module
 */

/**
 * The smallest number of units that can hold a number of segments: whoever hides faults hides them there.
 *
 * @param sizes Segments of each unit.
 * @param faults Segments that are wrong, at most all.
 */
export function fewestUnits(sizes: readonly number[], faults: number): number {
  let units = 0, held = 0;
  for (const size of [...sizes].sort((a, b) => b - a)) {
    if (held >= faults) break;
    held += size;
    units++;
  }
  return units;
}

/**
 * Probability that a sample of `drawn` out of `all` units, each as likely as another, holds at least one of `bad` ones:
 * 1 - C(all - bad, drawn) / C(all, drawn).
 */
export function seenWithin(all: number, bad: number, drawn: number): number {
  if (bad > all - drawn) return 1;
  let missed = 1;
  for (let i = 0; i < bad; i++) missed *= (all - drawn - i) / (all - i);
  return 1 - missed;
}

/** What a sample says of faults in a number of segments. */
export interface Assurance {
  /** Wrong segments supposed. */
  readonly faults: number;
  /** Of this many segments. */
  readonly segments: number;
  /**
   * Probability that at least one of them would have been replayed, wherever they were before the sample was drawn.
   * Exact when they lie in as few units as possible; more widely spread ones are seen more surely.
   */
  readonly seen: number;
}

/** Fractions of the segments that a report speaks of, besides a single one. */
const FRACTIONS = [0.01, 0.05, 0.1];

/** What a sample of `drawn` units of these sizes says of one wrong segment, and of fractions of them. */
export function assurances(sizes: readonly number[], drawn: number): Assurance[] {
  const segments = sizes.reduce((sum, size) => sum + size, 0);
  const faults = new Set([1, ...FRACTIONS.map((f) => Math.max(1, Math.ceil(f * segments)))]);
  return [...faults].map((some) => ({
    faults: some,
    segments,
    seen: seenWithin(sizes.length, fewestUnits(sizes, some), drawn),
  }));
}
