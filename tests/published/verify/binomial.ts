/** What a binomial distribution makes likely, exactly. */

/** Probabilities of 0, 1, …, n successes with these chances, which may differ (Poisson's binomial distribution). */
export function successes(chances: readonly number[]): number[] {
  let of = [1];
  for (const p of chances) {
    of = [...of, 0].map((here, k) => here * (1 - p) + (k > 0 ? of[k - 1] * p : 0));
  }
  return of;
}

/**
 * The two-sided interval outside of which a number of successes lies with probability `beyond` at most, half of it on
 * each side.
 */
export function interval(chances: readonly number[], beyond: number): [number, number] {
  const of = successes(chances);
  let low = 0, high = of.length - 1, below = of[low], above = of[high];
  while (below <= beyond / 2) below += of[++low];
  while (above <= beyond / 2) above += of[--high];
  return [low, high];
}
